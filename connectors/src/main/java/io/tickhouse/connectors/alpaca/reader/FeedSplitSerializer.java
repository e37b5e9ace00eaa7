package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.memory.FeedState;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Serializes the live split as its state, which {@link FeedState} wrote, perhaps unread. */
public final class FeedSplitSerializer implements SimpleVersionedSerializer<FeedSplit> {

    @Override
    public int getVersion() {
        return FeedState.VERSION;
    }

    @Override
    public byte[] serialize(FeedSplit split) throws IOException {
        if (split instanceof FeedSplit.Live live) {
            return live.state();
        }
        throw new IOException("A repair is in the state of the live split, not on its own");
    }

    @Override
    public FeedSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != FeedState.VERSION) {
            throw new IOException(
                    "The state of the Alpaca source has version "
                            + version
                            + ", but this program reads version "
                            + FeedState.VERSION
                            + ": use the program that wrote it, or start without the state.");
        }
        return new FeedSplit.Live(serialized);
    }
}
