package io.tickhouse.connectors.alpaca;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Serializes a split as a byte with the version of the live split's memory, then the memory as
 * {@link FeedMemory} wrote it, perhaps in an earlier program. Earlier versions are still read: 2 is
 * the same, with memories of up to that version; 1 is only a memory of version 1.
 */
final class FeedSplitSerializer implements SimpleVersionedSerializer<FeedSplit> {

    static final int VERSION = 4;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FeedSplit split) throws IOException {
        if (split instanceof FeedSplit.Live live) {
            byte[] bytes = new byte[live.memory().length + 1];
            bytes[0] = (byte) live.version();
            System.arraycopy(live.memory(), 0, bytes, 1, live.memory().length);
            return bytes;
        }
        throw new IOException("A repair is in the state of the live split, not on its own");
    }

    @Override
    public FeedSplit deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case 1 -> new FeedSplit.Live(1, serialized);
            case 2, 3, 4 ->
                    new FeedSplit.Live(
                            serialized[0], Arrays.copyOfRange(serialized, 1, serialized.length));
            default -> throw FeedMemory.unknown(version);
        };
    }
}
