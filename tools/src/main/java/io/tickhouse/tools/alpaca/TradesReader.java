package io.tickhouse.tools.alpaca;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads the identities of trades out of arrays of Alpaca messages. */
final class TradesReader {

    private static final JsonFactory JSON = new JsonFactory();

    private TradesReader() {}

    /** All trades of a record of the raw topic; what is no trade is passed over. */
    static void raw(byte[] value, Consumer<Identity> trades) throws IOException {
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                array(parser, null, trades);
            }
        }
    }

    /**
     * All trades of a page of the history.
     *
     * @return the token of the next page, null if this is the last
     */
    static String page(String body, Consumer<Identity> trades) throws IOException {
        String next = null;
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("next_page_token")) {
                    next = parser.getValueAsString();
                } else if (field.equals("trades") && value == JsonToken.START_OBJECT) {
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        String symbol = parser.currentName();
                        parser.nextToken();
                        array(parser, symbol, trades);
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        return next;
    }

    /**
     * @param symbol of all of them, or null where each names its type and symbol itself
     */
    private static void array(JsonParser parser, String symbol, Consumer<Identity> trades)
            throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            String type = symbol == null ? null : "t";
            String of = symbol;
            String exchange = null;
            String time = null;
            long id = 0;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case "T" -> type = parser.getText();
                    case "S" -> of = parser.getText();
                    case "x" -> exchange = parser.getText();
                    case "t" -> time = parser.getText();
                    case "i" -> id = value.isNumeric() ? parser.getLongValue() : 0;
                    default -> parser.skipChildren();
                }
            }
            if ("t".equals(type)) {
                trades.accept(new Identity(of, exchange, id, time));
            }
        }
    }
}
