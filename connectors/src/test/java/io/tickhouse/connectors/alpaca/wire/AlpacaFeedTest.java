package io.tickhouse.connectors.alpaca.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.MarketCalendar;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            String name, String stream, String historyFeed, MarketCalendar.Hours hours) {
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
        assertThat(AlpacaFeed.of("ws://h:1/v2/sip", "http://h:2/").historyOf(Channel.BARS))
                .hasToString("http://h:2/v2/stocks/bars");
        assertThat(AlpacaFeed.of("crypto", null).historyOf(Channel.QUOTES))
                .hasToString("https://data.alpaca.markets/v1beta3/crypto/us/quotes");
        assertThat(
                        AlpacaFeed.of("ws://h:1/v1beta3/crypto/eu-1", "http://h:2")
                                .historyOf(Channel.QUOTES))
                .hasToString("http://h:2/v1beta3/crypto/eu-1/quotes");
        assertThat(AlpacaFeed.of("ws://h:1/v2/iex", null).hasHistory(Channel.TRADES)).isFalse();
        assertThat(AlpacaFeed.of("test", null).hasHistory(Channel.TRADES)).isFalse();
        assertThat(AlpacaFeed.of("iex", null).hasHistory(Channel.STATUSES)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "iex, , false",
        "test, , false",
        "ws://h:1/v2/test, , false",
        "ws://h:1/v2/iex, , true",
        "ws://h:1/v2/iex, http://h:2, false"
    })
    void knowsWhenOnlyTheAddressOfTheHistoryIsMissing(String feed, String history, boolean lacks) {
        assertThat(AlpacaFeed.of(feed, history).lacksHistoryUrl()).isEqualTo(lacks);
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
        "WS://LocalHost:8765/v2/iex, HTTP://LOCALHOST:8765",
        "wss://proxy.example/v2/iex, https://proxy.example"
    })
    void letsKeysGoWhereNoOneElseListens(String stream, String history) {
        AlpacaFeed.of(stream, history).refusePlaintext();
    }

    @ParameterizedTest
    @CsvSource({
        "ws://proxy.example/v2/iex, https://proxy.example, ws://proxy.example/v2/iex",
        "wss://proxy.example/v2/iex, http://proxy.example, http://proxy.example",
        "WS://proxy.example/v2/iex, https://proxy.example, ws://proxy.example/v2/iex",
        "iex, HTTP://data.example.com, http://data.example.com",
        "ws://127.0.0.1.example/v2/iex, http://localhost, ws://127.0.0.1.example/v2/iex"
    })
    void refusesToSendKeysInClearText(String stream, String history, String named) {
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
    }

    /** They would end in a stack trace, or in a job that starts again and again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://data.alpaca.markets/v2/iex",
                "ws://my_host/v2/iex",
                "ws:///v2/iex",
                "ws://localhost:65536/v2/iex",
                "ws://local host/v2/iex",
                "wss:stream",
                "localhost:8765/v2/iex"
            })
    void refusesAnAddressThatIsNotAStream(String address) {
        assertThatThrownBy(() -> AlpacaFeed.of(address, null))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll(
                        "--feed (alpaca.feed) is not a valid URL",
                        "write it like wss://stream.data.alpaca.markets/v2/iex");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.example.com",
                "htps://data.alpaca.markets",
                "ftp://data.alpaca.markets",
                "https://my_host",
                "https://",
                "https://data.alpaca.markets:99999",
                "https:data.alpaca.markets",
                "https://data.alpaca.markets/%",
                ""
            })
    void refusesAnAddressThatIsNotAHistory(String address) {
        assertThatThrownBy(() -> AlpacaFeed.of("iex", address))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll(
                        "--history-url (alpaca.history.url) is not a valid URL",
                        "write it like https://data.alpaca.markets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://key:secret@h/v2/iex",
                "http://key:secret@h",
                "http://key:secret@my_host",
                "key:secret@h",
                "wss://key:se cret@h",
                "wss://h/v2/iex?key=secret",
                "https://h#secret"
            })
    void doesNotRepeatASecret(String address) {
        for (ThrowingCallable refused :
                List.<ThrowingCallable>of(
                        () -> AlpacaFeed.of(address, null), () -> AlpacaFeed.of("iex", address))) {
            assertThatThrownBy(refused)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("contains a user name or a query")
                    .hasNoCause()
                    .message()
                    .doesNotContain("cret");
        }
    }

    @Test
    void schemeAndHostMayHaveCapitals() {
        AlpacaFeed feed = AlpacaFeed.of("WSS://Stream.Data.Alpaca.Markets/v2/sip", null);
        assertThat(feed).isEqualTo(AlpacaFeed.of("sip", null));
    }
}
