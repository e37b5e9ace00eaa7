package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that leave, read as RFC 6455 tells a client to read them. */
class OutletTest {

    private static final int TEXT = 1;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Outlet plain = new Outlet(channel, null);
    private final PerMessageDeflate deflate = new PerMessageDeflate(1 << 20);
    private final Outlet compressing = new Outlet(channel, deflate);

    private record Frame(int first, ByteBuf payload) {}

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000"
    })
    void theHeaderIsAsShortAsTheLengthAllows(int length, String header) {
        plain.frame(TEXT, Unpooled.wrappedBuffer(new byte[length]));
        plain.flush();

        byte[] sent = sent();
        assertThat(ByteBufUtil.hexDump(sent, 0, sent.length - length)).isEqualTo(header);
    }

    @Test
    void aMessageIsCompressedForAClientThatOfferedIt() throws IOException {
        compressing.frame(TEXT, utf8("[{\"T\":\"t\"}]"));
        compressing.flush();

        Frame frame = frames().get(0);
        assertThat(frame.first()).isEqualTo(0x80 | 0x40 | TEXT);
        assertThat(text(deflate.expand(frame.payload()))).isEqualTo("[{\"T\":\"t\"}]");
    }

    @Test
    void controlFramesAreNeverCompressed() {
        compressing.frame(Outlet.PING, utf8("ping"));
        compressing.flush();

        assertThat(frames().get(0).first()).isEqualTo(0x80 | Outlet.PING);
    }

    @Test
    void aCloseFrameHasItsCodeAndReason() {
        plain.close(1001, "going away");

        Frame frame = frames().get(0);
        assertThat(frame.first()).isEqualTo(0x88);
        assertThat(frame.payload().getShort(0)).isEqualTo((short) 1001);
        assertThat(frame.payload().toString(2, 10, StandardCharsets.UTF_8)).isEqualTo("going away");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 100})
    void fragmentsAreTheMessageAndTheLastOneIsEmpty(int pieces) {
        plain.fragments(TEXT, utf8("[{\"T\":\"t\"}]"), pieces);
        plain.flush();

        List<Frame> frames = frames();
        assertThat(text(frames)).isEqualTo("[{\"T\":\"t\"}]");
        assertThat(frames.get(0).first()).isEqualTo(TEXT);
        assertThat(frames.subList(1, frames.size() - 1)).allMatch(frame -> frame.first() == 0);
        assertThat(frames.get(frames.size() - 1).first()).isEqualTo(0x80);
        assertThat(frames.get(frames.size() - 1).payload().isReadable()).isFalse();
    }

    @Test
    void onlyTheFirstFragmentIsMarkedAsCompressed() throws IOException {
        compressing.fragments(TEXT, utf8("[{\"T\":\"t\"}]"), 3);
        compressing.flush();

        List<Frame> frames = frames();
        assertThat(frames.get(0).first()).isEqualTo(0x40 | TEXT);
        assertThat(frames.get(1).first()).isZero();
        assertThat(text(deflate.expand(Unpooled.wrappedBuffer(bytes(frames)))))
                .isEqualTo("[{\"T\":\"t\"}]");
    }

    @Test
    void halfAFramePromisesMoreThanItHolds() {
        plain.closeMidFrame(TEXT, 1000);

        byte[] sent = sent();
        assertThat(ByteBufUtil.hexDump(sent, 0, 4)).isEqualTo("817e03e8");
        assertThat(sent.length - 4).isEqualTo(500);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aBrokenMessageCannotBeExpanded() {
        plain.brokenDeflate(TEXT);

        Frame frame = frames().get(0);
        assertThat(frame.first()).isEqualTo(0x80 | 0x40 | TEXT);
        assertThat(catchThrowable(() -> deflate.expand(frame.payload())))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatTricklesIsPendingAndLeavesInItsOrderAtTheEnd() {
        plain.trickle(Duration.ZERO);
        plain.frame(TEXT, utf8("first"));
        plain.frame(TEXT, utf8("second"));
        plain.flush();

        assertThat(plain.pending()).isEqualTo(2 + 5 + 2 + 6);
        assertThat(sent()).isEmpty();

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(plain.pending()).isZero();
        assertThat(text(frames())).isEqualTo("firstsecond");
    }

    private List<Frame> frames() {
        ByteBuffer sent = ByteBuffer.wrap(sent());
        List<Frame> frames = new ArrayList<>();
        while (sent.hasRemaining()) {
            int first = sent.get() & 0xff;
            byte[] payload = new byte[sent.get()];
            sent.get(payload);
            frames.add(new Frame(first, Unpooled.wrappedBuffer(payload)));
        }
        return frames;
    }

    private byte[] sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        return all.toByteArray();
    }

    private static byte[] bytes(List<Frame> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(frame -> all.writeBytes(ByteBufUtil.getBytes(frame.payload())));
        return all.toByteArray();
    }

    private static String text(List<Frame> frames) {
        return new String(bytes(frames), StandardCharsets.UTF_8);
    }

    private static String text(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static ByteBuf utf8(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
