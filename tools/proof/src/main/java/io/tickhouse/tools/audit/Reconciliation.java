package io.tickhouse.tools.audit;

import io.tickhouse.tools.audit.AuditReport.PinotTable;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * Compares what the sides hold with what the raw topic requires. A broken record is one dead
 * letter. Each element of a valid array is one dead letter, or one row on every side that has rows.
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
     * @param duplicatesTolerated whether delivery is at least once
     */
    Side deadLetters(boolean duplicatesTolerated) {
        Findings missing = new Findings();
        Findings duplicates = new Findings();
        for (Map.Entry<Integer, RawPartition> entry : raw.partitions().entrySet()) {
            RawPartition partition = entry.getValue();
            missing.add(partition, without(partition.broken(), deadLetters.once(entry.getKey())));
            duplicates.add(partition, deadLetters.twice(entry.getKey()));
        }
        return side(
                "dead letters",
                deadLetters,
                missing,
                duplicates,
                duplicatesTolerated,
                new Findings());
    }

    /** The verdict on a side that has rows. */
    Side rows(String name, Seen rows, boolean duplicatesTolerated) {
        Findings missing = new Findings();
        Findings duplicates = new Findings();
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
            duplicates.add(partition, rows.twice(entry.getKey()));
            Roaring64Bitmap both = dead.clone();
            both.and(rows.once(entry.getKey()));
            alsoDead.add(partition, both);
        }
        return side(name, rows, missing, duplicates, duplicatesTolerated, alsoDead);
    }

    /**
     * The verdict on a table that must have the rows of its topic.
     *
     * @param rows of the table, including those outside the range
     */
    static PinotTable table(
            RawIndex raw, String name, String topic, long rows, Seen table, Seen topicRows) {
        Findings missing = new Findings();
        Findings duplicates = new Findings();
        Findings extra = new Findings();
        for (Map.Entry<Integer, RawPartition> entry : raw.partitions().entrySet()) {
            int number = entry.getKey();
            RawPartition partition = entry.getValue();
            missing.add(partition, without(topicRows.once(number), table.once(number)));
            duplicates.add(partition, without(table.twice(number), topicRows.twice(number)));
            extra.add(partition, without(table.once(number), topicRows.once(number)));
        }
        return new PinotTable(
                name,
                topic,
                rows,
                missing.count,
                duplicates.count,
                extra.count + table.foreign() + table.unreadableRows(),
                "",
                missing.samples,
                duplicates.samples,
                extra.samples.isEmpty() ? texts(table.foreignSamples()) : extra.samples);
    }

    private static Roaring64Bitmap without(Roaring64Bitmap all, Roaring64Bitmap some) {
        Roaring64Bitmap rest = all.clone();
        rest.andNot(some);
        return rest;
    }

    private static Side side(
            String name,
            Seen seen,
            Findings missing,
            Findings duplicates,
            boolean duplicatesTolerated,
            Findings alsoDead) {
        return new Side(
                name,
                seen.distinct(),
                missing.count,
                duplicates.count,
                duplicatesTolerated,
                seen.foreign(),
                seen.older(),
                seen.misplaced(),
                alsoDead.count,
                seen.unreadableRows(),
                seen.outside(),
                missing.samples,
                duplicates.samples,
                texts(seen.foreignSamples()),
                texts(seen.misplacedSamples()),
                alsoDead.samples);
    }

    private static List<String> texts(Collection<Coordinate> coordinates) {
        return coordinates.stream().map(Coordinate::toString).toList();
    }

    /** The number of findings and the first of them. */
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
