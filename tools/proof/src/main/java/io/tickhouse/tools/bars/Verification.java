package io.tickhouse.tools.bars;

import io.tickhouse.oracle.BarOracle.Amendment;
import io.tickhouse.oracle.BarOracle.Trade;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.bars.SymbolDay.MinutePrice;
import io.tickhouse.tools.bars.SymbolDay.Scope;
import io.tickhouse.tools.bars.VerifyReport.Difference;
import io.tickhouse.tools.bars.VerifyReport.Part;
import io.tickhouse.tools.lake.Lake;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/**
 * Makes all bars and windows again of the trades in the lake, by the oracle, and compares them with
 * the last versions that the job wrote.
 *
 * <p>It goes through the days in their order, because the figures of a day begin with the last
 * price before it. Of a day it takes as many symbols at once as fit into memory.
 */
final class Verification {

    /** What a trade takes in memory. */
    private static final long BYTES_OF_TRADE = 160;

    /** What the last version of a row of bars or windows takes, in trades. */
    private static final long TRADES_IN_ROW = 8;

    /** Of the heap, the part for trades and rows; the oracle works with copies. */
    private static final int PART_OF_HEAP = 3;

    private static final long NEWS_NANOS = 5_000_000_000L;
    private static final long NANOS_IN_MICRO = 1_000;

    /**
     * What is verified.
     *
     * @param tradesTable the corrections are in the table of this name and {@code _corrections}
     * @param analyticsTable what the names of the job's tables begin with
     * @param symbols those that are compared; empty for all
     * @param day of New York; null for all
     * @param show how many differences are kept
     */
    record Options(
            String tradesTable,
            String analyticsTable,
            List<String> symbols,
            LocalDate day,
            int show) {}

    private final Options options;
    private final Consumer<String> progress;
    private final long mostTrades;
    private final Predicate<String> asked;
    private final LakeTable bars;
    private final LakeTable windows;
    private final LakeTrades trades;
    private final LakeAmendments amendments;
    private final Map<String, Integer> horizons = new LinkedHashMap<>();
    private final Set<Integer> sizes = new TreeSet<>();

    /** Of each day, how many trades have to be held, counting rows as such. */
    private final TreeMap<LocalDate, Long> weights = new TreeMap<>();

    private final Map<String, MinutePrice> beforeTails = new HashMap<>();
    private final Map<String, MinutePrice> lastPrices = new HashMap<>();
    private final Set<String> symbolsFound = new HashSet<>();
    private final List<Difference> differences = new ArrayList<>();
    private long clock = Long.MIN_VALUE;
    private Part barsFound = Part.NONE;
    private Part windowsFound = Part.NONE;
    private long daysFound;
    private long tradesFound;
    private long amendmentsFound;
    private long rowsRead;
    private long lastNews = System.nanoTime();

    Verification(Lake lake, Options options, Consumer<String> progress) {
        this(
                lake,
                options,
                progress,
                Runtime.getRuntime().maxMemory() / PART_OF_HEAP / BYTES_OF_TRADE);
    }

    /**
     * @param mostTrades how many are held at once
     */
    Verification(Lake lake, Options options, Consumer<String> progress, long mostTrades) {
        this.options = options;
        this.progress = progress;
        this.mostTrades = mostTrades;
        this.asked = symbol -> options.symbols.isEmpty() || options.symbols.contains(symbol);
        // The trades are opened last, so that they are not older than what the job made of them.
        this.bars = analytics(lake, "_bars");
        this.windows = analytics(lake, "_windows");
        Ledgers ledgers = new Ledgers(analytics(lake, "_late"), analytics(lake, "_corrections"));
        this.trades = new LakeTrades(raw(lake, options.tradesTable), ledgers, options.symbols);
        this.amendments =
                new LakeAmendments(raw(lake, options.tradesTable + "_corrections"), ledgers);
        for (String label : RowTexts.horizons(windows.columns())) {
            horizons.put(label, BarSize.seconds(label));
        }
    }

    private LakeTable analytics(Lake lake, String suffix) {
        return LakeTable.open(lake, options.analyticsTable + suffix, BarsCommand.NO_TABLE);
    }

    private static LakeTable raw(Lake lake, String name) {
        return LakeTable.open(
                lake,
                name,
                "start the job that makes it with ./tickhouse submit flatten, or correct"
                        + " --trades-table.");
    }

    VerifyReport run() {
        long started = System.nanoTime();
        weigh();
        for (LocalDate day : List.copyOf(weights.keySet())) {
            verify(day);
        }
        if (!options.symbols.isEmpty()) {
            Set<String> unknown = new TreeSet<>(options.symbols);
            unknown.removeAll(symbolsFound);
            if (!unknown.isEmpty()) {
                throw UserError.failed(
                        "There are neither trades nor bars of %s in that time: correct --symbol,"
                                        .formatted(String.join(", ", unknown))
                                + " capitals count, or --day.");
            }
        }
        return new VerifyReport(
                daysFound,
                symbolsFound.size(),
                tradesFound,
                amendmentsFound,
                trades.leftOut(),
                amendments.leftOut(),
                barsFound,
                windowsFound,
                differences,
                (System.nanoTime() - started) / 1e9);
    }

    /** Looks which days there are, which sizes, and how far the job has come. */
    private void weigh() {
        Moments moments =
                new Moments(
                        Long.MIN_VALUE,
                        options.day == null
                                ? Long.MAX_VALUE
                                : NewYork.startOf(options.day.plusDays(1)) / NANOS_IN_MICRO);
        trades.times(
                moments,
                time -> {
                    weights.merge(NewYork.dayOf(time), 1L, Long::sum);
                    // Its windows may reach into the next day.
                    weights.putIfAbsent(NewYork.dayOf(time + Scope.longest(horizons)), 0L);
                });
        weigh(bars, "window_start", row -> sizes.add((Integer) row.getField("size_s")), "size_s");
        weigh(windows, "as_of", row -> {});
        if (options.day != null) {
            weights.tailMap(options.day, false).clear();
        }
    }

    private void weigh(LakeTable table, String time, Consumer<Record> look, String... more) {
        List<String> columns = new ArrayList<>(List.of("symbol", time, "known_at"));
        columns.addAll(List.of(more));
        table.read(
                columns,
                Expressions.alwaysTrue(),
                row -> {
                    clock = Math.max(clock, LakeTable.micros(row, "known_at") * NANOS_IN_MICRO);
                    look.accept(row);
                    if (asked.test((String) row.getField("symbol"))) {
                        // A window as of midnight belongs to the day before.
                        long within = LakeTable.micros(row, time) * NANOS_IN_MICRO;
                        within -= table == windows ? 1 : 0;
                        weights.merge(NewYork.dayOf(within), TRADES_IN_ROW, Long::sum);
                    }
                });
    }

    private void verify(LocalDate day) {
        Scope scope =
                new Scope(
                        NewYork.startOf(day),
                        NewYork.startOf(day.plusDays(1)),
                        clock,
                        sizes,
                        horizons,
                        NewYork.sessionStarts(day.minusDays(1), day));
        boolean compared = options.day == null || options.day.equals(day);
        int passes = (int) (weights.get(day) / mostTrades + 1);
        for (int pass = 0; pass < passes; pass++) {
            int mine = pass;
            verify(
                    day,
                    scope,
                    compared,
                    symbol -> asked.test(symbol) && Math.floorMod(mixed(symbol), passes) == mine);
        }
        daysFound += compared ? 1 : 0;
    }

    /** A hash whose lowest bits depend on all letters. */
    private static int mixed(String symbol) {
        int hash = symbol.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    private void verify(LocalDate day, Scope scope, boolean compared, Predicate<String> symbols) {
        long begin = scope.start() - scope.longestHorizon();
        Moments loaded = new Moments(begin / NANOS_IN_MICRO, scope.end() / NANOS_IN_MICRO);
        Moments within = new Moments(scope.start() / NANOS_IN_MICRO, loaded.to());
        rowsRead = 0;
        Map<String, List<Trade>> tradesOf =
                trades.read(
                        loaded,
                        compared ? scope.start() : scope.end(),
                        symbols,
                        () -> countRow(day));
        Map<String, List<Record>> barsOf = Map.of();
        Map<String, List<Record>> windowsOf = Map.of();
        if (compared) {
            barsOf =
                    rows(
                            bars,
                            List.of("symbol", "size_s", "window_start"),
                            SymbolDay.BAR_COLUMNS,
                            within,
                            symbols);
            windowsOf =
                    rows(
                            windows,
                            List.of("symbol", "as_of"),
                            SymbolDay.windowColumns(horizons.keySet()),
                            new Moments(within.from() + 1, within.to() + 1),
                            symbols);
        }
        Set<String> all = new TreeSet<>(tradesOf.keySet());
        all.addAll(barsOf.keySet());
        all.addAll(windowsOf.keySet());
        List<Work> work = new ArrayList<>();
        for (String symbol : all) {
            work.add(
                    new Work(
                            symbol,
                            tradesOf.getOrDefault(symbol, List.of()),
                            amendments.of(symbol, loaded),
                            priceBefore(symbol, begin),
                            barsOf.getOrDefault(symbol, List.of()),
                            windowsOf.getOrDefault(symbol, List.of())));
            if (compared) {
                symbolsFound.add(symbol);
                amendmentsFound += amendments.of(symbol, within).size();
            }
        }
        AtomicInteger done = new AtomicInteger();
        work.parallelStream()
                .map(
                        each -> {
                            Result result = each.result(scope, compared);
                            tell(
                                    "%s: %,d of %,d symbols compared"
                                            .formatted(day, done.incrementAndGet(), work.size()));
                            return result;
                        })
                .toList()
                .forEach(this::add);
    }

    private MinutePrice priceBefore(String symbol, long time) {
        MinutePrice last = lastPrices.get(symbol);
        return last == null || last.minute() < time ? last : beforeTails.get(symbol);
    }

    /** The last versions of the rows of a table, by symbol. */
    private static Map<String, List<Record>> rows(
            LakeTable table,
            List<String> key,
            List<String> columns,
            Moments moments,
            Predicate<String> symbols) {
        Versions versions = new Versions(key);
        String time = key.get(key.size() - 1);
        table.read(
                columns,
                moments.filter(time),
                row -> {
                    if (symbols.test((String) row.getField("symbol"))
                            && moments.contain(LakeTable.micros(row, time))) {
                        versions.accept(row);
                    }
                });
        return versions.rows().stream()
                .collect(Collectors.groupingBy(row -> (String) row.getField("symbol")));
    }

    /** What has to be compared of a symbol. */
    private record Work(
            String symbol,
            List<Trade> trades,
            List<Amendment> amendments,
            MinutePrice before,
            List<Record> bars,
            List<Record> windows) {

        Result result(Scope scope, boolean compared) {
            SymbolDay day = new SymbolDay(symbol, scope, trades, amendments, before);
            long count = 0;
            if (compared) {
                day.compareBars(bars);
                day.compareWindows(windows);
                count = trades.stream().filter(trade -> trade.timeNs() >= scope.start()).count();
            }
            return new Result(
                    symbol,
                    count,
                    day.bars(),
                    day.windows(),
                    day.differences(),
                    day.lastPriceBefore(scope.end() - scope.longestHorizon()),
                    day.lastPriceBefore(scope.end()));
        }
    }

    private record Result(
            String symbol,
            long trades,
            Part bars,
            Part windows,
            List<Difference> differences,
            MinutePrice beforeTail,
            MinutePrice last) {}

    private void add(Result result) {
        tradesFound += result.trades;
        barsFound = barsFound.plus(result.bars);
        windowsFound = windowsFound.plus(result.windows);
        result.differences.stream()
                .limit(options.show - differences.size())
                .forEach(differences::add);
        // The next day reads its own longest horizon, and needs the price before that.
        beforeTails.put(result.symbol, result.beforeTail);
        lastPrices.put(result.symbol, result.last);
    }

    private void countRow(LocalDate day) {
        rowsRead++;
        if ((rowsRead & 1023) == 0) {
            tell("%s: %,d trades read".formatted(day, rowsRead));
        }
    }

    private synchronized void tell(String line) {
        if (System.nanoTime() - lastNews > NEWS_NANOS) {
            lastNews = System.nanoTime();
            progress.accept(line);
        }
    }
}
