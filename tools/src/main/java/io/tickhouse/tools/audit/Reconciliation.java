package io.tickhouse.tools.audit;

import io.tickhouse.tools.audit.AuditReport.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * Compares what the sides hold with what the raw topic demands: a broken record is one dead letter;
 * each element of a sound array is one dead letter, or one row on every side that has rows.
 */
final class Reconciliation {

    private static final int SAMPLES = 10;

    private final RawIndex raw;
    private final Seen deadLetters;

    Reconciliation(RawIndex raw, Seen deadLetters) {
        this.raw = raw;
        this.deadLetters = deadLetters;
    }

    /**
     * The verdict on the dead letters alone.
     *
     * @param doublesTolerated whether delivery is at least once
     */
    Side deadLetters(boolean doublesTolerated) {
        Findings missing = new Findings();
        Findings doubled = new Findings();
        for (Map.Entry<Integer, RawPartition> entry : raw.partitions().entrySet()) {
            RawPartition partition = entry.getValue();
            Roaring64Bitmap lost = partition.broken().clone();
            lost.andNot(deadLetters.once(entry.getKey()));
            missing.add(partition, lost);
            doubled.add(partition, deadLetters.twice(entry.getKey()));
        }
        return side("dead letters", deadLetters, missing, doubled, doublesTolerated, null);
    }

    /** The verdict on a side that has rows. */
    Side rows(String name, Seen rows, boolean doublesTolerated) {
        Findings missing = new Findings();
        Findings doubled = new Findings();
        Findings alsoDead = new Findings();
        for (Map.Entry<Integer, RawPartition> entry : raw.partitions().entrySet()) {
            RawPartition partition = entry.getValue();
            Roaring64Bitmap dead = deadLetters.once(entry.getKey());
            Roaring64Bitmap lost = new Roaring64Bitmap();
            if (partition.ordinals() > 0) {
                lost.addRange(0, partition.ordinals());
            }
            lost.andNot(partition.empty());
            lost.andNot(partition.broken());
            lost.andNot(dead);
            lost.andNot(rows.once(entry.getKey()));
            missing.add(partition, lost);
            doubled.add(partition, rows.twice(entry.getKey()));
            Roaring64Bitmap both = dead.clone();
            both.and(rows.once(entry.getKey()));
            alsoDead.add(partition, both);
        }
        return side(name, rows, missing, doubled, doublesTolerated, alsoDead);
    }

    private static Side side(
            String name,
            Seen seen,
            Findings missing,
            Findings doubled,
            boolean doublesTolerated,
            Findings alsoDead) {
        return new Side(
                name,
                seen.distinct(),
                missing.count,
                doubled.count,
                doublesTolerated,
                seen.foreign(),
                alsoDead == null ? 0 : alsoDead.count,
                seen.unreadableRows(),
                seen.outside(),
                missing.samples,
                doubled.samples,
                seen.foreignSamples().stream().map(Coordinate::toString).toList(),
                alsoDead == null ? List.of() : alsoDead.samples);
    }

    /** How many, and the first of them. */
    private static final class Findings {

        private final List<String> samples = new ArrayList<>();
        private long count;

        private void add(RawPartition partition, Roaring64Bitmap ordinals) {
            count += ordinals.getLongCardinality();
            LongIterator each = ordinals.getLongIterator();
            while (each.hasNext() && samples.size() < SAMPLES) {
                samples.add(partition.coordinate(each.next()).toString());
            }
        }
    }
}
