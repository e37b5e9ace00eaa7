package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageTokenTest {

    /** In the form of the real server, whose ids are unsigned and have a sign bit. */
    @Test
    void aTokenOfTradesHasTheFormOfTheRealServer() {
        String token =
                new PageToken("AAPL", 1_772_461_800_000_000_001L, "V", 17)
                        .encode(Channel.TRADES, false);

        assertThat(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8))
                .isEqualTo("AAPL|2026-03-02T14:30:00.000000001Z|V|09223372036854775825");
    }

    @Property
    void aTokenOfTradesComesBack(
            @ForAll @AlphaChars @StringLength(min = 1, max = 10) String symbol,
            @ForAll @LongRange(min = 0) long nanos,
            @ForAll @AlphaChars @StringLength(max = 2) String exchange,
            @ForAll long id) {
        PageToken token = new PageToken(symbol, nanos, exchange, id);

        assertThat(PageToken.decode(Channel.TRADES, token.encode(Channel.TRADES, false)))
                .isEqualTo(token);
    }

    @Property
    void aTokenOfQuotesOrBarsComesBack(
            @ForAll @AlphaChars @StringLength(min = 1, max = 10) String symbol,
            @ForAll @LongRange(min = 0) long nanos,
            @ForAll boolean daily) {
        PageToken token = new PageToken(symbol, nanos, "", 0);

        assertThat(PageToken.decode(Channel.QUOTES, token.encode(Channel.QUOTES, daily)))
                .isEqualTo(token);
        assertThat(PageToken.decode(Channel.BARS, token.encode(Channel.BARS, daily)))
                .isEqualTo(token);
    }

    @Property
    void anyTextIsATokenOrRefused(@ForAll String text) {
        for (Channel channel : new Channel[] {Channel.TRADES, Channel.QUOTES, Channel.BARS}) {
            assertThatThrownBy(() -> PageToken.decode(channel, encoded(text)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Channel.class,
            names = {"TRADES", "QUOTES", "BARS"})
    void aTokenOfATimeThatIsNoneIsRefused(Channel channel) {
        assertThatThrownBy(() -> PageToken.decode(channel, encoded("AAPL|noon|noon|17")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
