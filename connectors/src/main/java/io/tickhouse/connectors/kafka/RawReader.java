package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.kafka.topics.MissingOffsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own reader, made to never skip an offset silently.
 *
 * <p>Guarantee: each partition is read from the offset in the state on, or the job fails and says
 * which offsets are gone. If it is told to continue with the oldest, the log says what it skips. It
 * rests on the consumer's reset strategy, which is NONE ({@link SettledOffsets}): an offset that
 * disappears while the job runs causes an exception.
 */
@SuppressWarnings("try") // close() of the inner reader may be interrupted; Flink closes it
final class RawReader<T> implements SourceReader<T, KafkaPartitionSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(RawReader.class);

    private final SourceReader<T, KafkaPartitionSplit> kafka;
    private final Properties client;
    private final Map<Integer, Long> ends;
    private final MissingOffsets onMissing;
    private final Counter skipped;
    private final GroupProgress progress;

    /**
     * @param client how to reach the broker
     * @param ends end by partition, for a job whose state has no end
     * @param skipped counts the skipped offsets
     * @param group to which the last offsets of a job that stops are committed, or null
     */
    RawReader(
            SourceReader<T, KafkaPartitionSplit> kafka,
            Properties client,
            Map<Integer, Long> ends,
            MissingOffsets onMissing,
            Counter skipped,
            String group) {
        this.kafka = kafka;
        this.client = client;
        this.ends = ends;
        this.onMissing = onMissing;
        this.skipped = skipped;
        this.progress = new GroupProgress(client, group);
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
        kafka.addSplits(present(splits));
    }

    /** The splits, each starting at an offset that Kafka has. */
    private List<KafkaPartitionSplit> present(List<KafkaPartitionSplit> splits) {
        List<TopicPartition> partitions =
                splits.stream().map(KafkaPartitionSplit::getTopicPartition).toList();
        Map<Integer, Long> oldest;
        Map<Integer, Long> newest;
        try (Admin admin = Admin.create(client)) {
            oldest = RawTopic.offsets(admin, partitions, OffsetSpec.earliest());
            newest = RawTopic.offsets(admin, partitions, OffsetSpec.latest());
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The offsets of " + partitions + " cannot be looked up.", e.getCause());
        }
        List<KafkaPartitionSplit> present = new ArrayList<>();
        for (KafkaPartitionSplit split : splits) {
            int partition = split.getPartition();
            long start =
                    start(
                            split.getTopicPartition(),
                            split.getStartingOffset(),
                            oldest.get(partition),
                            newest.get(partition),
                            onMissing);
            if (split.getStartingOffset() >= 0) {
                skipped.inc(start - split.getStartingOffset());
            }
            present.add(
                    new KafkaPartitionSplit(
                            split.getTopicPartition(),
                            start,
                            split.getStoppingOffset()
                                    .orElse(
                                            ends.getOrDefault(
                                                    partition,
                                                    KafkaPartitionSplit.NO_STOPPING_OFFSET))));
        }
        return present;
    }

    /**
     * The offset from which to read a partition.
     *
     * @param wanted the offset in the state
     * @throws Refusal if it is gone, and the job may not continue elsewhere
     */
    static long start(
            TopicPartition partition,
            long wanted,
            long oldest,
            long end,
            MissingOffsets onMissing) {
        // A partition that was added while the job ran has no start of its own.
        long start = wanted == KafkaPartitionSplit.EARLIEST_OFFSET ? 0 : wanted;
        if (start > end) {
            // Not skipped even on demand: other records would get offsets that rows already have.
            throw new Refusal(
                    ("Offset %d of %s is beyond its end, %d: the topic has lost records that were"
                                    + " read already, or is another one. Submit the job without a"
                                    + " savepoint, to destinations of its own.")
                            .formatted(start, partition, end));
        }
        if (start < 0 || start >= oldest) {
            return start;
        }
        String range = "Offsets %d to %d of %s are gone".formatted(start, oldest - 1, partition);
        if (onMissing == MissingOffsets.FAIL) {
            throw new Refusal(
                    range
                            + ", retention or a deletion took them before they were read:"
                            + " --on-missing-offsets earliest goes on with the oldest, "
                            + oldest
                            + ", and leaves them out.");
        }
        LOG.warn("{}: going on with the oldest, {}, without them.", range, oldest);
        return oldest;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        progress.readsOn();
        try {
            return kafka.pollNext(output);
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    /** Explains a missing offset in words. */
    private RuntimeException explained(RuntimeException e) {
        if (ExceptionUtils.findThrowable(e, LogTruncationException.class).isPresent()) {
            return new Refusal(
                    "The topic has lost records that were read already ("
                            + ExceptionUtils.findThrowable(e, LogTruncationException.class)
                                    .get()
                                    .getMessage()
                            + "): submit the job without a savepoint, to destinations of its own.");
        }
        if (ExceptionUtils.findThrowable(e, NoOffsetForPartitionException.class).isPresent()) {
            return new Refusal(
                    "The state is of a job that was to begin at committed offsets, of which there"
                            + " are none: submit the job without a savepoint.");
        }
        // The consumer has stopped. If the job may continue, it does so at its next start, from
        // what addSplits finds then.
        if (onMissing == MissingOffsets.FAIL) {
            ExceptionUtils.findThrowable(e, OffsetOutOfRangeException.class)
                    .ifPresent(gone -> present(splits(gone.offsetOutOfRangePartitions())));
        }
        return e;
    }

    private static List<KafkaPartitionSplit> splits(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .map(p -> new KafkaPartitionSplit(p.getKey(), p.getValue()))
                .toList();
    }

    @Override
    public void start() {
        kafka.start();
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
        List<KafkaPartitionSplit> splits = kafka.snapshotState(checkpointId);
        progress.snapshot(checkpointId, splits);
        return splits;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return kafka.isAvailable();
    }

    @Override
    public void notifyNoMoreSplits() {
        kafka.notifyNoMoreSplits();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        kafka.handleSourceEvents(event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        kafka.notifyCheckpointComplete(checkpointId);
        progress.complete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        kafka.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
        kafka.pauseOrResumeSplits(pause, resume);
    }

    @Override
    public void close() throws Exception {
        kafka.close();
        progress.commit();
    }
}
