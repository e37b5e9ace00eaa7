package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.oracle.BarOracle;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Compares bars and figures of random trades with those of the oracle, digit by digit. */
class BarOracleTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final long NANOS = 1_000_000_000L;

    /** Half an hour before the opening in New York. */
    private static final long START = 1_772_460_000L * NANOS;

    private static final int MINUTES = 75;

    @Property(tries = 300)
    void aBarIsThatOfTheOracle(@ForAll Random random) {
        List<BarOracle.Trade> trades = trades(random);
        BarOracle oracle = new BarOracle(trades, List.of());
        long from = START + random.nextInt(MINUTES) * Minute.NANOS;
        long end = from + (1 + random.nextInt(MINUTES)) * Minute.NANOS;
        for (String rules : Ruleset.names()) {
            Tally tally = new Tally();
            for (BarOracle.Trade trade : trades) {
                if (trade.timeNs() >= from && trade.timeNs() < end) {
                    tally.add(Trades.print(trade), effect(rules, trade));
                }
            }

            assertThat(bar(tally))
                    .as("%s from %d to %d: %s", rules, from, end, trades)
                    .isEqualTo(oracle.bar("S", from, end, rules).map(BarOracleTest::bar));
        }
    }

    @Property(tries = 200)
    void figuresAreThoseOfTheOracle(@ForAll Random random) {
        List<BarOracle.Trade> trades = trades(random);
        BarOracle oracle = new BarOracle(trades, List.of());
        NavigableSet<Long> borders = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            borders.add(START + random.nextInt(MINUTES) * Minute.NANOS);
        }
        List<Minute> minutes = minutes(trades);
        for (int horizon : List.of(1, 15, 60)) {
            for (int k = 1; k <= MINUTES + 2; k += 1 + random.nextInt(10)) {
                long end = START + k * Minute.NANOS;

                assertThat(window(minutes, end - horizon * Minute.NANOS, end, borders))
                        .as("%d minutes to %d, borders %s: %s", horizon, end, borders, trades)
                        .isEqualTo(oracle.window("S", end, horizon * 60, borders));
            }
        }
    }

    private static List<BarOracle.Trade> trades(Random random) {
        return Trades.random(random, random.nextInt(120), START, MINUTES * Minute.NANOS);
    }

    private static int effect(String rules, BarOracle.Trade trade) {
        int effect =
                Ruleset.named(rules)
                        .effect(Trades.bytes(trade.conditions()), Trades.bytes(trade.tape()));
        LocalTime time = Instant.ofEpochSecond(0, trade.timeNs()).atZone(NEW_YORK).toLocalTime();
        return time.isBefore(LocalTime.of(9, 30)) ? effect : Effect.inRegularHours(effect);
    }

    private static List<Minute> minutes(List<BarOracle.Trade> trades) {
        TreeMap<Long, List<Print>> prints = new TreeMap<>();
        for (BarOracle.Trade trade : trades) {
            long start = trade.timeNs() - trade.timeNs() % Minute.NANOS;
            prints.computeIfAbsent(start, time -> new ArrayList<>()).add(Trades.print(trade));
        }
        List<Minute> minutes = new ArrayList<>();
        prints.forEach(
                (start, list) -> minutes.add(Minute.of(start, list.stream().sorted().toList())));
        return minutes;
    }

    private static BarOracle.Window window(
            List<Minute> minutes, long startNs, long endNs, NavigableSet<Long> borders) {
        long carriedPrice = Minute.NO_PRICE;
        long carriedNs = 0;
        List<Minute> inside = new ArrayList<>();
        for (Minute minute : minutes) {
            if (minute.startNs() >= endNs) {
                break;
            }
            if (minute.startNs() >= startNs) {
                inside.add(minute);
            } else if (minute.hasPrice()) {
                carriedPrice = minute.lastPrice();
                carriedNs = minute.startNs();
            }
        }
        Long border = borders.floor(startNs);
        long[] fromBorder =
                borders.tailSet(border == null ? Long.MIN_VALUE : border).stream()
                        .mapToLong(Long::longValue)
                        .toArray();
        Figures figures = Figures.of(inside, startNs, endNs, carriedPrice, carriedNs, fromBorder);
        return new BarOracle.Window(
                figures.smaTrade(),
                figures.smaBar(),
                figures.smaTime(),
                figures.stddevPrice(),
                figures.rv(),
                figures.sdLogret(),
                figures.sdLogretAnn(),
                figures.volume(),
                figures.trades(),
                figures.vwap());
    }

    private record Bar(
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            long trades,
            BigDecimal notional,
            BigDecimal vwapAll,
            BigDecimal vwapPx,
            Long firstNs,
            Long lastNs,
            long unknownCount) {}

    private static Optional<Bar> bar(Tally tally) {
        if (tally.isEmpty()) {
            return Optional.empty();
        }
        boolean prices = tally.hasPrices();
        return Optional.of(
                new Bar(
                        prices ? Scaled.decimal(tally.open()) : null,
                        prices ? Scaled.decimal(tally.high()) : null,
                        prices ? Scaled.decimal(tally.low()) : null,
                        prices ? Scaled.decimal(tally.close()) : null,
                        new BigDecimal(tally.volume().value(), 9),
                        tally.trades(),
                        tally.notional(),
                        tally.vwapAll(),
                        tally.vwapPx(),
                        tally.trades() == 0 ? null : (Long) tally.firstNs(),
                        tally.trades() == 0 ? null : (Long) tally.lastNs(),
                        tally.unknownCount()));
    }

    private static Bar bar(BarOracle.Bar bar) {
        return new Bar(
                bar.open(),
                bar.high(),
                bar.low(),
                bar.close(),
                bar.volume(),
                bar.trades(),
                bar.notional(),
                bar.vwapAll(),
                bar.vwapPx(),
                bar.firstNs(),
                bar.lastNs(),
                bar.unknownCount());
    }
}
