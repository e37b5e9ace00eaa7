package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerMessageDeflateTest {

    private final PerMessageDeflate deflate = new PerMessageDeflate(1 << 20);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|false",
                "''|false",
                "x-webkit-deflate-frame|false",
                "permessage-deflate|true",
                "Permessage-Deflate; client_max_window_bits|true",
                "permessage-deflate; server_max_window_bits=10|false",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate|true",
                "x-webkit-deflate-frame, permessage-deflate; client_no_context_takeover|true"
            })
    void compressesWhenOneOfTheOffersCanBeKept(String offers, boolean offered) {
        assertThat(PerMessageDeflate.isOffered(offers)).isEqualTo(offered);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, false", "3, false", "4, true", "7, true"})
    void onlyTheFirstExtensionBitMarksACompressedMessage(int rsv, boolean marked) {
        assertThat(PerMessageDeflate.isMarked(rsv)).isEqualTo(marked);
    }

    @Property
    void aMessageComesBackAsItWas(@ForAll byte[] message) throws IOException {
        assertThat(roundTrip(message)).isEqualTo(message);
    }

    /** What cannot be compressed fills the blocks of the compressor to their last byte. */
    @Test
    void aMessageOfAboutABlockComesBackAsItWas() throws IOException {
        Random random = new Random(1);
        for (int length = 8150; length < 8230; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);

            assertThat(roundTrip(message)).isEqualTo(message);
        }
    }

    @Test
    void messagesDoNotDependOnThoseBefore() {
        byte[] message =
                "[{\"T\":\"t\",\"S\":\"AAPL\"}]".repeat(20).getBytes(StandardCharsets.UTF_8);
        ByteBuf first = deflate.compress(Unpooled.wrappedBuffer(message));

        assertThat(deflate.compress(Unpooled.wrappedBuffer(message))).isEqualTo(first);
        assertThat(first.readableBytes()).isLessThan(message.length / 5);
    }

    @Test
    void aMessageMayBeAsLongAsTheLimitAndNoLonger() throws IOException {
        PerMessageDeflate strict = new PerMessageDeflate(1000);
        ByteBuf fits = deflate.compress(Unpooled.wrappedBuffer(new byte[1000]));
        ByteBuf tooLong = deflate.compress(Unpooled.wrappedBuffer(new byte[1001]));
        ByteBuf bomb = deflate.compress(Unpooled.wrappedBuffer(new byte[1 << 20]));

        assertThat(strict.expand(fits).readableBytes()).isEqualTo(1000);
        assertThatThrownBy(() -> strict.expand(tooLong)).hasMessageContaining("too long");
        assertThatThrownBy(() -> strict.expand(bomb)).hasMessageContaining("too long");
    }

    @Property
    void anyBytesAreAMessageOrRefused(@ForAll byte[] bytes) {
        try {
            assertThat(deflate.expand(Unpooled.wrappedBuffer(bytes)).readableBytes())
                    .isLessThanOrEqualTo(1 << 20);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("compressed message");
        }
    }

    private byte[] roundTrip(byte[] message) throws IOException {
        ByteBuf compressed = deflate.compress(Unpooled.copiedBuffer(message));
        return ByteBufUtil.getBytes(deflate.expand(compressed));
    }
}
