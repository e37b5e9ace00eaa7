package io.tickhouse.connectors.alpaca.wire;

import io.tickhouse.model.JsonScanner;
import io.tickhouse.model.JsonScanner.Unreadable;
import io.tickhouse.model.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A message from the server about the connection itself. Rare, so parsed for clarity, not for
 * speed.
 */
public sealed interface ControlMessage {

    /** {@code connected} or {@code authenticated}. */
    record Success(String message) implements ControlMessage {}

    /** The code decides; the text is for people. */
    record Failure(int code, String message) implements ControlMessage {}

    /** The complete set that is now subscribed, as far as its channels are known. */
    record Acknowledgement(Subscriptions subscribed) implements ControlMessage {}

    /** An element that says nothing about the connection. */
    record Other() implements ControlMessage {}

    /**
     * The elements of a frame, in order.
     *
     * @throws Unreadable if the frame is not a valid JSON array
     */
    static List<ControlMessage> read(byte[] frame) throws Unreadable {
        JsonScanner in = new JsonScanner(Limits.DEFAULT);
        List<ControlMessage> messages = new ArrayList<>();
        in.start(frame);
        in.skipWhitespace();
        in.expect('[');
        in.skipWhitespace();
        if (in.peek() == ']') {
            in.pos++;
        } else {
            do {
                if (in.peek() == '{') {
                    messages.add(readObject(in, frame));
                } else {
                    in.skipValue(2);
                    messages.add(new Other());
                }
            } while (in.moreIn(']'));
        }
        in.expectEnd();
        return messages;
    }

    private static ControlMessage readObject(JsonScanner in, byte[] frame) throws Unreadable {
        String type = "";
        String text = "";
        int code = 0;
        Map<Channel, Set<String>> symbols = new EnumMap<>(Channel.class);
        in.enter(2);
        if (in.peek() == '}') {
            in.pos++;
            return new Other();
        }
        do {
            in.scanKey();
            String key = text(in, frame);
            Channel channel = Channel.ofWireName(key);
            byte next = in.peek();
            if (key.equals("T") && next == '"') {
                in.scanString();
                type = text(in, frame);
            } else if (key.equals("msg") && next == '"') {
                in.scanString();
                text = text(in, frame);
            } else if (key.equals("code") && next >= '0' && next <= '9') {
                in.scanNumber();
                long value = in.asLong();
                code = value >= 0 && value <= Integer.MAX_VALUE ? (int) value : 0;
            } else if (channel != null && next == '[') {
                symbols.put(channel, readSymbols(in, frame));
            } else {
                in.skipValue(3);
            }
        } while (in.moreIn('}'));
        return switch (type) {
            case "success" -> new Success(text);
            case "error" -> new Failure(code, text);
            case "subscription" -> new Acknowledgement(new Subscriptions(symbols));
            default -> new Other();
        };
    }

    private static Set<String> readSymbols(JsonScanner in, byte[] frame) throws Unreadable {
        Set<String> symbols = new TreeSet<>();
        in.enter(3);
        if (in.peek() == ']') {
            in.pos++;
            return symbols;
        }
        do {
            if (in.peek() == '"') {
                in.scanString();
                if (in.stringEnd - in.stringStart <= FrameReader.LONGEST_NAME) {
                    symbols.add(text(in, frame));
                }
            } else {
                in.skipValue(4);
            }
        } while (in.moreIn(']'));
        return symbols;
    }

    /** The string just scanned, empty if it is not valid Unicode. */
    private static String text(JsonScanner in, byte[] frame) {
        if (!in.stringEscaped) {
            return new String(
                    frame, in.stringStart, in.stringEnd - in.stringStart, StandardCharsets.UTF_8);
        }
        byte[] text = in.unescape();
        return text == null ? "" : new String(text, StandardCharsets.UTF_8);
    }
}
