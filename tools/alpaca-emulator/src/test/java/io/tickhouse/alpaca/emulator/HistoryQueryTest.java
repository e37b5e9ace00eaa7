package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.alpaca.emulator.HistoryQuery.Shape;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryQueryTest {

    @ParameterizedTest
    @CsvSource({
        "/v2/stocks/trades?symbols=AAPL, PAGES, TRADES, false, false",
        "/v2/stocks/AAPL/trades, PAGES, TRADES, true, false",
        "/v2/stocks/quotes/latest?symbols=AAPL, LATEST, QUOTES, false, false",
        "/v2/stocks/AAPL/bars/latest, LATEST, BARS, true, false",
        "/v2/stocks/snapshots?symbols=AAPL, SNAPSHOT, , false, false",
        "/v2/stocks/AAPL/snapshot, SNAPSHOT, , true, false",
        "/v1beta3/crypto/us/trades?symbols=AAPL, PAGES, TRADES, false, true",
        "/v1beta3/crypto/us/latest/bars?symbols=AAPL, LATEST, BARS, false, true",
        "/v1beta3/crypto/eu-1/snapshots?symbols=AAPL, SNAPSHOT, , false, true"
    })
    void thePathSaysWhatIsWanted(
            String uri, Shape shape, Channel channel, boolean single, boolean crypto) {
        HistoryQuery query = HistoryQuery.parse(uri).orElseThrow();

        assertThat(query.shape()).isEqualTo(shape);
        assertThat(query.channel()).isEqualTo(channel);
        assertThat(query.single()).isEqualTo(single);
        assertThat(query.crypto()).isEqualTo(crypto);
        assertThat(query.symbols()).containsExactly("AAPL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v2/stocks",
                "/v2/options/trades?symbols=A",
                "/v2/stocks/auctions?symbols=A",
                "/v2/stocks/statuses?symbols=A",
                "/v1beta3/crypto/us/trades/latest?symbols=A",
                "/v1beta3/crypto/us/orderbooks?symbols=A",
                "/v2/stocks/trades/latest/more?symbols=A",
                "/v2/stocks/A/snapshots"
            })
    void anyOtherPathIsNotServed(String uri) {
        assertThat(HistoryQuery.parse(uri)).isEmpty();
    }

    @Test
    void symbolsAreSortedAndEachIsThereOnce() {
        assertThat(query("symbols=TSLA, AAPL,TSLA,BTC%2FUSD").symbols())
                .containsExactly("AAPL", "BTC/USD", "TSLA");
    }

    @Test
    void whatIsNotSaidHasTheDefaultsOfAlpaca() {
        HistoryQuery query = query("symbols=A");

        assertThat(query.limit()).isEqualTo(1000);
        assertThat(query.ascending()).isTrue();
        assertThat(query.feed()).isNull();
        assertThat(query.start()).isNull();
        assertThat(query.end()).isNull();
        assertThat(query.token()).isNull();
        assertThat(query.timeframe()).isNull();
    }

    @Test
    void aDateIsItsFirstMomentOrAsAnEndItsLast() {
        HistoryQuery query = query("symbols=A&start=2026-03-02&end=2026-03-02");

        assertThat(query.start()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
        assertThat(query.end()).isEqualTo(Instant.parse("2026-03-02T23:59:59.999999999Z"));
    }

    @Test
    void aTimeMayBeOfAnotherZone() {
        assertThat(query("symbols=A&start=2026-03-02T09:30:00-05:00").start())
                .isEqualTo(Instant.parse("2026-03-02T14:30:00Z"));
    }

    @Test
    void anEmptyParameterIsNone() {
        assertThat(query("symbols=A&limit=&page_token=&start=&sort="))
                .isEqualTo(query("symbols=A"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void theLimitIsAtMostTenThousand(int limit) {
        assertThat(query("symbols=A&limit=" + limit).limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "symbols=|symbols are required",
                "symbols=%20|symbols are required",
                "symbols=%20,,|symbols are required",
                "symbols=A&limit=0|invalid limit",
                "symbols=A&limit=10001|invalid limit",
                "symbols=A&limit=ten|invalid limit: ten",
                "symbols=A&sort=up|invalid sort: up",
                "symbols=A&feed=nasdaq|invalid feed: nasdaq",
                "symbols=A&feed=us|invalid feed: us",
                "symbols=A&start=2026-02-30|invalid start: 2026-02-30",
                "symbols=A&end=tomorrow|invalid end: tomorrow",
                "symbols=A&asof=never|invalid asof: never",
                "symbols=A&page_token=*|invalid page_token",
                "symbols=A&page_token=QUFQTA==|invalid page_token"
            })
    void aBadParameterIsNamed(String parameters, String message) {
        assertThatThrownBy(() -> query(parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "1Min, 60, false",
        "59T, 3540, false",
        "1Hour, 3600, false",
        "23H, 82800, false",
        "1Day, 86400, true",
        "1D, 86400, true"
    })
    void aTimeframeHasALength(String text, long seconds, boolean daily) {
        assertThat(Timeframe.parse(text)).isEqualTo(new Timeframe(seconds, daily));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0Min", "60Min", "0Hour", "24Hour", "2Day", "1Week", "Min", "1", "", "1min"})
    void aTimeframeThatAlpacaDoesNotHaveIsRefused(String text) {
        assertThatThrownBy(() -> Timeframe.parse(text)).hasMessage("invalid timeframe: " + text);
    }

    private static HistoryQuery query(String parameters) {
        return HistoryQuery.parse("/v2/stocks/trades?" + parameters).orElseThrow();
    }
}
