package io.tickhouse.connectors.alpaca.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.FrameReader;
import io.tickhouse.model.JsonScanner.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Turns a page of the history into a frame like those of the stream. A message of the history has
 * neither type nor symbol, so they are added in front. All other bytes stay unchanged.
 */
final class HistoryPage {

    private static final JsonFactory JSON = new JsonFactory();

    /** Alpaca's have about 40. The state has no room for one that is much longer. */
    private static final int LONGEST_TOKEN = 8 << 10;

    private final Channel channel;
    private final byte[] body;
    private final ByteArrayOutputStream frame;
    private String nextToken;

    private HistoryPage(Channel channel, byte[] body) {
        this.channel = channel;
        this.body = body;
        this.frame = new ByteArrayOutputStream(body.length + body.length / 4 + 16);
    }

    /**
     * Reads a page.
     *
     * @throws IOException if it is not a page of this channel, or the emitter could not read it
     */
    static HistoryAnswer.Page read(Channel channel, byte[] body, Instant notBefore)
            throws IOException {
        HistoryPage page = new HistoryPage(channel, body);
        page.read();
        byte[] frame = page.frame.toByteArray();
        try {
            new FrameReader().read(frame);
        } catch (Unreadable e) {
            throw new IOException("A message of the history is not valid", e);
        }
        return new HistoryAnswer.Page(frame, page.nextToken, notBefore);
    }

    private void read() throws IOException {
        frame.write('[');
        try (JsonParser in = JSON.createParser(body)) {
            expect(in, in.nextToken(), JsonToken.START_OBJECT);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                JsonToken value = in.nextToken();
                if (field.equals(channel.wireName()) && value == JsonToken.START_OBJECT) {
                    readSymbols(in);
                } else if (field.equals("next_page_token") && value == JsonToken.VALUE_STRING) {
                    nextToken = in.getText();
                    if (nextToken.length() > LONGEST_TOKEN) {
                        throw new IOException(
                                "A page token has more than " + LONGEST_TOKEN + " characters");
                    }
                } else {
                    in.skipChildren();
                }
            }
            expect(in, in.currentToken(), JsonToken.END_OBJECT);
        }
        frame.write(']');
    }

    private void readSymbols(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            byte[] prefix = prefix(in.currentName());
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            expect(in, in.currentToken(), JsonToken.START_ARRAY);
            while (in.nextToken() == JsonToken.START_OBJECT) {
                int start = (int) in.currentTokenLocation().getByteOffset();
                boolean empty = in.nextToken() == JsonToken.END_OBJECT;
                while (in.currentToken() == JsonToken.FIELD_NAME) {
                    in.nextToken();
                    in.skipChildren();
                    in.nextToken();
                }
                int end = (int) in.currentTokenLocation().getByteOffset() + 1;
                append(prefix, empty, start + 1, end);
            }
            expect(in, in.currentToken(), JsonToken.END_ARRAY);
        }
        expect(in, in.currentToken(), JsonToken.END_OBJECT);
    }

    private byte[] prefix(String symbol) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(symbol));
        return ("{\"T\":\"" + channel.type() + "\",\"S\":\"" + quoted + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void append(byte[] prefix, boolean empty, int start, int end) {
        if (frame.size() > 1) {
            frame.write(',');
        }
        frame.write(prefix, 0, prefix.length);
        if (!empty) {
            frame.write(',');
        }
        frame.write(body, start, end - start);
    }

    private static void expect(JsonParser in, JsonToken found, JsonToken wanted)
            throws IOException {
        if (found != wanted) {
            throw new IOException(
                    "A page of the history has "
                            + found
                            + " where "
                            + wanted
                            + " belongs, at byte "
                            + in.currentTokenLocation().getByteOffset());
        }
    }
}
