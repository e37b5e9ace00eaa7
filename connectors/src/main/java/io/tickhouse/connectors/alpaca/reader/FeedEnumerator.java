package io.tickhouse.connectors.alpaca.reader;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Assigns the one live split to one reader. The others stay idle at any parallelism, because a
 * second connection would be refused. A split that comes back goes to the next reader that
 * registers.
 */
public final class FeedEnumerator implements SplitEnumerator<FeedSplit, FeedEnumerator.State> {

    /**
     * The content of a checkpoint.
     *
     * @param waiting the live split if no reader has it, else null
     */
    public record State(FeedSplit.Live waiting) {}

    private final SplitEnumeratorContext<FeedSplit> context;
    private FeedSplit.Live waiting;

    public FeedEnumerator(SplitEnumeratorContext<FeedSplit> context, State state) {
        this.context = context;
        this.waiting = state.waiting();
    }

    @Override
    public void start() {
        // Readers register by themselves.
    }

    @Override
    public void handleSplitRequest(int subtask, String requesterHostname) {
        // Readers do not request splits: the split is pushed.
    }

    @Override
    public void addReader(int subtask) {
        assign();
    }

    @Override
    public void addSplitsBack(List<FeedSplit> splits, int subtask) {
        for (FeedSplit split : splits) {
            if (split instanceof FeedSplit.Live live) {
                waiting = live;
            }
        }
        assign();
    }

    private void assign() {
        if (waiting == null) {
            return;
        }
        context.registeredReaders().keySet().stream()
                .min(Integer::compare)
                .ifPresent(
                        subtask -> {
                            context.assignSplit(waiting, subtask);
                            waiting = null;
                        });
    }

    @Override
    public State snapshotState(long checkpointId) {
        return new State(waiting);
    }

    @Override
    public void close() {
        // There is nothing to close.
    }

    /** Version 1: empty if a reader has the split, else the version of the split and its bytes. */
    public static final class Serializer implements SimpleVersionedSerializer<State> {

        static final int VERSION = 1;

        private final FeedSplitSerializer splits = new FeedSplitSerializer();

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(State state) throws IOException {
            if (state.waiting() == null) {
                return new byte[0];
            }
            byte[] split = splits.serialize(state.waiting());
            byte[] bytes = new byte[split.length + 1];
            bytes[0] = (byte) splits.getVersion();
            System.arraycopy(split, 0, bytes, 1, split.length);
            return bytes;
        }

        @Override
        public State deserialize(int version, byte[] bytes) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "The state of the Alpaca enumerator has version "
                                + version
                                + ", but this program reads version "
                                + VERSION
                                + ": use the program that wrote it, or start without the state.");
            }
            if (bytes.length == 0) {
                return new State(null);
            }
            byte[] split = Arrays.copyOfRange(bytes, 1, bytes.length);
            return new State((FeedSplit.Live) splits.deserialize(bytes[0], split));
        }
    }
}
