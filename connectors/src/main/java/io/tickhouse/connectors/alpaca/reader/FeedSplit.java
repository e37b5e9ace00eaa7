package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.Gap;
import io.tickhouse.connectors.alpaca.memory.RepairCursor;
import io.tickhouse.connectors.alpaca.wire.Channel;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;

/** What a reader works on. */
public sealed interface FeedSplit extends SourceSplit {

    /**
     * The feed itself. There is one, because there may be only one connection. It carries the whole
     * state, including open gaps, so that any reader can merge messages after a restore.
     *
     * @param state a serialized {@link FeedState}, empty if nothing is known yet
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost time
    record Live(byte[] state) implements FeedSplit {

        static final String ID = "live";

        public static Live unread() {
            return new Live(new byte[0]);
        }

        @Override
        public String splitId() {
            return ID;
        }
    }

    /**
     * The history of a part of a gap. The reader of the live split creates it. It is never in a
     * checkpoint itself, but is created again from the gap in that split's state.
     *
     * @param gap its number
     * @param to inclusive, in nanoseconds since the epoch
     * @param cursor where to begin
     */
    record Repair(long gap, Channel channel, List<Gap.Batch> batches, long to, RepairCursor cursor)
            implements FeedSplit {

        static Repair of(Gap gap) {
            return new Repair(gap.number(), gap.channel(), gap.batches(), gap.end(), gap.cursor());
        }

        @Override
        public String splitId() {
            return "repair-" + gap + "-" + to;
        }
    }
}
