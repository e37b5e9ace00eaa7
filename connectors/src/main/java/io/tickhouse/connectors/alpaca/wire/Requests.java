package io.tickhouse.connectors.alpaca.wire;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The messages that we send to the server. */
public final class Requests {

    /** Servers have closed with 1009, or read only a part, when a message was longer. */
    private static final int LONGEST_SUBSCRIBE = 15_000;

    /** More bytes than the WebSocket library puts into a trace. */
    public static final int TOO_LONG_FOR_TRACES = 1001;

    private static final int FRAME_OF_SUBSCRIBE = 300; // braces and the names of all channels

    private Requests() {}

    /**
     * Contains the secret: never log it. The WebSocket library logs messages of up to 1000 bytes at
     * trace level, so white space makes this one longer.
     */
    public static String login(Credentials credentials) {
        return "{\"action\":\"auth\",\"key\":"
                + quoted(credentials.key())
                + ",\"secret\":"
                + quoted(credentials.secret())
                + " ".repeat(TOO_LONG_FOR_TRACES)
                + "}";
    }

    public static String subscribe(Subscriptions subscriptions) {
        StringBuilder json = new StringBuilder("{\"action\":\"subscribe\"");
        subscriptions
                .symbols()
                .forEach(
                        (channel, symbols) ->
                                json.append(",\"")
                                        .append(channel.wireName())
                                        .append("\":")
                                        .append(
                                                symbols.stream()
                                                        .map(Requests::quoted)
                                                        .collect(joining(",", "[", "]"))));
        return json.append('}').toString();
    }

    /**
     * Cuts subscriptions into parts that fit one message each.
     *
     * @param most pairs of channel and symbol in a part
     */
    public static List<Subscriptions> chunks(Subscriptions all, int most) {
        List<Subscriptions> chunks = new ArrayList<>();
        Map<Channel, Set<String>> chunk = new EnumMap<>(Channel.class);
        int pairs = 0;
        int bytes = FRAME_OF_SUBSCRIBE;
        for (Map.Entry<Channel, Set<String>> entry : all.symbols().entrySet()) {
            for (String symbol : entry.getValue()) {
                int length = symbol.length() * 6 + 3; // at most, with every character escaped
                if (pairs == most || (pairs > 0 && bytes + length > LONGEST_SUBSCRIBE)) {
                    chunks.add(new Subscriptions(chunk));
                    chunk = new EnumMap<>(Channel.class);
                    pairs = 0;
                    bytes = FRAME_OF_SUBSCRIBE;
                }
                chunk.computeIfAbsent(entry.getKey(), c -> new TreeSet<>()).add(symbol);
                pairs++;
                bytes += length;
            }
        }
        if (pairs > 0) {
            chunks.add(new Subscriptions(chunk));
        }
        return chunks;
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
