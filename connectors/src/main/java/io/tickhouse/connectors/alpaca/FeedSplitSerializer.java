package io.tickhouse.connectors.alpaca;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Version 1: the memory of the live split as {@link FeedMemory} writes it. A change there needs a
 * new version here, and the old one must stay readable.
 */
final class FeedSplitSerializer implements SimpleVersionedSerializer<FeedSplit> {

    static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FeedSplit split) throws IOException {
        if (split instanceof FeedSplit.Live live) {
            return live.memory();
        }
        throw new IOException("A repair is in the state of the live split, not on its own");
    }

    @Override
    public FeedSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "The state of the Alpaca source has version "
                            + version
                            + ", this program knows "
                            + VERSION
                            + ": use the program that wrote it, or start without the state.");
        }
        return new FeedSplit.Live(serialized);
    }
}
