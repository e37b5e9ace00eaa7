package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * The encoding of messages. Only the header Content-Type of the upgrade decides it: one client
 * sends its JSON in binary frames.
 */
enum Codec {
    JSON(1),
    MSGPACK(2);

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** No request of Alpaca's protocol is deeper than three. */
    private static final int MAX_DEPTH = 100;

    private final int opcode;

    Codec(int opcode) {
        this.opcode = opcode;
    }

    static Codec of(String contentType) {
        return contentType != null && contentType.contains("msgpack") ? MSGPACK : JSON;
    }

    /** The opcode of its frames. */
    int opcode() {
        return opcode;
    }

    FieldWriter writer() {
        return this == JSON ? new JsonFields() : new MsgpackFields();
    }

    /** Parses a client's message; null if it is not one valid message. */
    JsonNode read(ByteBuf payload) {
        byte[] bytes = ByteBufUtil.getBytes(payload);
        String json;
        if (this == JSON) {
            json = new String(bytes, StandardCharsets.UTF_8);
        } else {
            try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
                if (!isOneValue(bytes)) {
                    return null;
                }
                json = unpacker.unpackValue().toJson();
            } catch (IOException | MessagePackException e) {
                return null;
            }
        }
        try {
            JsonNode node = MAPPER.readTree(json);
            return node != null && node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /**
     * Whether the bytes are one value and nothing else. Unpacking makes room for all elements that
     * a header announces, so it must not see a header that announces more than there are.
     */
    private static boolean isOneValue(byte[] bytes) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            return pass(unpacker, bytes.length, MAX_DEPTH)
                    && unpacker.getTotalReadBytes() == bytes.length;
        }
    }

    /** Passes over a value; false if it is deeper than that, or announces more than follows. */
    private static boolean pass(MessageUnpacker unpacker, int length, int depth)
            throws IOException {
        long elements =
                switch (unpacker.getNextFormat().getValueType()) {
                    case ARRAY -> unpacker.unpackArrayHeader();
                    case MAP -> 2L * unpacker.unpackMapHeader();
                    default -> {
                        unpacker.skipValue();
                        yield 0;
                    }
                };
        // An element is a byte at least.
        if (elements > length - unpacker.getTotalReadBytes() || (elements > 0 && depth == 0)) {
            return false;
        }
        for (long i = 0; i < elements; i++) {
            if (!pass(unpacker, length, depth - 1)) {
                return false;
            }
        }
        return true;
    }
}
