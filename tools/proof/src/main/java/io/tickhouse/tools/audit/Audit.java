package io.tickhouse.tools.audit;

import io.tickhouse.kafka.topics.Destination;
import io.tickhouse.kafka.topics.Destinations;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditReport.PinotTable;
import io.tickhouse.tools.audit.AuditReport.Side;
import io.tickhouse.tools.topics.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * The audit of what a job made of the raw topic. It looks at every element of the raw topic, from
 * its beginning to a cut. Each must be a row in Iceberg and a row in the flattened topics, or a
 * dead letter. It must be there exactly once, and in the topic or table of its kind.
 *
 * <p>The cut is the end of the raw topic when the audit starts. Rows of later records are not
 * checked. Rows whose coordinate the raw topic does not have are a fault; the raw topic is asked
 * for its end after the side was read. Nothing is written anywhere.
 *
 * <p>Within the time to wait, services may go away and come back: what was read stays valid, and
 * reading continues where it stopped.
 *
 * <p>Memory: 8 bytes for each raw record, and for each side two compressed bitmaps with at most one
 * bit for each element.
 */
public final class Audit {

    private static final Duration NEWS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How far the clocks of a cluster's brokers may differ. */
    private static final long BROKERS_SKEW_MS = 5_000;

    private final AuditOptions options;
    private final Consumer<String> progress;
    private final long started = System.nanoTime();
    private final long deadline;
    private final List<String> notes = new ArrayList<>();
    private long lastSaid = started;

    private Audit(AuditOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.deadline = started + options.patience().toNanos();
    }

    /**
     * Runs an audit and repeats it, reading only what is new, until it is clean or the time to wait
     * is over.
     *
     * @throws UserError if the raw topic does not exist, or a service cannot be reached within the
     *     time to wait
     */
    public static AuditReport run(AuditOptions options) throws InterruptedException {
        return run(options, line -> {});
    }

    /** The same, but reports progress line by line. */
    public static AuditReport run(AuditOptions options, Consumer<String> progress)
            throws InterruptedException {
        return new Audit(options, progress).run();
    }

    private AuditReport run() throws InterruptedException {
        try (TopicAdmin admin = new TopicAdmin(options.kafka())) {
            RawIndex raw = patiently(() -> readRaw(admin));
            try (Sides sides = new Sides(raw)) {
                return compare(raw, admin, sides);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close the Iceberg catalog", e);
            }
        }
    }

    /** What is searched; null for sides that the job does not write. */
    private final class Sides implements AutoCloseable {

        private final DeadLetterSide deadLetters;
        private final FlattenedSide flattened;
        private final IcebergSide iceberg;
        private final PinotSide pinot;

        Sides(RawIndex raw) {
            deadLetters =
                    new DeadLetterSide(
                            raw, options.kafka(), options.deadLetterTopic(), options.sourceTopic());
            flattened =
                    options.outputMode().kafka()
                            ? new FlattenedSide(raw, options.kafka(), options.destTopics())
                            : null;
            iceberg =
                    options.outputMode().iceberg()
                            ? new IcebergSide(raw, options.catalog(), options.icebergTables())
                            : null;
            pinot =
                    flattened != null && options.pinot() != null
                            ? new PinotSide(raw, options.pinot(), options.destTopics())
                            : null;
        }

        @Override
        public void close() throws IOException {
            deadLetters.close();
            if (flattened != null) {
                flattened.close();
            }
            if (iceberg != null) {
                iceberg.close();
            }
            if (pinot != null) {
                pinot.close();
            }
        }
    }

    private AuditReport compare(RawIndex raw, TopicAdmin admin, Sides sides)
            throws InterruptedException {
        if (sides.flattened != null) {
            for (String topic : patiently(sides.flattened::truncatedTopics)) {
                notes.add(
                        "Kafka has deleted the oldest records of "
                                + topic
                                + ": they count as missing; leave them out with --since.");
            }
        }
        while (true) {
            long roundStarted = System.nanoTime();
            // Reading may take long: the final verdict needs a reading that began after the wait.
            boolean last = roundStarted >= deadline;
            AuditReport report = patiently(() -> round(raw, admin, sides, last));
            if (report.clean() || last || !report.enough()) {
                return report;
            }
            long now = System.nanoTime();
            say(
                    "Not complete yet, %,d rows missing; looking again."
                            .formatted(report.sides().stream().mapToLong(Side::missing).sum()));
            // The pause is at least as long as the round.
            long pause = Math.max(PAUSE.toNanos(), now - roundStarted);
            long left = Math.max(0, deadline - now);
            Thread.sleep(Duration.ofNanos(Math.min(pause, left) + 1_000_000).toMillis());
        }
    }

    private AuditReport round(RawIndex raw, TopicAdmin admin, Sides sides, boolean last)
            throws InterruptedException {
        List<Side> found = new ArrayList<>();
        // Rows are read before dead letters: an element that is missing can only turn up later, on
        // either side.
        Seen icebergRows = sides.iceberg == null ? null : sides.iceberg.read();
        Seen topicRows = sides.flattened == null ? null : sides.flattened.read();
        Reconciliation reconciliation = new Reconciliation(raw, sides.deadLetters.read());
        found.add(reconciliation.deadLetters(options.toleratesDuplicates()));
        if (icebergRows != null) {
            found.add(reconciliation.rows("iceberg", icebergRows, false));
        }
        if (topicRows != null) {
            found.add(
                    reconciliation.rows(
                            "flattened topics", topicRows, options.toleratesDuplicates()));
        }
        List<PinotTable> tables =
                sides.pinot == null ? List.of() : sides.pinot.compare(sides.flattened, last);
        return report(raw, found, tables, originFaults(admin, sides));
    }

    /** Asks again while a service is unavailable, until the time to wait is over. */
    private <T> T patiently(Question<T> question) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                return question.ask();
            } catch (UserError e) {
                long left = deadline - System.nanoTime();
                if (!e.isOutage() || options.patience().isZero()) {
                    throw e;
                }
                if (left <= 0) {
                    throw UserError.failed(
                            "Waited %d s without success: %s"
                                    .formatted(options.patience().toSeconds(), e.getMessage()),
                            e);
                }
                String waiting =
                        "Waiting for a service to come back, %d s at most: %s"
                                .formatted(left / 1_000_000_000 + 1, e.getMessage());
                if (told) {
                    say(waiting);
                } else {
                    told = true;
                    progress.accept(waiting);
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    private void say(String line) {
        long now = System.nanoTime();
        if (now - lastSaid > NEWS.toNanos()) {
            lastSaid = now;
            progress.accept(line);
        }
    }

    private RawIndex readRaw(TopicAdmin admin) throws InterruptedException {
        try (TopicReader reader = new TopicReader(options.kafka(), options.sourceTopic())) {
            if (!reader.exists()) {
                throw UserError.failed(
                        "There is no topic "
                                + options.sourceTopic()
                                + " to audit: name the raw topic with --source-topic.");
            }
            Map<Integer, Long> starts = reader.beginnings();
            boolean truncated = starts.values().stream().anyMatch(start -> start > 0);
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
            RawIndex raw = new RawIndex(ranges, () -> ends(admin));
            ElementCounter counter = new ElementCounter();
            reader.seek(starts);
            reader.readTo(cuts, record -> add(record, raw, counter));
            if (truncated) {
                notes.add(
                        "Kafka has deleted the oldest records of "
                                + options.sourceTopic()
                                + ": they are not audited.");
            }
            progress.accept(
                    String.format(
                            "%s: %,d records with %,d elements.",
                            options.sourceTopic(), raw.records(), raw.elements()));
            return raw;
        }
    }

    private static void add(
            ConsumerRecord<byte[], byte[]> record, RawIndex raw, ElementCounter counter) {
        raw.add(
                record.partition(),
                record.offset(),
                counter.count(record.value()),
                counter::kind,
                earliestRowMs(record));
    }

    /**
     * The time before which no row of the record was written. The clock of a producer does not tell
     * it.
     */
    static long earliestRowMs(ConsumerRecord<?, ?> record) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME
                ? record.timestamp() - BROKERS_SKEW_MS
                : Long.MIN_VALUE;
    }

    private Map<Integer, Long> ends(TopicAdmin admin) {
        try {
            return admin.ends(options.sourceTopic());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted while asking where the raw topic ends.", e);
        }
    }

    /** Faults of topics and tables that hold rows of another raw topic. */
    private List<String> originFaults(TopicAdmin admin, Sides sides) throws InterruptedException {
        List<String> topics = new ArrayList<>(List.of(options.deadLetterTopic()));
        if (sides.flattened != null) {
            topics.addAll(options.destTopics().values());
        }
        List<String> all = new ArrayList<>(topics);
        all.addAll(List.of(options.sourceTopic(), Destinations.TOPIC));
        Map<String, String> ids = admin.ids(all);
        if (!ids.containsKey(options.sourceTopic())) {
            return List.of("Topic " + options.sourceTopic() + " was deleted while it was audited.");
        }
        Origin origin = new Origin(options.sourceTopic(), ids.get(options.sourceTopic()));
        List<Origin.Place> places = new ArrayList<>();
        Map<String, Destination> writtenDown =
                ids.containsKey(Destinations.TOPIC) ? destinations() : Map.of();
        for (String topic : topics) {
            Destination entry = writtenDown.get(topic);
            // An entry of an earlier topic with that name says nothing about this one.
            if (entry != null && entry.id().equals(ids.get(topic))) {
                places.add(Origin.Place.topic(topic, entry.sourceTopic(), entry.sourceTopicId()));
            }
        }
        if (sides.iceberg != null) {
            sides.iceberg
                    .properties()
                    .forEach(
                            (table, properties) ->
                                    places.add(Origin.Place.table(table, properties)));
        }
        return origin.faults(places);
    }

    private Map<String, Destination> destinations() {
        Map<String, Object> client = new HashMap<>();
        options.kafka().forEach((key, value) -> client.put((String) key, value));
        try {
            return new Destinations(client).read();
        } catch (StartRefusal e) {
            throw UserError.outage(e.getMessage(), e);
        }
    }

    private AuditReport report(
            RawIndex raw, List<Side> sides, List<PinotTable> tables, List<String> faults) {
        return new AuditReport(
                options.sourceTopic(),
                raw.records(),
                raw.elements(),
                raw.emptyArrays(),
                raw.broken(),
                options.atLeast(),
                sides,
                tables,
                faults,
                List.copyOf(notes),
                (System.nanoTime() - started) / 1e9);
    }
}
