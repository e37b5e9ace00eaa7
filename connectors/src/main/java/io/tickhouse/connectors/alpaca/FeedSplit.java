package io.tickhouse.connectors.alpaca;

import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;

/** What a reader works on. */
sealed interface FeedSplit extends SourceSplit {

    /**
     * The feed itself. There is one, since there may be one connection. It carries the whole state,
     * open gaps included, so that wherever it goes after a restore the means to merge go with it.
     *
     * @param version of the memory's form
     * @param memory a {@link FeedMemory} as it is written, empty if nothing is known yet
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier, and copying would cost
    record Live(int version, byte[] memory) implements FeedSplit {

        static final String ID = "live";

        static Live unread() {
            return new Live(FeedMemory.VERSION, new byte[0]);
        }

        @Override
        public String splitId() {
            return ID;
        }
    }

    /**
     * The history of a part of a gap. Made by the reader of the live split and never in a
     * checkpoint of its own: it is made again from the gap in that split's state.
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
