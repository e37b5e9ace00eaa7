package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.memory.FeedState;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Serializes a split as a byte with the version of the live split's state, then the state as {@link
 * FeedState} wrote it, perhaps in another program.
 */
public final class FeedSplitSerializer implements SimpleVersionedSerializer<FeedSplit> {

    static final int VERSION = 4;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FeedSplit split) throws IOException {
        if (split instanceof FeedSplit.Live live) {
            byte[] bytes = new byte[live.state().length + 1];
            bytes[0] = (byte) live.version();
            System.arraycopy(live.state(), 0, bytes, 1, live.state().length);
            return bytes;
        }
        throw new IOException("A repair is in the state of the live split, not on its own");
    }

    @Override
    public FeedSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw FeedState.unknown(version);
        }
        return new FeedSplit.Live(
                serialized[0], Arrays.copyOfRange(serialized, 1, serialized.length));
    }
}
