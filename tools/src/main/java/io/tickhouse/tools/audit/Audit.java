package io.tickhouse.tools.audit;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditReport.PinotCount;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The audit: every element of the raw topic, from its beginning to a cut, must be a row in Iceberg
 * and a row in the flattened topics, or a dead letter, exactly once.
 *
 * <p>The cut is where the raw topic ends when the audit starts. What the sides hold of later
 * records is not looked at; what they hold of coordinates that the raw topic never had is a fault.
 * Nothing is written anywhere.
 *
 * <p>Memory: 8 bytes for each raw record, and for each side two compressed bitmaps with one bit for
 * each element, at most.
 */
public final class Audit {

    private static final long NEWS_NANOS = 10_000_000_000L;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AuditOptions options;
    private final Consumer<String> progress;
    private final long started = System.nanoTime();
    private final List<String> notes = new ArrayList<>();

    private Audit(AuditOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Runs an audit; repeats it, reading only what is new, until it is clean or the time to wait is
     * over.
     *
     * @throws UserError if a service cannot be reached or the raw topic does not exist
     */
    public static AuditReport run(AuditOptions options) throws InterruptedException {
        return run(options, line -> {});
    }

    /** Likewise, and says what it does, line by line. */
    public static AuditReport run(AuditOptions options, Consumer<String> progress)
            throws InterruptedException {
        return new Audit(options, progress).run();
    }

    private AuditReport run() throws InterruptedException {
        RawIndex raw = readRaw();
        try (DeadLetterSide deadLetters =
                        new DeadLetterSide(
                                raw,
                                options.brokers(),
                                options.deadLetterTopic(),
                                options.sourceTopic());
                FlattenedSide flattened =
                        options.outputMode().kafka()
                                ? new FlattenedSide(raw, options.brokers(), options.destTopics())
                                : null;
                IcebergSide iceberg =
                        options.outputMode().iceberg()
                                ? new IcebergSide(raw, options.catalog(), options.icebergTables())
                                : null;
                PinotSide pinot =
                        flattened != null && options.pinotBroker() != null
                                ? new PinotSide(options.pinotBroker(), options.destTopics())
                                : null) {
            return compare(raw, deadLetters, flattened, iceberg, pinot);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the Iceberg catalog", e);
        }
    }

    private AuditReport compare(
            RawIndex raw,
            DeadLetterSide deadLetters,
            FlattenedSide flattened,
            IcebergSide iceberg,
            PinotSide pinot)
            throws InterruptedException {
        long deadline = System.nanoTime() + options.patience().toNanos();
        long lastSaid = System.nanoTime();
        if (flattened != null) {
            for (String topic : flattened.truncatedTopics()) {
                notes.add(
                        "The beginning of "
                                + topic
                                + " is gone by retention: its rows count as missing; audit a"
                                + " younger range with --since.");
            }
        }
        while (true) {
            long roundStarted = System.nanoTime();
            List<Side> sides = new ArrayList<>();
            List<PinotCount> counts = List.of();
            // Rows first: an element can only turn up later, on whichever side it belongs to.
            Seen icebergRows = iceberg == null ? null : iceberg.read();
            Seen topicRows = flattened == null ? null : flattened.read();
            Reconciliation reconciliation = new Reconciliation(raw, deadLetters.read());
            sides.add(reconciliation.deadLetters(options.toleratesDoubles()));
            if (icebergRows != null) {
                sides.add(reconciliation.rows("iceberg", icebergRows, false));
            }
            if (topicRows != null) {
                sides.add(
                        reconciliation.rows(
                                "flattened topics", topicRows, options.toleratesDoubles()));
            }
            if (pinot != null) {
                counts = pinot.compare(flattened);
            }
            AuditReport report = report(raw, sides, counts);
            long now = System.nanoTime();
            if (report.clean() || now >= deadline) {
                return report;
            }
            if (now - lastSaid > NEWS_NANOS) {
                lastSaid = now;
                progress.accept(
                        "Not complete yet, %,d rows missing; looking again."
                                .formatted(sides.stream().mapToLong(Side::missing).sum()));
            }
            // Rounds that take long are given pauses as long.
            long pause = Math.max(PAUSE.toNanos(), now - roundStarted);
            Thread.sleep(Duration.ofNanos(Math.min(pause, deadline - now) + 1_000_000).toMillis());
        }
    }

    private RawIndex readRaw() {
        try (TopicReader reader = new TopicReader(options.brokers(), options.sourceTopic())) {
            if (!reader.exists()) {
                throw UserError.failed(
                        "There is no topic "
                                + options.sourceTopic()
                                + " to audit: name the raw topic with --source-topic.");
            }
            Map<Integer, Long> starts = reader.beginnings();
            if (starts.values().stream().anyMatch(start -> start > 0)) {
                notes.add(
                        "The beginning of "
                                + options.sourceTopic()
                                + " is gone by retention and is not audited.");
            }
            if (options.since() != null) {
                starts = reader.offsetsAt(options.since().toEpochMilli());
            }
            Map<Integer, Long> cuts =
                    options.until() == null
                            ? reader.ends()
                            : reader.offsetsAt(options.until().toEpochMilli());
            Map<Integer, RawIndex.Range> ranges = new HashMap<>();
            for (Map.Entry<Integer, Long> cut : cuts.entrySet()) {
                long start = starts.get(cut.getKey());
                ranges.put(
                        cut.getKey(), new RawIndex.Range(start, Math.max(start, cut.getValue())));
            }
            RawIndex raw = new RawIndex(ranges);
            ElementCounter counter = new ElementCounter();
            reader.seek(starts);
            reader.readTo(
                    cuts,
                    record ->
                            raw.add(
                                    record.partition(),
                                    record.offset(),
                                    counter.count(record.value())));
            progress.accept(
                    String.format(
                            "%s: %,d records with %,d elements.",
                            options.sourceTopic(), raw.records(), raw.elements()));
            return raw;
        }
    }

    private AuditReport report(RawIndex raw, List<Side> sides, List<PinotCount> counts) {
        return new AuditReport(
                options.sourceTopic(),
                raw.records(),
                raw.elements(),
                raw.emptyArrays(),
                raw.broken(),
                sides,
                counts,
                List.copyOf(notes),
                (System.nanoTime() - started) / 1e9);
    }
}
