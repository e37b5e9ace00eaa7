package io.tickhouse.tools.compare;

import io.tickhouse.kafka.topics.ClientSettings;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.oracle.Bounds;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.Lake;
import io.tickhouse.tools.topics.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The comparison: all sides must have the same rows, and the rows of every symbol in the same
 * order.
 *
 * <p>The same rows: as multisets by source coordinate, byte for byte in key, value and headers. The
 * header {@code time} of dead letters is left out, because it tells when an engine wrote them.
 * Record timestamps are not compared, because the broker sets those of the flattened topics (log
 * append time).
 *
 * <p>The same order: on every side, a symbol must be in one partition, and its coordinates there
 * must increase within each source partition. A set of coordinates has only one increasing order.
 * So if two sides have the same rows and both are in order, their order is the same. Dead letters
 * have no symbol and no promised order. The rows of a table have none either: its files are sorted
 * by the table's own order.
 *
 * <p>How: in a first reading, {@link Blocks} keeps sums of hashes. Equal sums are equal rows,
 * except with a probability of about 2<sup>-128</sup> for each block. If sums differ, or rows are
 * out of order, a second reading puts the rows of those blocks side by side. An external sort would
 * give the same answer with all rows on disk, twice.
 *
 * <p>The end of every side is fixed before a reading; later rows are not read. Compare sides that
 * no longer change: while a feed runs, they are equal only by accident. Nothing is written
 * anywhere.
 */
public final class Comparison {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration NEWS = Duration.ofSeconds(10);

    private final Contents kind;
    private final List<Side> sides;
    private final List<Fingerprint> prints = new ArrayList<>();
    private final int show;
    private final long budget;
    private final Consumer<String> progress;
    private final long started = System.nanoTime();

    private Comparison(
            Contents kind, List<Side> sides, int show, long budget, Consumer<String> progress) {
        this.kind = kind;
        this.sides = sides;
        this.show = show;
        this.budget = budget;
        this.progress = progress;
        sides.forEach(side -> prints.add(nothingOf(side)));
    }

    private Fingerprint nothingOf(Side side) {
        return new Fingerprint(side.name(), kind.haveOrder() && side.ordered(), Math.max(show, 1));
    }

    /**
     * Runs a comparison and repeats it. It ends when the sides are equal, or cannot become equal,
     * or the time to wait is over. A repetition reads only what is new.
     *
     * @throws UserError if the options contain nothing to compare, a topic does not exist, or a
     *     broker cannot be reached
     */
    public static CompareReport run(CompareOptions options) throws InterruptedException {
        return run(options, line -> {});
    }

    /** The same, but reports progress line by line. */
    public static CompareReport run(CompareOptions options, Consumer<String> progress)
            throws InterruptedException {
        List<SideName> names = options.sides();
        Contents kind = options.kind();
        int show = options.show();
        Duration patience = options.patience();
        refuseOneTwice(names, options);
        boolean besideOracle = names.stream().anyMatch(SideName::oracle);
        Bounds bounds =
                besideOracle && kind.areDeadLetters()
                        ? options.bounds()
                                .withMaxDeadLetterLength(shortestDeadLetter(names, options))
                        : options.bounds();
        OpenReasons reasons = new OpenReasons();
        List<Side> sides = new ArrayList<>();
        try {
            for (SideName name : names) {
                if (name.iceberg()) {
                    Lake lake = Lake.of(options.catalog(), name.topic());
                    sides.add(new LakeSide(name, kind, lake, progress));
                    continue;
                }
                RecordRows rows;
                if (name.oracle()) {
                    rows = new OracleRows(kind, bounds, reasons);
                } else if (kind.areDeadLetters()) {
                    rows = new DeadLetterRows(besideOracle, reasons);
                } else {
                    rows = new FlattenedRows();
                }
                sides.add(new TopicSide(name, options.client(name), rows, progress));
            }
            // The oracle's end is fixed last, and the oracle is read first. So it has seen every
            // raw record whose rows another side shows.
            List<Integer> oraclesFirst =
                    IntStream.range(0, names.size())
                            .boxed()
                            .sorted(Comparator.comparing(i -> names.get(i).oracle() ? 0 : 1))
                            .toList();
            return new Comparison(kind, sides, show, FirstDifferences.BUDGET, progress)
                    .run(oraclesFirst, patience, options.allowEmpty());
        } finally {
            sides.forEach(Side::close);
        }
    }

    private static void refuseOneTwice(List<SideName> names, CompareOptions options)
            throws InterruptedException {
        for (int i = 0; i < names.size(); i++) {
            for (int j = 0; j < i; j++) {
                SideName one = names.get(j);
                SideName other = names.get(i);
                if (one.iceberg() == other.iceberg()
                        && (one.iceberg()
                                ? isOneTable(one, other)
                                : isOneTopic(one, other, options))) {
                    throw UserError.badUsage(
                            one.given()
                                    + " and "
                                    + other.given()
                                    + " are one "
                                    + (one.iceberg() ? "table" : "topic")
                                    + ", which is equal to itself: name another.");
                }
            }
        }
    }

    private static boolean isOneTable(SideName one, SideName other) {
        return Lake.fullName(one.topic()).equals(Lake.fullName(other.topic()));
    }

    /** Compares clusters, because the same brokers may be written in several ways. */
    private static boolean isOneTopic(SideName one, SideName other, CompareOptions options)
            throws InterruptedException {
        return one.topic().equals(other.topic())
                && one.oracle() == other.oracle()
                && cluster(options.client(one)).equals(cluster(options.client(other)));
    }

    /** The length at which a job truncates a dead letter; the job determines it when it starts. */
    private static int shortestDeadLetter(List<SideName> names, CompareOptions options)
            throws InterruptedException {
        int shortest = Bounds.DEFAULT.maxDeadLetterLength();
        for (SideName name : names) {
            if (name.oracle()) {
                continue;
            }
            try (TopicAdmin admin = new TopicAdmin(options.client(name))) {
                if (!admin.ids(List.of(name.topic())).isEmpty()) {
                    shortest =
                            Math.min(
                                    shortest,
                                    TopicRules.deadLetterLength(
                                            admin.maxMessageBytes(name.topic()),
                                            ClientSettings.MAX_REQUEST_BYTES));
                }
            }
        }
        return shortest;
    }

    private static String cluster(Properties client) throws InterruptedException {
        try (TopicAdmin admin = new TopicAdmin(client)) {
            return admin.clusterId();
        }
    }

    /** One reading of any sides, for as many rows as the budget says in the second. */
    static CompareReport once(Contents kind, List<Side> sides, int show, long budget)
            throws InterruptedException {
        List<Integer> inOrder = IntStream.range(0, sides.size()).boxed().toList();
        return new Comparison(kind, sides, show, budget, line -> {})
                .run(inOrder, Duration.ZERO, true);
    }

    /** Readings of any sides until they are equal or the time is over. */
    static CompareReport waiting(Contents kind, List<Side> sides, Duration patience)
            throws InterruptedException {
        List<Integer> inOrder = IntStream.range(0, sides.size()).boxed().toList();
        return new Comparison(kind, sides, 10, FirstDifferences.BUDGET, line -> {})
                .run(inOrder, patience, false);
    }

    private CompareReport run(List<Integer> readingOrder, Duration patience, boolean allowEmpty)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long lastNews = System.nanoTime();
        long lastRow = System.nanoTime();
        long rowsBefore = -1;
        while (true) {
            long roundStarted = System.nanoTime();
            List<String> absent = fixEnds(readingOrder);
            for (int side : readingOrder) {
                if (sides.get(side).startsOver()) {
                    prints.set(side, nothingOf(sides.get(side)));
                }
                sides.get(side).read(prints.get(side)::add);
            }
            NavigableSet<Blocks.Id> differing =
                    Blocks.differing(prints.stream().map(Fingerprint::blocks).toList());
            long now = System.nanoTime();
            long rows = prints.stream().mapToLong(Fingerprint::rows).sum();
            if (rows != rowsBefore) {
                rowsBefore = rows;
                lastRow = now;
            }
            boolean quiet = now - lastRow > QUIET.toNanos();
            boolean equal = differing.isEmpty() && (rows > 0 || allowEmpty);
            boolean settled = equal || faulty() || (rows > 0 && sameRowCounts() && quiet);
            // Reading may take long: the final verdict needs a reading whose ends were fixed after
            // the wait.
            boolean waited = roundStarted >= deadline;
            if (absent.isEmpty() && (settled || waited)) {
                return report(differing, readingOrder);
            }
            if (waited) {
                throw UserError.failed(
                        "There is no topic or table for "
                                + String.join(" and ", absent)
                                + "; ./tickhouse topics list names the topics there are.");
            }
            if (now - lastNews > NEWS.toNanos()) {
                lastNews = now;
                progress.accept("Not equal yet, looking again: " + counts());
            }
            // The pause is at least as long as the round.
            long pause = Math.max(PAUSE.toNanos(), now - roundStarted);
            long left = Math.max(0, deadline - now);
            Thread.sleep(Duration.ofNanos(Math.min(pause, left) + 1_000_000).toMillis());
        }
    }

    /** Fixes all ends and returns the sides that do not exist. */
    private List<String> fixEnds(List<Integer> readingOrder) {
        List<String> absent = new ArrayList<>();
        for (int i = readingOrder.size() - 1; i >= 0; i--) {
            Side side = sides.get(readingOrder.get(i));
            if (!side.fixEnd()) {
                absent.add(side.name());
            }
        }
        return absent;
    }

    /** Whether there is a fault that no further row can repair. */
    private boolean faulty() {
        return !prints.stream().map(Fingerprint::counts).allMatch(CompareReport.Side::valid);
    }

    private boolean sameRowCounts() {
        return prints.stream().mapToLong(Fingerprint::rows).distinct().count() == 1;
    }

    private String counts() {
        return prints.stream()
                .map(print -> "%s has %,d rows".formatted(print.side(), print.rows()))
                .collect(Collectors.joining(", "));
    }

    private CompareReport report(NavigableSet<Blocks.Id> differing, List<Integer> readingOrder) {
        List<CompareReport.Side> counts = prints.stream().map(Fingerprint::counts).toList();
        List<String> notes = new ArrayList<>();
        sides.forEach(side -> notes.addAll(side.notes()));
        FirstDifferences.Found found = new FirstDifferences.Found(0, true, List.of());
        if (!differing.isEmpty() || faulty()) {
            progress.accept("The sides differ; reading again to see where.");
            found = new FirstDifferences(sides, prints, budget).find(differing, readingOrder, show);
        }
        return new CompareReport(
                kind,
                counts,
                differing.size(),
                found.differing(),
                found.allExamined(),
                found.first(),
                sides.stream().allMatch(Side::ordered),
                notes,
                (System.nanoTime() - started) / 1e9);
    }
}
