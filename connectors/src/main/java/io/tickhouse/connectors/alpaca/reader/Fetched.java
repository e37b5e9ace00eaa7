package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.live.FeedEvent;
import io.tickhouse.connectors.alpaca.memory.RepairCursor;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/** What a fetcher passes to the emitter. */
sealed interface Fetched {

    /** From the live feed. */
    record Live(FeedEvent event) implements Fetched {}

    /**
     * The live feed has nothing more.
     *
     * @param at a time before it was asked, by this machine's clock
     */
    record Quiet(Instant at) implements Fetched {}

    /** From the history. */
    sealed interface OfGap extends Fetched {

        /** The number of the gap. */
        long gap();
    }

    /**
     * A page of a gap's history.
     *
     * @param cursor position after the page
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost time
    record Page(long gap, byte[] frame, RepairCursor cursor) implements OfGap {}

    /** A gap cannot be repaired. */
    record Unrepairable(long gap, String reason) implements OfGap {}

    /** A symbol of a gap cannot be repaired; the others can. */
    record Refused(long gap, String symbol, String reason) implements OfGap {}

    /** A gap stays open until a person acts. */
    record Denied(long gap, String reason) implements OfGap {}

    /** Several of these, all of one split. */
    final class Batch implements RecordsWithSplitIds<Fetched> {

        private static final Batch NOTHING = new Batch(null, List.of(), false);

        private final String splitId;
        private final Iterator<? extends Fetched> items;
        private final boolean last;
        private boolean started;

        private Batch(String splitId, List<? extends Fetched> items, boolean last) {
            this.splitId = splitId;
            this.items = items.iterator();
            this.last = last;
        }

        static Batch nothing() {
            return NOTHING;
        }

        static Batch of(String splitId, List<? extends Fetched> items) {
            return items.isEmpty() ? NOTHING : new Batch(splitId, items, false);
        }

        /** The last items of the split. */
        static Batch lastOf(String splitId, List<? extends Fetched> items) {
            return new Batch(splitId, items, true);
        }

        @Override
        public String nextSplit() {
            if (started || splitId == null) {
                return null;
            }
            started = true;
            return splitId;
        }

        @Override
        public Fetched nextRecordFromSplit() {
            return items.hasNext() ? items.next() : null;
        }

        @Override
        public Set<String> finishedSplits() {
            return last ? Set.of(splitId) : Set.of();
        }
    }
}
