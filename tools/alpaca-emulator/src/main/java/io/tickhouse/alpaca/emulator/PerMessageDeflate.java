package io.tickhouse.alpaca.emulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The compression that a client may offer (RFC 7692), in its simplest form: each message
 * separately.
 */
final class PerMessageDeflate {

    /** The answer to an offer. */
    static final String ANSWER =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    /** The bit of a frame's first byte that marks a compressed message. */
    static final int MARK = 0x40;

    /** The same bit, among only the three extension bits. */
    private static final int RSV_MARK = 4;

    /** The end of each compressed message, which is not sent. */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final int BLOCK = 8192;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final int longest;

    /**
     * @param longest maximum length of a message from the client, in bytes
     */
    PerMessageDeflate(int longest) {
        this.longest = longest;
    }

    /**
     * Whether a client offers what we support: not a window smaller than the usual one.
     *
     * @param extensions the header of the handshake, may be null
     */
    static boolean isOffered(String extensions) {
        if (extensions != null) {
            for (String offer : extensions.toLowerCase(Locale.ROOT).split(",", -1)) {
                if (offer.strip().startsWith("permessage-deflate")
                        && !offer.contains("server_max_window_bits")) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean isMarked(int rsv) {
        return (rsv & RSV_MARK) != 0;
    }

    /** Compresses the payload and releases it. */
    ByteBuf compress(ByteBuf payload) {
        deflater.reset();
        deflater.setInput(ByteBufUtil.getBytes(payload));
        payload.release();
        ByteBuf out = Unpooled.buffer(BLOCK);
        byte[] block = new byte[BLOCK];
        int length;
        do {
            length = deflater.deflate(block, 0, block.length, Deflater.SYNC_FLUSH);
            out.writeBytes(block, 0, length);
        } while (length == block.length);
        return out.writerIndex(out.writerIndex() - TAIL.length);
    }

    /**
     * Decompresses a client's message.
     *
     * @throws IOException if it is not valid, or too long
     */
    ByteBuf expand(ByteBuf payload) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(
                    ByteBufUtil.getBytes(
                            Unpooled.wrappedBuffer(
                                    payload.duplicate(), Unpooled.wrappedBuffer(TAIL))));
            ByteBuf out = Unpooled.buffer(BLOCK);
            byte[] block = new byte[BLOCK];
            int length = inflater.inflate(block);
            while (length > 0) {
                out.writeBytes(block, 0, length);
                if (out.readableBytes() > longest) {
                    throw new IOException("a compressed message is too long");
                }
                length = inflater.inflate(block);
            }
            return out;
        } catch (DataFormatException e) {
            throw new IOException("a compressed message is broken", e);
        } finally {
            inflater.end();
        }
    }
}
