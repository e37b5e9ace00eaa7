package io.tickhouse.tools.audit;

import io.tickhouse.kafka.topics.Destination;
import io.tickhouse.kafka.topics.Destinations;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditReport.PinotTable;
import io.tickhouse.tools.topics.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/** The sides of an audit as Kafka, the Iceberg catalog and Pinot have them. */
final class ServiceSides implements Sides {

    /** How far the clocks of a cluster's brokers may differ. */
    private static final long BROKERS_SKEW_MS = 5_000;

    private final AuditOptions options;
    private final Consumer<String> progress;
    private final TopicAdmin admin;
    private final List<String> rawNotes = new ArrayList<>();

    // Null until the raw topic is read, and for what the job does not write.
    private DeadLetterSide deadLetters;
    private FlattenedSide flattened;
    private IcebergSide iceberg;
    private PinotSide pinot;

    ServiceSides(AuditOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.admin = new TopicAdmin(options.kafka());
    }

    @Override
    public RawIndex raw() throws InterruptedException {
        RawIndex raw = readRaw();
        deadLetters =
                new DeadLetterSide(
                        raw, options.kafka(), options.deadLetterTopic(), options.sourceTopic());
        if (options.outputMode().kafka()) {
            flattened = new FlattenedSide(raw, options.kafka(), options.destTopics());
            if (options.pinot() != null) {
                pinot = new PinotSide(raw, options.pinot(), options.destTopics());
            }
        }
        if (options.outputMode().iceberg()) {
            iceberg = new IcebergSide(raw, options.catalog(), options.icebergTables());
        }
        return raw;
    }

    private RawIndex readRaw() throws InterruptedException {
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
            RawIndex raw = new RawIndex(ranges, this::ends);
            ElementCounter counter = new ElementCounter();
            reader.seek(starts);
            reader.readTo(cuts, record -> add(record, raw, counter));
            if (truncated) {
                rawNotes.add(
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

    private Map<Integer, Long> ends() {
        try {
            return admin.ends(options.sourceTopic());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted while asking where the raw topic ends.", e);
        }
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(rawNotes);
        if (flattened != null) {
            for (String topic : flattened.truncatedTopics()) {
                notes.add(
                        "Kafka has deleted the oldest records of "
                                + topic
                                + ": they count as missing; leave them out with --since.");
            }
        }
        return notes;
    }

    @Override
    public Seen deadLetters() {
        return deadLetters.read();
    }

    @Override
    public Seen iceberg() {
        return iceberg == null ? null : iceberg.read();
    }

    @Override
    public Seen flattened() {
        return flattened == null ? null : flattened.read();
    }

    @Override
    public List<PinotTable> pinot(boolean last) {
        return pinot == null ? List.of() : pinot.compare(flattened, last);
    }

    @Override
    public List<String> faults() throws InterruptedException {
        List<String> topics = new ArrayList<>(List.of(options.deadLetterTopic()));
        if (flattened != null) {
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
        if (iceberg != null) {
            iceberg.properties()
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

    @Override
    public void close() {
        try (admin) {
            if (deadLetters != null) {
                deadLetters.close();
            }
            if (flattened != null) {
                flattened.close();
            }
            if (iceberg != null) {
                iceberg.close();
            }
            if (pinot != null) {
                pinot.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the Iceberg catalog", e);
        }
    }
}
