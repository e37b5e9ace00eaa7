package io.tickhouse.tools.bars;

import io.tickhouse.oracle.BarOracle.Bar;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.bars.DiffReport.Cause;
import io.tickhouse.tools.bars.DiffReport.Difference;
import io.tickhouse.tools.bars.DiffReport.Reason;
import io.tickhouse.tools.bars.FeedBar.Figure;
import io.tickhouse.tools.bars.FeedBar.Figures;
import io.tickhouse.tools.bars.FeedBars.BarKey;
import io.tickhouse.tools.bars.LakeTrades.Sourced;
import io.tickhouse.tools.lake.Lake;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/** Compares the last versions of our bars with the feed's own, and explains what differs. */
final class VendorDiff {

    private static final long NANOS_IN_MICRO = 1_000;
    private static final long MINUTE = 60 * NewYork.SECOND;

    private static final List<String> COLUMNS =
            List.of(
                    "symbol",
                    "size_s",
                    "window_start",
                    "open",
                    "high",
                    "low",
                    "close",
                    "volume",
                    "trades",
                    "vwap_px",
                    "version",
                    "status");

    private static final Comparator<BarKey> ORDER =
            Comparator.comparing(BarKey::symbol)
                    .thenComparingInt(BarKey::size)
                    .thenComparingLong(BarKey::startNs);

    private static final String HOW_TO_SEND =
            "as with --channels trades,bars,updatedBars,dailyBars of the ingest job or with"
                    + " ./tickhouse generate --bars --tape";

    private final Verification.Options options;
    private final Consumer<String> progress;
    private final Predicate<String> asked;
    private final LakeTable bars;
    private final FeedBars feed;
    private final LakeTrades trades;
    private final LakeAmendments amendments;
    private final Map<String, Long> explained = new TreeMap<>();
    private final List<Difference> understood = new ArrayList<>();
    private final List<Difference> open = new ArrayList<>();
    private long clock = Long.MIN_VALUE;
    private long equal;
    private long unexplained;
    private long notFinal;
    private long withoutPrices;
    private long notSent;

    VendorDiff(Lake lake, Verification.Options options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.asked = symbol -> options.symbols().isEmpty() || options.symbols().contains(symbol);
        // The trades are opened last, so that they are not older than what was made of them.
        this.bars = analytics(lake, "_bars");
        Ledgers ledgers = new Ledgers(analytics(lake, "_late"), analytics(lake, "_corrections"));
        this.feed =
                new FeedBars(
                        LakeTable.open(
                                lake,
                                options.tradesTable() + "_bars",
                                "have the feed send its bars and flatten them, "
                                        + HOW_TO_SEND
                                        + ", or correct --trades-table."));
        this.trades = new LakeTrades(raw(lake, ""), ledgers, options.symbols());
        this.amendments = new LakeAmendments(raw(lake, "_corrections"), ledgers);
    }

    private LakeTable analytics(Lake lake, String suffix) {
        return LakeTable.open(lake, options.analyticsTable() + suffix, BarsCommand.NO_TABLE);
    }

    private LakeTable raw(Lake lake, String suffix) {
        return LakeTable.open(
                lake,
                options.tradesTable() + suffix,
                "start the job that makes it with ./tickhouse submit flatten, or correct"
                        + " --trades-table.");
    }

    DiffReport run() {
        long started = System.nanoTime();
        Moments moments =
                Moments.of(options.day() == null ? null : options.day().toString(), null, null);
        NavigableSet<LocalDate> days = feed.days(moments, asked);
        if (days.isEmpty()) {
            throw UserError.failed(
                    "Table %s has no bars of %s: correct --symbol or --day, or have the feed send"
                                    .formatted(
                                            feed.tableName(),
                                            (options.symbols().isEmpty()
                                                            ? "the feed"
                                                            : String.join(", ", options.symbols()))
                                                    + (options.day() == null
                                                            ? ""
                                                            : " on " + options.day()))
                            + " them, "
                            + HOW_TO_SEND
                            + ".");
        }
        bars.read(
                List.of("known_at"),
                Expressions.alwaysTrue(),
                row -> clock = Math.max(clock, LakeTable.micros(row, "known_at") * NANOS_IN_MICRO));
        for (LocalDate day : days) {
            compare(day);
        }
        List<Difference> first = new ArrayList<>(open);
        understood.stream().limit(options.show() - first.size()).forEach(first::add);
        return new DiffReport(
                equal,
                explained,
                unexplained,
                notFinal,
                withoutPrices,
                notSent,
                first,
                (System.nanoTime() - started) / 1e9);
    }

    private void compare(LocalDate day) {
        Moments moments = Moments.of(day.toString(), null, null);
        FeedBars.OfDay sent = feed.read(moments);
        Map<BarKey, Record> ours = ours(moments);
        Set<BarKey> keys = new HashSet<>(ours.keySet());
        sent.bars.keySet().stream().filter(key -> asked.test(key.symbol())).forEach(keys::add);
        List<BarKey> different =
                keys.stream()
                        .sorted(ORDER)
                        .filter(key -> isDifferent(key, ours.get(key), sent))
                        .toList();
        progress.accept(
                "%s: %,d bars, of which %,d differ".formatted(day, keys.size(), different.size()));
        if (!different.isEmpty()) {
            new DayOfDifferences(day, moments, sent, ours).explain(different);
        }
    }

    private Map<BarKey, Record> ours(Moments moments) {
        Versions versions = new Versions(List.of("symbol", "size_s", "window_start"));
        bars.read(
                COLUMNS,
                moments.filter("window_start"),
                row -> {
                    int size = (Integer) row.getField("size_s");
                    if (asked.test((String) row.getField("symbol"))
                            && (size == FeedBars.MINUTE_SECONDS || size == FeedBars.DAY_SECONDS)
                            && moments.contain(LakeTable.micros(row, "window_start"))) {
                        versions.accept(row);
                    }
                });
        return versions.rows().stream().collect(Collectors.toMap(VendorDiff::key, row -> row));
    }

    private static BarKey key(Record row) {
        return new BarKey(
                (String) row.getField("symbol"),
                (Integer) row.getField("size_s"),
                LakeTable.micros(row, "window_start") * NANOS_IN_MICRO);
    }

    private static long end(BarKey key) {
        return key.size() == FeedBars.DAY_SECONDS
                ? NewYork.startOf(NewYork.dayOf(key.startNs()).plusDays(1))
                : key.startNs() + MINUTE;
    }

    /** Counts a bar, unless it needs an explanation. */
    private boolean isDifferent(BarKey key, Record ours, FeedBars.OfDay sent) {
        FeedBar bar = sent.bars.get(key);
        if (ours == null
                ? end(key) + MINUTE > clock
                : ours.getField("status").equals("provisional")) {
            notFinal++;
            return false;
        }
        if (bar == null) {
            if (ours.getField("open") == null) {
                withoutPrices++;
                return false;
            }
            if (!sent.cover(key)) {
                notSent++;
                return false;
            }
            return true;
        }
        if (ours != null && bar.figures().differences(Figures.of(ours)).isEmpty()) {
            equal++;
            return false;
        }
        return true;
    }

    /** The bars of a day that differ. */
    private final class DayOfDifferences {

        private final LocalDate day;
        private final Moments moments;
        private final FeedBars.OfDay sent;
        private final Map<BarKey, Record> ours;
        private final Map<Long, Long> pricedMinutes = new HashMap<>();
        private Map<Integer, Long> firstTimes = Map.of();

        DayOfDifferences(
                LocalDate day, Moments moments, FeedBars.OfDay sent, Map<BarKey, Record> ours) {
            this.day = day;
            this.moments = moments;
            this.sent = sent;
            this.ours = ours;
            ours.forEach(
                    (key, row) -> {
                        if (key.size() == FeedBars.MINUTE_SECONDS && row.getField("open") != null) {
                            pricedMinutes.merge(key.startNs(), 1L, Long::sum);
                        }
                    });
        }

        void explain(List<BarKey> different) {
            Set<String> symbols =
                    different.stream().map(BarKey::symbol).collect(Collectors.toSet());
            Map<String, List<Sourced>> of = trades.readSourced(moments, symbols::contains);
            of.values()
                    .forEach(
                            list ->
                                    list.sort(
                                            Comparator.comparingLong(
                                                    trade -> trade.trade().timeNs())));
            firstTimes = trades.firstTimes(moments);
            // Minutes come first: a gap in one of them is also in the day.
            Map<Boolean, List<BarKey>> isDay =
                    different.stream()
                            .collect(
                                    Collectors.partitioningBy(
                                            key -> key.size() == FeedBars.DAY_SECONDS));
            Set<String> withGaps = new HashSet<>();
            for (boolean daily : List.of(false, true)) {
                isDay.get(daily).parallelStream()
                        .map(
                                key ->
                                        explain(
                                                key,
                                                of.getOrDefault(key.symbol(), List.of()),
                                                withGaps))
                        .toList()
                        .forEach(difference -> add(difference, withGaps));
            }
        }

        private void add(Difference difference, Set<String> withGaps) {
            List<Reason> reasons = difference.reasons();
            if (reasons.isEmpty()) {
                unexplained++;
                if (open.size() < options.show()) {
                    open.add(difference);
                }
                return;
            }
            explained.merge(
                    reasons.stream()
                            .map(reason -> reason.cause().text())
                            .distinct()
                            .collect(Collectors.joining(" + ")),
                    1L,
                    Long::sum);
            if (reasons.stream().anyMatch(reason -> reason.cause() == Cause.GAP)) {
                withGaps.add(difference.symbol());
            }
            if (understood.size() < options.show()) {
                understood.add(difference);
            }
        }

        private Difference explain(BarKey key, List<Sourced> ofSymbol, Set<String> withGaps) {
            FeedBar bar = sent.bars.get(key);
            Record row = ours.get(key);
            Map<Integer, Coordinate> made =
                    bar != null
                            ? Map.of(bar.source().partition(), bar.source())
                            : key.size() == FeedBars.MINUTE_SECONDS
                                    ? sent.madeBy(key.startNs())
                                    : Map.of();
            BarCase of =
                    new BarCase(
                            key.symbol(),
                            key.size(),
                            key.startNs(),
                            end(key),
                            between(ofSymbol, key.startNs(), end(key)),
                            amendments.timed(
                                    key.symbol(),
                                    new Moments(
                                            key.startNs() / NANOS_IN_MICRO,
                                            end(key) / NANOS_IN_MICRO)),
                            bar,
                            made);
            List<Figure> figures =
                    bar == null || row == null
                            ? List.of()
                            : bar.figures().differences(Figures.of(row));
            List<Reason> reasons = List.of();
            String hint = null;
            if (!isWhatTradesGive(row, of.ours())) {
                hint = "our bar is not what the trades of the lake give; see bars verify";
            } else {
                reasons = of.explain(false);
                if (reasons.isEmpty()) {
                    reasons = gap(key, of, bar, withGaps);
                }
                // A gap is known, a rule of the feed is supposed.
                if (reasons.isEmpty()) {
                    reasons = of.explain(true);
                }
                if (reasons.isEmpty()) {
                    hint =
                            "neither late trades, nor corrections, nor another rule give the feed's"
                                    + " bar, and no gap is known";
                }
            }
            return new Difference(
                    key.symbol(),
                    BarSize.text(key.size()),
                    Instant.ofEpochSecond(0, key.startNs()).toString(),
                    bar == null ? null : bar.type(),
                    row != null,
                    figures,
                    reasons,
                    hint);
        }

        private List<Reason> gap(BarKey key, BarCase of, FeedBar bar, Set<String> withGaps) {
            String says = null;
            if (bar == null) {
                if (!sent.haveSome(key) && pricedMinutes.getOrDefault(key.startNs(), 0L) > 1) {
                    says = "the feed's bars of this minute did not come, of any symbol";
                }
            } else if (of.mayLackTrades()) {
                Long first = firstTimes.get(bar.source().partition());
                if (!of.hasTrades()) {
                    says = "the lake has no trades of that time";
                } else if (first != null && first > key.startNs() && first < end(key)) {
                    says =
                            "the first trade of "
                                    + day
                                    + " came at "
                                    + NewYork.second(Instant.ofEpochSecond(0, first))
                                    + ", those before are missing";
                } else if (key.size() == FeedBars.DAY_SECONDS && withGaps.contains(key.symbol())) {
                    says = "a minute of the day lacks trades";
                }
            }
            return says == null ? List.of() : List.of(new Reason(Cause.GAP, says, List.of()));
        }
    }

    private static boolean isWhatTradesGive(Record row, Optional<Bar> bar) {
        if (row == null || bar.isEmpty()) {
            // All trades of a bar may have been taken back.
            return bar.isEmpty() && (row == null || row.getField("open") == null);
        }
        return Figures.of(bar.get(), bar.get().vwapPx()).differences(Figures.of(row)).isEmpty();
    }

    private static List<Sourced> between(List<Sourced> trades, long from, long end) {
        return trades.stream()
                .filter(trade -> trade.trade().timeNs() >= from && trade.trade().timeNs() < end)
                .toList();
    }
}
