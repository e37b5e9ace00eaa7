package io.tickhouse.connectors.alpaca.wire;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tickhouse.connectors.alpaca.wire.ControlMessage.Acknowledgement;
import io.tickhouse.connectors.alpaca.wire.ControlMessage.Failure;
import io.tickhouse.connectors.alpaca.wire.ControlMessage.Other;
import io.tickhouse.connectors.alpaca.wire.ControlMessage.Success;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads frames of control messages. They are rare, so they are read as a tree. */
public final class ControlReader {

    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    private ControlReader() {}

    /**
     * The elements of a frame, in order.
     *
     * @throws IOException if the frame is not a valid JSON array
     */
    public static List<ControlMessage> read(byte[] frame) throws IOException {
        JsonNode elements = JSON.readTree(frame);
        if (!elements.isArray()) {
            throw new IOException("not a JSON array");
        }
        List<ControlMessage> messages = new ArrayList<>();
        elements.forEach(element -> messages.add(message(element)));
        return messages;
    }

    private static ControlMessage message(JsonNode element) {
        String text = element.path("msg").asText();
        return switch (element.path("T").asText()) {
            case "success" -> new Success(text);
            case "error" -> new Failure(element.path("code").intValue(), text);
            case "subscription" -> new Acknowledgement(subscriptions(element));
            default -> new Other();
        };
    }

    private static Subscriptions subscriptions(JsonNode element) {
        Map<Channel, Set<String>> subscribed = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            Set<String> symbols = new TreeSet<>();
            for (JsonNode symbol : element.path(channel.wireName())) {
                if (symbol.isTextual() && symbol.asText().length() <= FrameReader.LONGEST_NAME) {
                    symbols.add(symbol.asText());
                }
            }
            subscribed.put(channel, symbols);
        }
        return new Subscriptions(subscribed);
    }
}
