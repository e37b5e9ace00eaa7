package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Kafka's own enumerator, with a state that knows its job.
 *
 * <p>Guarantee: the state of another job ends this one before a single task runs. No sink commits
 * what the other job had still to commit. It rests on Flink, which starts enumerators first.
 */
final class RawEnumerator implements SplitEnumerator<KafkaPartitionSplit, RawEnumerator.State> {

    /**
     * @param owner null in a state from before owners were recorded
     */
    record State(StateOwner owner, KafkaSourceEnumState kafka) {}

    private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
    private final SplitEnumeratorContext<KafkaPartitionSplit> context;
    private final StateOwner owner;
    private final boolean complete;
    private final Refusal refusal;

    /**
     * @param complete whether all splits are in the state. Kafka's own enumerator tells readers so
     *     when it finds partitions. After a restore it finds none, so a bounded job would wait for
     *     ever
     * @param refusal thrown at the start, because Flink loses what is thrown during a restore; or
     *     null
     */
    RawEnumerator(
            SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
            SplitEnumeratorContext<KafkaPartitionSplit> context,
            StateOwner owner,
            boolean complete,
            Refusal refusal) {
        this.kafka = kafka;
        this.context = context;
        this.owner = owner;
        this.complete = complete;
        this.refusal = refusal;
    }

    /** Why a job may not continue from this state, or null. */
    static Refusal refusal(StateOwner owner, State restored) {
        try {
            if (restored.owner() != null) {
                owner.check(restored.owner());
            }
            for (KafkaPartitionSplit split : restored.kafka().assignedSplits()) {
                owner.check(new StateOwner(Map.of(RawSource.SOURCE_TOPIC, split.getTopic())));
            }
            return null;
        } catch (Refusal e) {
            return e;
        }
    }

    @Override
    public void start() {
        if (refusal != null) {
            throw refusal;
        }
        kafka.start();
    }

    @Override
    public State snapshotState(long checkpointId) throws Exception {
        return new State(owner, kafka.snapshotState(checkpointId));
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        kafka.handleSplitRequest(subtask, host);
    }

    @Override
    public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
        kafka.addSplitsBack(splits, subtask);
    }

    @Override
    public void addReader(int subtask) {
        kafka.addReader(subtask);
        if (complete) {
            context.signalNoMoreSplits(subtask);
        }
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        kafka.handleSourceEvent(subtask, event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        kafka.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        kafka.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws IOException {
        kafka.close();
    }

    /** Also reads the states of Kafka's own enumerator, from before owners were recorded. */
    static final class Serializer implements SimpleVersionedSerializer<State> {

        /** Far from Kafka's own, which are 0 to 3 so far. */
        private static final int VERSION = 1001;

        private final KafkaSourceEnumStateSerializer kafka = new KafkaSourceEnumStateSerializer();

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(State state) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            state.owner().write(out);
            out.writeInt(kafka.getVersion());
            out.write(kafka.serialize(state.kafka()));
            return bytes.toByteArray();
        }

        @Override
        public State deserialize(int version, byte[] bytes) throws IOException {
            if (version != VERSION) {
                return new State(null, kafka.deserialize(version, bytes));
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            StateOwner owner = StateOwner.read(in);
            int kafkaVersion = in.readInt();
            return new State(owner, kafka.deserialize(kafkaVersion, in.readAllBytes()));
        }
    }
}
