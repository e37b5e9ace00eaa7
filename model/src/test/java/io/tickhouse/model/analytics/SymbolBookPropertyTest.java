package io.tickhouse.model.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import io.tickhouse.oracle.BarOracle;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Plays random days to a book, in random order and with restarts: the oracle has the last word. */
class SymbolBookPropertyTest {

    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final String[][] CONDITIONS = {
        {"@"}, {"@"}, {"@"}, {"@", "F"}, {"@", "I"}, {"@", "T"}, {"@", "T", "I"}, {"@", "Z"},
        {"@", "4"}, {"@", "6"}, {"@", "O"}, {"@", "M"}, {"@", "9"}, {"@", "?"}, {}, {"@", "L"},
    };

    /** Beginnings of three hours: an ordinary day, the ends of three half days, both DST days. */
    private static final String[] BEGINNINGS = {
        "2024-01-16T13:00:00Z",
        "2024-01-17T00:00:00Z",
        "2024-07-03T16:00:00Z",
        "2024-11-29T17:00:00Z",
        "2024-12-24T17:00:00Z",
        "2024-03-10T03:00:00Z",
        "2024-03-11T12:00:00Z",
        "2024-11-03T03:00:00Z",
        "2024-11-04T12:00:00Z",
    };

    private static final BarSettings SETTINGS =
            new BarSettings(
                    BarSettings.DEFAULT.sizes(),
                    BarSettings.DEFAULT.horizons(),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30));

    /** A message and when it comes. */
    private record Arrival(long ns, Message message) {}

    @Property(tries = 40)
    void theLastVersionsAreTheOracles(@ForAll long seed) {
        Random random = new Random(seed);
        long begin = ns(Instant.parse(BEGINNINGS[random.nextInt(BEGINNINGS.length)]));
        List<Arrival> arrivals = new ArrayList<>();
        List<BarOracle.Trade> trades = new ArrayList<>();
        // Corrections come in the order of their topic.
        TreeMap<Long, BarOracle.Amendment> amendments = new TreeMap<>();
        int count = 1 + random.nextInt(120);
        long spread = random.nextBoolean() ? 180 * MINUTE : 4 * MINUTE;
        for (int id = 1; id <= count; id++) {
            Trade trade = trade(random, begin + random.nextLong(spread), id);
            trades.add(forOracle(trade));
            arrivals.add(new Arrival(trade.timeNs + delay(random), trade));
            if (random.nextInt(8) == 0) {
                addAmendment(random, trade, count + id, arrivals, amendments);
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::ns));
        List<Row> once = play(arrivals, random, false);
        List<Row> again = play(arrivals, random, true);
        assertThat(texts(again)).isEqualTo(texts(once));
        compare(once, new BarOracle(trades, List.copyOf(amendments.values())));
    }

    /** Lines of the gap ledger come at any time, those of a gap in their order. */
    @Property(tries = 40)
    void theLastVersionsSayWhatTheLastLinesOfGapsSay(@ForAll long seed) {
        Random random = new Random(seed);
        long begin = ns(Instant.parse(BEGINNINGS[random.nextInt(BEGINNINGS.length)]));
        List<Arrival> arrivals = new ArrayList<>();
        for (int id = 1; id <= 60; id++) {
            Trade trade = trade(random, begin + random.nextLong(90 * MINUTE), id);
            arrivals.add(new Arrival(trade.timeNs + delay(random), trade));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::ns));
        List<Trade> trades = arrivals.stream().map(arrival -> (Trade) arrival.message()).toList();
        List<List<Gap>> gaps = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            long fromMs = (begin + random.nextLong(90 * MINUTE)) / 1_000_000;
            long toMs = fromMs + random.nextLong(20 * MINUTE) / 1_000_000;
            List<String> symbols =
                    random.nextInt(4) == 0
                            ? List.of("MSFT")
                            : random.nextBoolean() ? List.of() : List.of("A", Tape.SYMBOL);
            List<Gap> lines = new ArrayList<>();
            lines.add(new Gap("g" + i, fromMs, toMs, symbols, Gap.State.OPEN));
            Gap.State[] states = Gap.State.values();
            Gap.State state = states[random.nextInt(states.length)];
            lines.add(new Gap("g" + i, fromMs, toMs, symbols, state));
            gaps.add(lines);
        }
        Tape tape = playGaps(trades, gaps, random);
        assertThat(SymbolBookTest.figures(playGaps(trades, gaps, random)))
                .isEqualTo(SymbolBookTest.figures(tape));
        for (Row bar : tape.last("bars").values()) {
            long start = (Long) bar.get("window_start");
            long end = (Long) bar.get("window_end");
            assertThat(bar.get("complete")).isEqualTo(!isIn(start, end, gaps, false));
            assertThat(bar.get("status").equals("provisional"))
                    .isEqualTo(isIn(start, end, gaps, true) && !wasFinal(tape.rows, bar));
        }
        for (Row window : tape.last("windows").values()) {
            long end = (Long) window.get("as_of");
            assertThat(window.get("complete_15m"))
                    .isEqualTo(!isIn(end - 15 * MINUTE / 1000, end, gaps, false));
            assertThat(window.get("complete_1h"))
                    .isEqualTo(!isIn(end - 60 * MINUTE / 1000, end, gaps, false));
        }
    }

    private static boolean wasFinal(List<Row> rows, Row bar) {
        return rows.stream()
                .filter(row -> row.table().equals(AnalyticsTable.BARS))
                .filter(row -> row.get("size_s").equals(bar.get("size_s")))
                .filter(row -> row.get("window_start").equals(bar.get("window_start")))
                .anyMatch(row -> !row.get("status").equals("provisional"));
    }

    /** Whether the last line of a gap concerns a time, in microseconds. */
    private static boolean isIn(long start, long end, List<List<Gap>> gaps, boolean openOnly) {
        return gaps.stream()
                .map(lines -> lines.get(1))
                .filter(gap -> gap.concerns(Tape.SYMBOL))
                .filter(gap -> gap.state() != Gap.State.REPAIRED)
                .filter(gap -> !openOnly || gap.state() == Gap.State.OPEN)
                .anyMatch(gap -> gap.fromMs() * 1000 < end && gap.toMs() * 1000 >= start);
    }

    /** Everything is kept, so no line comes too late. */
    private static Tape playGaps(List<Trade> trades, List<List<Gap>> gaps, Random random) {
        Tape tape =
                new Tape(
                        new BarSettings(
                                SETTINGS.sizes(),
                                SETTINGS.horizons(),
                                SETTINGS.lateness(),
                                Duration.ofDays(2)));
        TreeMap<Integer, List<Gap>> byPlace = new TreeMap<>();
        for (List<Gap> lines : gaps) {
            int first = random.nextInt(trades.size() + 1);
            int last = first + random.nextInt(trades.size() + 1 - first);
            byPlace.computeIfAbsent(first, unused -> new ArrayList<>()).add(lines.get(0));
            byPlace.computeIfAbsent(last, unused -> new ArrayList<>()).add(lines.get(1));
        }
        long clock = Long.MIN_VALUE;
        for (int i = 0; i <= trades.size(); i++) {
            byPlace.getOrDefault(i, List.of()).forEach(tape::plays);
            if (random.nextInt(4) == 0) {
                tape.restarts();
            }
            if (random.nextInt(4) == 0) {
                tape.copies();
            }
            if (i < trades.size()) {
                tape.plays(trades.get(i));
                clock = Math.max(clock, trades.get(i).timeNs / 1_000_000 - 1_001);
                tape.until(clock);
            }
        }
        return tape.end();
    }

    /** The clock is the latest event time, as it would be on a topic. */
    private static List<Row> play(List<Arrival> arrivals, Random random, boolean restarts) {
        Tape tape = new Tape(SETTINGS);
        long clock = Long.MIN_VALUE;
        for (Arrival arrival : arrivals) {
            if (arrival.message() instanceof Trade trade) {
                tape.plays(trade);
                clock = Math.max(clock, trade.timeNs / 1_000_000 - 1_001);
            } else {
                tape.plays((Correction) arrival.message());
            }
            if (clock > 0) {
                tape.until(clock);
            }
            if (restarts && random.nextInt(4) == 0) {
                tape.restarts();
            }
            if (restarts && random.nextInt(4) == 0) {
                tape.copies();
            }
        }
        return tape.end().rows;
    }

    private static void compare(List<Row> rows, BarOracle oracle) {
        Map<List<Object>, Row> bars = new TreeMap<>(Comparator.comparing(Object::toString));
        Map<Long, Row> windows = new TreeMap<>();
        for (Row row : rows) {
            if (row.table().equals(AnalyticsTable.BARS)) {
                bars.put(List.of(row.get("size_s"), row.get("window_start")), row);
            } else if (row.table().name().equals("windows")) {
                windows.put((Long) row.get("as_of"), row);
            }
        }
        TreeSet<Long> ends = new TreeSet<>();
        for (Duration size : SETTINGS.sizes()) {
            for (BarOracle.Bar bar : oracle.bars(Tape.SYMBOL, (int) size.toSeconds())) {
                Row row = bars.remove(List.of((int) size.toSeconds(), bar.startNs() / 1000));
                assertThat(row).as(bar.toString()).isNotNull();
                assertThat(
                                row.table().columns().subList(3, 20).stream()
                                        .filter(column -> !IGNORED.contains(column.name()))
                                        .map(column -> row.get(column.name())))
                        .as(bar.toString())
                        .containsExactly(
                                bar.endNs() / 1000,
                                bar.rules(),
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
                                bar.noBarVolume(),
                                bar.unknownCount());
                if (size.equals(Duration.ofMinutes(1)) && bar.trades() > 0) {
                    for (int i = 0; i < 60; i++) {
                        ends.add(bar.endNs() + i * MINUTE);
                    }
                }
            }
        }
        assertThat(bars.values()).as("bars that were emptied").allMatch(Tape::isEmpty);
        for (long end : ends) {
            Row row = windows.remove(end / 1000);
            assertThat(row).as("window of %s", Instant.ofEpochMilli(end / 1_000_000)).isNotNull();
            for (Duration horizon : SETTINGS.horizons()) {
                compare(row, end, horizon, oracle);
            }
        }
        assertThat(windows.values()).as("windows that were emptied").allMatch(Tape::isEmpty);
    }

    private static final List<String> IGNORED = List.of("session", "trading_date");

    private static void compare(Row row, long end, Duration horizon, BarOracle oracle) {
        BarOracle.Window window =
                oracle.window(Tape.SYMBOL, end, (int) horizon.toSeconds(), borders(end));
        String of = "_" + AnalyticsTable.label(horizon);
        assertThat(
                        List.of(
                                        "sma_trade" + of,
                                        "sma_bar" + of,
                                        "sma_time" + of,
                                        "stddev_price" + of,
                                        "rv" + of,
                                        "sd_logret" + of,
                                        "sd_logret" + of + "_ann",
                                        "volume" + of,
                                        "trades" + of,
                                        "vwap" + of)
                                .stream()
                                .map(row::get))
                .as("%s as of %s", of, Instant.ofEpochMilli(end / 1_000_000))
                .containsExactly(
                        window.smaTrade(),
                        window.smaBar(),
                        window.smaTime(),
                        window.stddevPrice(),
                        window.rv(),
                        window.sdLogret(),
                        window.sdLogretAnn(),
                        window.volume(),
                        window.trades(),
                        window.vwap());
    }

    /** SessionsTest holds these. */
    private static NavigableSet<Long> borders(long end) {
        TreeSet<Long> borders = new TreeSet<>();
        long day = 86_400_000;
        for (long border : Sessions.bordersNs(end / 1_000_000 - day, end / 1_000_000)) {
            borders.add(border);
        }
        return borders;
    }

    private static Trade trade(Random random, long timeNs, int id) {
        // Equal times are common.
        long time = random.nextInt(3) == 0 ? timeNs / SECOND * SECOND : timeNs;
        Trade trade = Tape.trade("00:00:00", price(random), size(random));
        trade.timeNs = time;
        trade.id = id;
        trade.exchange =
                random.nextInt(9) == 0 ? null : (random.nextBoolean() ? "V" : "Q").getBytes(UTF_8);
        trade.tape = (random.nextBoolean() ? "C" : "A").getBytes(UTF_8);
        trade.conditions = Tape.bytes(CONDITIONS[random.nextInt(CONDITIONS.length)]);
        return trade;
    }

    private static double price(Random random) {
        return random.nextInt(20) == 0 ? 0 : (9_000 + random.nextInt(2_000)) / 100.0;
    }

    private static double size(Random random) {
        return random.nextInt(10) == 0 ? random.nextInt(1_000) / 1_000.0 : random.nextInt(500);
    }

    /** Most come at once, some late, but none too late to be taken in. */
    private static long delay(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(25 * MINUTE);
            case 1 -> random.nextLong(30 * SECOND);
            default -> random.nextLong(SECOND);
        };
    }

    private static void addAmendment(
            Random random,
            Trade trade,
            int newId,
            List<Arrival> arrivals,
            Map<Long, BarOracle.Amendment> amendments) {
        boolean replaces = random.nextBoolean();
        Correction message = new Correction();
        message.type = (replaces ? "c" : "x").getBytes(UTF_8);
        message.symbol = trade.symbol;
        message.exchange = trade.exchange;
        message.tape = trade.tape;
        message.timeNs = trade.timeNs + random.nextLong(10 * MINUTE);
        BarOracle.Corrected corrected = null;
        message.id = replaces ? Message.ABSENT : trade.id;
        message.price = replaces ? Double.NaN : trade.price;
        message.size = replaces ? Double.NaN : trade.size;
        message.originalId = replaces ? trade.id : Message.ABSENT;
        message.originalPrice = replaces ? trade.price : Double.NaN;
        message.originalSize = replaces ? trade.size : Double.NaN;
        if (replaces) {
            message.correctedId = newId;
            message.correctedPrice = price(random);
            message.correctedSize = size(random);
            message.correctedConditions = Tape.bytes(CONDITIONS[random.nextInt(CONDITIONS.length)]);
            corrected =
                    new BarOracle.Corrected(
                            newId,
                            new BigDecimal(Double.toString(message.correctedPrice)),
                            new BigDecimal(Double.toString(message.correctedSize)),
                            texts(message.correctedConditions));
        }
        // It may overtake its trade.
        long arrival = message.timeNs + random.nextLong(2 * MINUTE);
        while (amendments.containsKey(arrival)) {
            arrival++;
        }
        arrivals.add(new Arrival(arrival, message));
        amendments.put(
                arrival,
                new BarOracle.Amendment(
                        Tape.SYMBOL,
                        trade.exchange == null ? null : new String(trade.exchange, UTF_8),
                        trade.id,
                        new BigDecimal(Double.toString(trade.price)),
                        new BigDecimal(Double.toString(trade.size)),
                        corrected));
    }

    private static BarOracle.Trade forOracle(Trade trade) {
        return new BarOracle.Trade(
                Tape.SYMBOL,
                trade.timeNs,
                trade.exchange == null ? null : new String(trade.exchange, UTF_8),
                trade.id,
                new BigDecimal(Double.toString(trade.price)),
                new BigDecimal(Double.toString(trade.size)),
                texts(trade.conditions),
                new String(trade.tape, UTF_8));
    }

    private static List<String> texts(byte[][] texts) {
        List<String> strings = new ArrayList<>();
        for (byte[] text : texts) {
            strings.add(new String(text, UTF_8));
        }
        return strings;
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream()
                .map(row -> row.table().name() + Arrays.toString(row.values()))
                .toList();
    }

    private static long ns(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano();
    }
}
