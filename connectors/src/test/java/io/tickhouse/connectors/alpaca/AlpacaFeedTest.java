package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlpacaFeedTest {

    @ParameterizedTest
    @CsvSource({
        "iex, wss://stream.data.alpaca.markets/v2/iex, iex, IEX",
        "sip, wss://stream.data.alpaca.markets/v2/sip, sip, TAPE",
        "delayed_sip, wss://stream.data.alpaca.markets/v2/delayed_sip, sip, TAPE",
        "test, wss://stream.data.alpaca.markets/v2/test, , AROUND_THE_CLOCK",
        "crypto, wss://stream.data.alpaca.markets/v1beta3/crypto/us, , AROUND_THE_CLOCK",
        "ws://localhost:8080/v2/iex, ws://localhost:8080/v2/iex, iex, IEX",
        "wss://example.com/v1beta3/crypto/eu-1, wss://example.com/v1beta3/crypto/eu-1, , AROUND_THE_CLOCK"
    })
    void knowsFeedsByNameAndByAddress(
            String name, String stream, String historyFeed, AlpacaFeed.Hours hours) {
        AlpacaFeed feed = AlpacaFeed.of(name, null);
        assertThat(feed.stream()).hasToString(stream);
        assertThat(feed.historyFeed()).isEqualTo(historyFeed);
        assertThat(feed.hours()).isEqualTo(hours);
    }

    @Test
    void knowsWhichFeedIsDelayed() {
        Instant now = Instant.parse("2026-03-02T15:00:00Z");
        assertThat(AlpacaFeed.of("delayed_sip", null).eventTimeAt(now))
                .isEqualTo("2026-03-02T14:45:00Z");
        assertThat(AlpacaFeed.of("sip", null).eventTimeAt(now)).isEqualTo(now);
    }

    @Test
    void findsTheHistory() {
        assertThat(AlpacaFeed.of("iex", null).historyOf(Channel.TRADES))
                .hasToString("https://data.alpaca.markets/v2/stocks/trades");
        assertThat(
                        AlpacaFeed.of("ws://h:1/v2/sip", URI.create("http://h:2/"))
                                .historyOf(Channel.BARS))
                .hasToString("http://h:2/v2/stocks/bars");
        assertThat(AlpacaFeed.of("crypto", null).historyOf(Channel.QUOTES))
                .hasToString("https://data.alpaca.markets/v1beta3/crypto/us/quotes");
        assertThat(
                        AlpacaFeed.of("ws://h:1/v1beta3/crypto/eu-1", URI.create("http://h:2"))
                                .historyOf(Channel.QUOTES))
                .hasToString("http://h:2/v1beta3/crypto/eu-1/quotes");
        assertThat(AlpacaFeed.of("ws://h:1/v2/iex", null).hasHistory(Channel.TRADES)).isFalse();
        assertThat(AlpacaFeed.of("test", null).hasHistory(Channel.TRADES)).isFalse();
        assertThat(AlpacaFeed.of("iex", null).hasHistory(Channel.STATUSES)).isFalse();
    }

    @Test
    void refusesWhatIsNoFeed() {
        assertThatThrownBy(() -> AlpacaFeed.of("opra", null))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("name one of iex, sip, delayed_sip, test, crypto");
        assertThatThrownBy(() -> AlpacaFeed.of("wss://key:secret@h/v2/iex", null))
                .isInstanceOf(Refusal.class)
                .message()
                .doesNotContain("key:secret");
    }
}
