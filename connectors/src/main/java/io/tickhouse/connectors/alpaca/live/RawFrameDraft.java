package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.ServerWait;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.IncompleteHandshakeException;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.Handshakedata;

/**
 * The library's protocol with three additions. It tells how the server refused a handshake. It
 * tells the server's time. It hands out the bytes of a text frame unchanged, without a String in
 * between.
 */
final class RawFrameDraft extends Draft_6455 {

    /**
     * An answer to the handshake other than 101.
     *
     * @param retryAfter the wait that the server asks for, or null
     */
    record Refused(int status, Duration retryAfter) {}

    /** The largest messages (news) are far smaller. Anything larger is not read into memory. */
    private static final int LONGEST_FRAME = 64 << 20;

    private static final int LONGEST_HEADERS = 64 << 10;
    private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};

    private final boolean compression;
    private final FeedClock clock;
    private final Instant asked;
    private final Consumer<Refused> refused;
    private final Consumer<byte[]> frames;

    RawFrameDraft(
            boolean compression,
            FeedClock clock,
            Consumer<Refused> refused,
            Consumer<byte[]> frames) {
        super(compression ? List.of(new PerMessageDeflateExtension()) : List.of(), LONGEST_FRAME);
        this.compression = compression;
        this.clock = clock;
        this.asked = clock.local().instant();
        this.refused = refused;
        this.frames = frames;
    }

    @Override
    public Draft copyInstance() {
        return new RawFrameDraft(compression, clock, refused, frames);
    }

    @Override
    public Handshakedata translateHandshake(ByteBuffer buffer) throws InvalidHandshakeException {
        byte[] seen = new byte[buffer.remaining()];
        buffer.duplicate().get(seen);
        int end = indexOf(seen, END_OF_HEADERS);
        if (end < 0 && seen.length < LONGEST_HEADERS) {
            // The library would decide after the first line, before it has Retry-After.
            throw new IncompleteHandshakeException(seen.length + 1024);
        }
        String head = new String(seen, 0, end < 0 ? seen.length : end, StandardCharsets.ISO_8859_1);
        Refused refusal = judge(head);
        if (refusal != null) {
            refused.accept(refusal);
        }
        return super.translateHandshake(buffer);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            int j = 0;
            while (j < part.length && bytes[i + j] == part[j]) {
                j++;
            }
            if (j == part.length) {
                return i;
            }
        }
        return -1;
    }

    /** Notes the server's time; returns null if the server accepts the handshake. */
    private Refused judge(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] first = lines[0].split(" ", 3);
        int status = 0;
        if (first.length >= 2 && first[1].matches("\\d{3}")) {
            status = Integer.parseInt(first[1]);
        }
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon >= 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        clock.answered(headers.get("date"), asked);
        return status == 101
                ? null
                : new Refused(status, ServerWait.of(status, headers::get, clock.instant()));
    }

    @Override
    public void processFrame(WebSocketImpl socket, Framedata frame) throws InvalidDataException {
        if (frame.getOpcode() == Opcode.TEXT && frame.isFin()) {
            frames.accept(bytes(frame.getPayloadData()));
        } else {
            super.processFrame(socket, frame);
        }
    }

    /** The bytes of a buffer, without a copy if they are its whole array. */
    static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray()
                && buffer.arrayOffset() == 0
                && buffer.position() == 0
                && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
