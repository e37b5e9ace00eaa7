package io.tickhouse.tools.alpaca;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads the identities of trades, quotes and bars from arrays of Alpaca messages. */
final class MessageReader {

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> SIDES = List.of("bx", "bp", "bs", "ax", "ap", "as");

    private MessageReader() {}

    /** Reads a record of the raw topic; skips messages of other types. */
    static void raw(byte[] value, Consumer<Identity> messages) throws IOException {
        try (JsonParser parser = JSON.createParser(value)) {
            parser.nextToken();
            array(parser, null, null, messages);
        }
    }

    /**
     * Reads a page of the history.
     *
     * @return the token of the next page, or null if this is the last
     */
    static String page(Channel channel, String body, Consumer<Identity> messages)
            throws IOException {
        String next = null;
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("next_page_token")) {
                    next = parser.getValueAsString();
                } else if (field.equals(channel.wireName()) && value == JsonToken.START_OBJECT) {
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        String symbol = parser.currentName();
                        parser.nextToken();
                        array(parser, channel, symbol, messages);
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        return next;
    }

    /**
     * Reads the messages of the value at which the parser is. A value that is not an array has
     * none, and only an object is a message.
     *
     * @param channel of all messages, or null if each names its own type and symbol
     */
    private static void array(
            JsonParser parser, Channel channel, String symbol, Consumer<Identity> messages)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        String[] sides = new String[SIDES.size()];
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            Channel kind = channel;
            String of = symbol;
            String exchange = null;
            String time = null;
            long id = 0;
            Arrays.fill(sides, null);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isStructStart()) {
                    parser.skipChildren();
                    continue;
                }
                switch (field) {
                    case "T" -> kind = Channel.ofType(parser.getText());
                    case "S" -> of = parser.getText();
                    case "x" -> exchange = parser.getText();
                    case "t" -> time = parser.getText();
                    case "i" -> id = value.isNumeric() ? parser.getLongValue() : 0;
                    default -> {
                        int side = SIDES.indexOf(field);
                        if (side >= 0) {
                            sides[side] = parser.getText();
                        }
                    }
                }
            }
            if (kind != null) {
                String terms =
                        switch (kind) {
                            case TRADES -> exchange;
                            case QUOTES -> String.join(" ", sides);
                            case BARS -> "";
                        };
                messages.accept(new Identity(kind, of, terms, id, time));
            }
        }
    }
}
