package io.tickhouse.connectors.alpaca.wire;

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
        "boats, wss://stream.data.alpaca.markets/v1beta1/boats, boats, OVERNIGHT",
        "overnight, wss://stream.data.alpaca.markets/v1beta1/overnight, , OVERNIGHT",
        "wss://stream.data.sandbox.alpaca.markets/v1beta1/boats,"
                + " wss://stream.data.sandbox.alpaca.markets/v1beta1/boats, boats, OVERNIGHT",
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

    /** They would be read in vain, or fail only after the login. */
    @ParameterizedTest
    @CsvSource({
        "wss://stream.data.alpaca.markets/v1beta1/opra, options",
        "wss://stream.data.alpaca.markets/v1beta1/indicative, options",
        "wss://stream.data.alpaca.markets/v1beta1/news, news",
        "wss://stream.data.alpaca.markets/v1beta1/crypto-perps/global, perpetual futures"
    })
    void refusesStreamsOfOtherMessages(String address, String what) {
        assertThatThrownBy(() -> AlpacaFeed.of(address, null))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll("sends " + what, "name one of iex, sip");
    }

    @ParameterizedTest
    @CsvSource({
        "ws://localhost:8765/v2/iex, http://localhost:8765",
        "ws://127.0.0.1:8765/v2/iex, http://127.0.0.2:8765",
        "ws://[::1]:8765/v2/iex, http://[::1]:8765",
        "wss://proxy.example/v2/iex, https://proxy.example"
    })
    void letsKeysGoWhereNoOneElseListens(String stream, URI history) {
        AlpacaFeed.of(stream, history).refusePlaintext();
    }

    @ParameterizedTest
    @CsvSource({
        "ws://proxy.example/v2/iex, https://proxy.example, ws://proxy.example/v2/iex",
        "wss://proxy.example/v2/iex, http://proxy.example, http://proxy.example",
        "ws://127.0.0.1.example/v2/iex, http://localhost, ws://127.0.0.1.example/v2/iex"
    })
    void refusesToSendKeysInClearText(String stream, URI history, String named) {
        AlpacaFeed feed = AlpacaFeed.of(stream, history);
        assertThatThrownBy(feed::refusePlaintext)
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll(named, "in clear text", "alpaca.plaintext=true");
    }

    @Test
    void refusesWhatIsNoFeed() {
        assertThatThrownBy(() -> AlpacaFeed.of("opra", null))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "name one of iex, sip, delayed_sip, boats, overnight, test, crypto");
        assertThatThrownBy(() -> AlpacaFeed.of("wss://key:secret@h/v2/iex", null))
                .isInstanceOf(Refusal.class)
                .message()
                .doesNotContain("key:secret");
    }
}
