package io.tickhouse.alpaca.emulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The bytes sent to one client. Frames are built here, below any WebSocket library, because a fault
 * may need half of one.
 */
final class Outlet {

    static final int CONTINUATION = 0;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int DROP_BYTES = 200;
    private static final int DROP_MILLIS = 5;

    private final Channel channel;
    private final PerMessageDeflate deflate;
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private long heldBytes;
    private long trickleUntil;

    /**
     * @param deflate null if the client has not offered it
     */
    Outlet(Channel channel, PerMessageDeflate deflate) {
        this.channel = channel;
        this.deflate = deflate;
    }

    void frame(int opcode, ByteBuf payload) {
        if (deflate == null || opcode >= CLOSE) {
            whole(FIN | opcode, payload);
        } else {
            whole(FIN | PerMessageDeflate.MARK | opcode, deflate.compress(payload));
        }
    }

    private void whole(int first, ByteBuf payload) {
        bytes(header(first, payload.readableBytes()));
        bytes(payload);
    }

    /**
     * A message that is marked as compressed but is not, even if the client did not offer
     * compression.
     */
    void brokenDeflate(int opcode) {
        byte[] noBlock = {(byte) 0xff, (byte) 0xff};
        whole(FIN | PerMessageDeflate.MARK | opcode, Unpooled.wrappedBuffer(noBlock));
        flush();
    }

    /** One message in pieces, the last of which is empty. */
    void fragments(int opcode, ByteBuf message, int pieces) {
        ByteBuf payload = deflate == null ? message : deflate.compress(message);
        int size = Math.max(1, payload.readableBytes() / pieces);
        int first = deflate == null ? opcode : PerMessageDeflate.MARK | opcode;
        while (payload.isReadable()) {
            int length = Math.min(size, payload.readableBytes());
            bytes(header(first, length));
            bytes(payload.readRetainedSlice(length));
            first = CONTINUATION;
        }
        payload.release();
        bytes(header(FIN | CONTINUATION, 0));
    }

    void close(int code, String reason) {
        ByteBuf payload = Unpooled.buffer();
        payload.writeShort(code);
        payload.writeCharSequence(reason, StandardCharsets.UTF_8);
        frame(CLOSE, payload);
        flush();
    }

    /** Starts a frame of {@code bytes}, sends half of it and ends the stream. */
    void closeMidFrame(int opcode, int bytes) {
        endTrickle();
        bytes(header(FIN | opcode, bytes));
        ByteBuf half = Unpooled.buffer(bytes / 2);
        half.writeByte('[');
        while (half.readableBytes() < bytes / 2) {
            half.writeByte(' ');
        }
        channel.writeAndFlush(half).addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends the connection with a TCP reset. */
    void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** From now on bytes are sent a few at a time; the rest is sent at once at the end. */
    void trickle(Duration lasting) {
        boolean running = trickling();
        trickleUntil = System.nanoTime() + lasting.toNanos();
        if (!running) {
            scheduleDrop();
        }
    }

    private boolean trickling() {
        return trickleUntil != 0;
    }

    private void scheduleDrop() {
        channel.eventLoop()
                .schedule(this::drop, DROP_MILLIS, TimeUnit.MILLISECONDS)
                .addListener(done -> report(done.cause()));
    }

    private void report(Throwable cause) {
        if (cause != null) {
            channel.pipeline().fireExceptionCaught(cause);
        }
    }

    private void drop() {
        if (!channel.isActive() || System.nanoTime() - trickleUntil >= 0) {
            endTrickle();
            return;
        }
        ByteBuf head = held.peek();
        if (head != null) {
            int length = Math.min(DROP_BYTES, head.readableBytes());
            heldBytes -= length;
            write(head.readRetainedSlice(length));
            if (!head.isReadable()) {
                held.remove().release();
            }
            channel.flush();
        }
        scheduleDrop();
    }

    private void endTrickle() {
        trickleUntil = 0;
        heldBytes = 0;
        for (ByteBuf next = held.poll(); next != null; next = held.poll()) {
            write(next);
        }
        channel.flush();
    }

    void flush() {
        if (!trickling()) {
            channel.flush();
        }
    }

    /** Bytes that the client has not taken yet. */
    long pending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return heldBytes + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
    }

    private void bytes(ByteBuf bytes) {
        if (trickling()) {
            heldBytes += bytes.readableBytes();
            held.add(bytes);
        } else {
            write(bytes);
        }
    }

    private void write(ByteBuf bytes) {
        channel.write(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private static ByteBuf header(int first, int length) {
        ByteBuf header = Unpooled.buffer(10);
        header.writeByte(first);
        if (length < 126) {
            header.writeByte(length);
        } else if (length < 65_536) {
            header.writeByte(126).writeShort(length);
        } else {
            header.writeByte(127).writeLong(length);
        }
        return header;
    }
}
