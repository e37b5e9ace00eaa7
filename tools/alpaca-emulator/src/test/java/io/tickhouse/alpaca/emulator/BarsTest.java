package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.alpaca.emulator.MarketEvent.Bar;
import io.tickhouse.alpaca.emulator.MarketEvent.Correction;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bar that a day sends is computed again, slowly, from the trades that it had sent. */
class BarsTest {

    private static final long MINUTE = 60_000_000_000L;
    private static final List<String> SYMBOLS = List.of("AAPL", "IBM", "SPY");
    private static final Instant OPENING = Instant.parse("2026-03-02T14:30:00Z");
    private static final Instant CLOSE = Instant.parse("2026-03-02T21:00:00Z");

    private record Sent(long slice, MarketEvent event) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyBarIsThatOfTheTradesSentBefore(long seed) {
        // Two minutes before the opening, and after the close.
        for (Instant from : List.of(OPENING.minusSeconds(120), CLOSE.minusSeconds(120))) {
            // A quiet market, in which some minutes have no bar.
            for (double rate : new double[] {0.2, 20}) {
                List<Sent> sent = sent(day(seed, Feed.SIP, from, 420, rate, 90, false));
                for (Sent bar : sent) {
                    if (bar.event() instanceof Bar event) {
                        assertThat(event).isEqualTo(expected(event, before(sent, bar)));
                    }
                }
                assertThat(bars(sent, "b")).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aMinuteHasABarIfATradeSetAPriceAndAnUpdateIfALateOneCame(long seed) {
        Day day = day(seed, Feed.SIP, OPENING.minusSeconds(120), 600, 0.5, 90, false);
        List<Sent> sent = sent(day);
        int updates = 0;
        for (String symbol : SYMBOLS) {
            for (int minute = 0; minute < 9; minute++) {
                long start = Slices.nanos(day.from()) + minute * MINUTE;
                Bar first = only(sent, "b", symbol, start);
                Bar second = only(sent, "u", symbol, start);
                List<Sent> trades = ofMinute(sent, symbol, start);
                long end = (start + MINUTE) / Slices.NANOS;
                List<Trade> known = until(trades, end + Slices.PER_SECOND / 2);
                List<Trade> later = until(trades, end + 30L * Slices.PER_SECOND);

                assertThat(first != null).isEqualTo(compute("b", symbol, start, known) != null);
                assertThat(second != null)
                        .isEqualTo(
                                later.size() > known.size()
                                        && compute("u", symbol, start, later) != null);
                updates += second == null ? 0 : 1;
            }
        }
        assertThat(updates).isPositive();
    }

    @Test
    void anAuctionIsAPrintAndAnOfficialPriceThatCountsForNothing() {
        for (boolean sessions : List.of(true, false)) {
            for (Instant bell : List.of(OPENING, CLOSE)) {
                Day day = day(1, Feed.SIP, bell.minusSeconds(60), 120, 20, 9, sessions);
                for (String symbol : SYMBOLS) {
                    List<Trade> trades = trades(sent(day), symbol);
                    Trade print = with(trades, bell.equals(OPENING) ? "O" : "6");
                    Trade official = with(trades, bell.equals(OPENING) ? "Q" : "M");

                    assertThat(print.nanos())
                            .isBetween(
                                    Slices.nanos(bell.plusMillis(400)),
                                    Slices.nanos(bell.plusMillis(2400)));
                    assertThat(print.size()).isGreaterThanOrEqualTo(10_000);
                    assertThat(official.size()).isEqualTo(print.size());
                    assertThat(official.price()).isEqualTo(print.price());
                    assertThat(official.id()).isNotEqualTo(print.id());
                    assertThat(BarRule.DAY.effect(official.tape(), official.conditions())).isZero();
                }
            }
        }
    }

    @Test
    void oddLotsAreMarkedAndSoAreTradesOutsideOfRegularHours() {
        for (Instant from : List.of(OPENING, CLOSE)) {
            List<Sent> sent = sent(day(1, Feed.SIP, from, 600, 100, 9, false));
            for (String symbol : SYMBOLS) {
                List<Trade> trades = trades(sent, symbol);
                trades.removeIf(trade -> trade.conditions().isEmpty());
                assertThat(trades).hasSizeGreaterThan(10_000);
                assertThat(share(trades, "F")).isBetween(0.27, 0.32);
                assertThat(share(trades, "I")).isBetween(0.2, 0.3);
                for (Trade trade : trades) {
                    assertThat(trade.conditions().contains("I")).isEqualTo(trade.size() < 100);
                }
                // All but the prints of the auction, and late ones.
                boolean after = from.equals(CLOSE);
                assertThat(share(trades, "T")).isBetween(after ? 0.99 : 0, after ? 1.0 : 0.0);
                assertThat(share(trades, after ? "U" : "Z")).isBetween(0.0001, 0.01);
                assertThat(share(trades, after ? "Z" : "U")).isZero();
            }
        }
    }

    @Test
    void aLateTradeIsAtMostAsLateAsTold() {
        Day day = day(1, Feed.SIP, OPENING, 1200, 10, 300, false);
        long latest = 0;
        for (Sent sent : sent(day)) {
            if (sent.event() instanceof Trade trade) {
                latest = Math.max(latest, sent.slice() * Slices.NANOS - trade.nanos());
            }
        }

        assertThat(latest).isBetween(200_000_000_000L, 300_000_000_000L);
    }

    @Test
    void aCorrectedSizeAgreesWithItsConditions() {
        List<Correction> corrections = new ArrayList<>();
        for (Sent sent : sent(day(1, Feed.SIP, OPENING, 1200, 20, 9, false))) {
            if (sent.event() instanceof Correction correction) {
                corrections.add(correction);
            }
        }

        corrections.removeIf(correction -> correction.conditions().isEmpty());
        assertThat(corrections).isNotEmpty();
        for (Correction correction : corrections) {
            assertThat(correction.conditions().contains("I")).isEqualTo(correction.size() < 100);
        }
    }

    private static double share(List<Trade> trades, String code) {
        return trades.stream().filter(trade -> trade.conditions().contains(code)).count()
                / (double) trades.size();
    }

    private static Trade with(List<Trade> trades, String code) {
        List<Trade> found =
                trades.stream().filter(trade -> trade.conditions().contains(code)).toList();
        assertThat(found).as(code).hasSize(1);
        return found.get(0);
    }

    private static Bar expected(Bar bar, List<Trade> sent) {
        long end = bar.type().equals("d") ? bar.nanos() + 24 * 60 * MINUTE : bar.nanos() + MINUTE;
        List<Trade> own = new ArrayList<>(sent);
        own.removeIf(
                trade ->
                        !trade.symbol().equals(bar.symbol())
                                || trade.nanos() < bar.nanos()
                                || trade.nanos() >= end);
        return compute(bar.type(), bar.symbol(), bar.nanos(), own);
    }

    /** Trades sent before a bar; a day's bar is about whole minutes. */
    private static List<Trade> before(List<Sent> sent, Sent bar) {
        boolean daily = ((Bar) bar.event()).type().equals("d");
        long end = bar.slice() * Slices.NANOS / MINUTE * MINUTE;
        List<Trade> trades = new ArrayList<>();
        for (Sent each : sent) {
            if (each.equals(bar)) {
                break;
            }
            if (each.event() instanceof Trade trade && (!daily || trade.nanos() < end)) {
                trades.add(trade);
            }
        }
        return trades;
    }

    /** Alpaca's rules once more, as lists of codes. Null if no trade sets a price. */
    private static Bar compute(String type, String symbol, long start, List<Trade> trades) {
        boolean daily = type.equals("d");
        List<Trade> ordered = new ArrayList<>(trades);
        ordered.sort(
                Comparator.comparingLong(Trade::nanos)
                        .thenComparing(Trade::exchange)
                        .thenComparingLong(Trade::id));
        List<Trade> closing = new ArrayList<>();
        List<Trade> opening = new ArrayList<>();
        List<Trade> priced = new ArrayList<>();
        List<Trade> counted = new ArrayList<>();
        for (Trade trade : ordered) {
            String never = trade.tape().equals("C") ? "HIUVW7" : "BHIUV7";
            String onlyFirst = "PZ4";
            if (has(trade, "MQ")) {
                continue;
            }
            counted.add(trade);
            if (has(trade, never) || has(trade, daily ? "T" : onlyFirst)) {
                continue;
            }
            priced.add(trade);
            opening.add(trade);
            if (!has(trade, onlyFirst)) {
                closing.add(trade);
            }
        }
        if (priced.isEmpty()) {
            return null;
        }
        Trade last = closing.isEmpty() ? opening.get(0) : closing.get(closing.size() - 1);
        BigDecimal value = BigDecimal.ZERO;
        for (Trade trade : priced) {
            value =
                    value.add(
                            BigDecimal.valueOf(trade.price(), 9)
                                    .multiply(BigDecimal.valueOf(trade.size())));
        }
        long pricedVolume = priced.stream().mapToLong(Trade::size).sum();
        return new Bar(
                type,
                symbol,
                opening.get(0).price(),
                priced.stream().mapToLong(Trade::price).max().orElseThrow(),
                priced.stream().mapToLong(Trade::price).min().orElseThrow(),
                last.price(),
                counted.stream().mapToLong(Trade::size).sum(),
                counted.size(),
                value.divide(BigDecimal.valueOf(pricedVolume), 6, RoundingMode.HALF_EVEN)
                        .movePointRight(9)
                        .longValueExact(),
                false,
                start);
    }

    private static boolean has(Trade trade, String codes) {
        return trade.conditions().stream().anyMatch(codes::contains);
    }

    private static List<Sent> ofMinute(List<Sent> sent, String symbol, long start) {
        return sent.stream()
                .filter(
                        each ->
                                each.event() instanceof Trade trade
                                        && trade.symbol().equals(symbol)
                                        && trade.nanos() >= start
                                        && trade.nanos() < start + MINUTE)
                .toList();
    }

    private static List<Trade> until(List<Sent> trades, long slice) {
        return trades.stream()
                .filter(each -> each.slice() <= slice)
                .map(each -> (Trade) each.event())
                .toList();
    }

    private static Bar only(List<Sent> sent, String type, String symbol, long start) {
        Map<Bar, Long> found = new HashMap<>();
        for (Bar bar : bars(sent, type)) {
            if (bar.symbol().equals(symbol) && bar.nanos() == start) {
                found.merge(bar, 1L, Long::sum);
            }
        }
        assertThat(found.values().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(1);
        return found.isEmpty() ? null : found.keySet().iterator().next();
    }

    private static List<Bar> bars(List<Sent> sent, String type) {
        return sent.stream()
                .filter(each -> each.event() instanceof Bar bar && bar.type().equals(type))
                .map(each -> (Bar) each.event())
                .toList();
    }

    private static List<Trade> trades(List<Sent> sent, String symbol) {
        List<Trade> trades = new ArrayList<>();
        for (Sent each : sent) {
            if (each.event() instanceof Trade trade && trade.symbol().equals(symbol)) {
                trades.add(trade);
            }
        }
        return trades;
    }

    private static List<Sent> sent(Day day) {
        List<Sent> sent = new ArrayList<>();
        for (long slice = day.hours().from(); slice < day.hours().to(); slice++) {
            long at = slice;
            day.publish(
                    slice,
                    (channel, symbol) ->
                            channel == Channel.TRADES
                                    || channel == Channel.BARS
                                    || channel == Channel.UPDATED_BARS
                                    || channel == Channel.DAILY_BARS,
                    event -> sent.add(new Sent(at, event)));
        }
        return sent;
    }

    /**
     * A day of New York's market.
     *
     * @param rate trades a second
     * @param latest how late a trade may be, in seconds
     */
    private static Day day(
            long seed,
            Feed feed,
            Instant from,
            int seconds,
            double rate,
            int latest,
            boolean sessions) {
        long first = Slices.of(from);
        return new Day(
                seed,
                feed,
                SYMBOLS,
                new TradingHours(first, first + (long) seconds * Slices.PER_SECOND, sessions),
                rate,
                0,
                latest);
    }
}
