package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.AlpacaSource;
import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts frames into arrays, one for each partition that they touch. Gap records go to a side output.
 * The time of the feed goes to each partition as a clock record, so that what is silent there can
 * be told from what is still to come.
 *
 * <p>Guarantee: each message of a frame leaves once, its bytes unchanged. The messages of a symbol
 * go to one partition, in the order of the frames. A frame that cannot be read leaves as a whole.
 * The source has held back what does not fit into a record: see {@link
 * AlpacaSource#withLargestMessage}. It rests on the number of partitions, which is the only state.
 * If a topic grew while the job was down, a symbol would move to another partition and lose its
 * order. So a restored job keeps the partitions that it began with.
 */
final class IngestFunction extends ProcessFunction<FeedRecord, TopicRecord>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    /** Large enough for compression, small enough for consumers with the usual settings. */
    private static final int FULL = 900_000;

    private static final byte[] NO_SYMBOL = {};
    private static final Logger LOG = LoggerFactory.getLogger(IngestFunction.class);

    private final IngestJob.Target target;
    private final int largestArray;

    private transient int partitions;
    private transient ListState<String> topicState;
    private transient ListState<Integer> partitionsState;
    private transient OpenArray[] arrays;
    private transient Map<String, Integer> partitionOf;
    private transient Counter messagesSent;
    private transient Counter arraysSent;
    private transient Counter unreadableSent;

    IngestFunction(IngestJob.Target target) {
        this.target = target;
        this.largestArray = target.largestArray();
    }

    /**
     * @throws Refusal if the state belongs to another topic, or has more partitions than the topic
     */
    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        topicState =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("topic", Types.STRING));
        partitionsState =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("partitions", Types.INT));
        for (String topic : topicState.get()) {
            if (!topic.equals(target.topic())) {
                throw new Refusal(
                        ("The state is that of another job: its topic is %s, that of this job is"
                                        + " %s. Restore the state of this job (./tickhouse submit"
                                        + " --from PATH), or start without one.")
                                .formatted(topic, target.topic()));
            }
        }
        partitions = target.partitions();
        for (int began : partitionsState.get()) {
            partitions = began;
        }
        if (partitions > target.partitions()) {
            throw new Refusal(
                    ("Topic %s had %d partitions and has %d: it was made again; start the job"
                                    + " without a savepoint.")
                            .formatted(target.topic(), partitions, target.partitions()));
        }
        if (partitions < target.partitions()) {
            LOG.warn(
                    "Topic {} has grown to {} partitions. Symbols stay in the first {}, to keep"
                            + " their order. Start the job without a savepoint to use them all.",
                    target.topic(),
                    target.partitions(),
                    partitions);
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        topicState.update(List.of(target.topic()));
        partitionsState.update(List.of(partitions));
    }

    @Override
    public void open(OpenContext openContext) {
        arrays = new OpenArray[partitions];
        Arrays.setAll(arrays, p -> new OpenArray());
        partitionOf = new HashMap<>();
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        messagesSent = metrics.counter("messagesSent");
        arraysSent = metrics.counter("arraysSent");
        unreadableSent = metrics.counter("unreadableSent");
    }

    @Override
    public void processElement(FeedRecord record, Context context, Collector<TopicRecord> out) {
        if (record.isGap()) {
            context.output(IngestJob.GAPS, record.gap);
        } else if (record.isClock()) {
            tellTime(record, out);
        } else if (record.isUnreadable()) {
            checkFits(record.frame.length);
            unreadableSent.inc();
            out.collect(TopicRecord.to(0, record.frame));
        } else {
            cut(record, out);
        }
    }

    /** All messages of before were sent: no array stays open. */
    private void tellTime(FeedRecord record, Collector<TopicRecord> out) {
        byte[] array =
                "[{\"T\":\"k\",\"S\":\"%s\",\"t\":\"%s\"}]"
                        .formatted(record.feed, record.clock)
                        .getBytes(StandardCharsets.UTF_8);
        arraysSent.inc(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            out.collect(TopicRecord.to(partition, array));
        }
    }

    private void cut(FeedRecord record, Collector<TopicRecord> out) {
        int full = Math.min(FULL, largestArray);
        for (int i = 0; i < record.count(); i++) {
            int partition = partition(record.symbol(i));
            int start = record.start(i);
            int length = record.end(i) - start;
            OpenArray array = arrays[partition];
            // With the comma before it and the closing bracket.
            if (!array.isEmpty() && array.length + length + 2 > full) {
                send(partition, out);
            }
            if (array.isEmpty()) {
                checkFits(length + 2);
            }
            array.add(record.frame, start, length);
        }
        messagesSent.inc(record.count());
        for (int partition = 0; partition < partitions; partition++) {
            if (!arrays[partition].isEmpty()) {
                send(partition, out);
            }
        }
    }

    private void send(int partition, Collector<TopicRecord> out) {
        arraysSent.inc();
        out.collect(TopicRecord.to(partition, arrays[partition].take()));
    }

    /** The partition that Kafka's own partitioner gives to a record with the symbol as its key. */
    private int partition(String symbol) {
        Integer known = partitionOf.get(symbol);
        if (known == null) {
            byte[] bytes = symbol == null ? NO_SYMBOL : symbol.getBytes(StandardCharsets.UTF_8);
            known = Utils.toPositive(Utils.murmur2(bytes)) % partitions;
            partitionOf.put(symbol, known);
        }
        return known;
    }

    private void checkFits(int bytes) {
        if (bytes > largestArray) {
            throw new Refusal(
                    "The feed sent "
                            + bytes
                            + " bytes that cannot be split, but the raw topic accepts at most "
                            + largestArray
                            + " bytes: raise its max.message.bytes and restart the job with its"
                            + " state (./tickhouse submit --from latest).");
        }
    }

    /** An array that grows. */
    private static final class OpenArray {

        private byte[] bytes = new byte[16 << 10];
        private int length;

        boolean isEmpty() {
            return length == 0;
        }

        void add(byte[] from, int start, int count) {
            // Leave room for the closing bracket as well.
            if (length + count + 2 > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count + 2));
            }
            bytes[length] = length == 0 ? (byte) '[' : (byte) ',';
            System.arraycopy(from, start, bytes, length + 1, count);
            length += count + 1;
        }

        byte[] take() {
            bytes[length] = ']';
            byte[] array = Arrays.copyOf(bytes, length + 1);
            length = 0;
            return array;
        }
    }
}
