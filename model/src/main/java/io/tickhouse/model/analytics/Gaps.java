package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The times of which a symbol lacks trades, or may lack them. It is not changed, so that before and
 * after can be compared.
 *
 * <p>Guarantee: it depends on the last line of each gap, and not on the order in which the lines of
 * different gaps come. It rests on a ledger in which no line of a gap comes after one that says
 * that its trades are missing for good.
 */
final class Gaps {

    static final Gaps NONE = new Gaps(Map.of(), List.of());

    /** Epoch milliseconds; both ends are part of it. */
    record Span(long fromMs, long toMs) {

        private boolean overlaps(long startMs, long endMs) {
            return fromMs < endMs && toMs >= startMs;
        }

        private boolean touches(Span other) {
            return overlaps(other.fromMs - 1, other.toMs + 2);
        }

        private Span and(Span other) {
            return new Span(Math.min(fromMs, other.fromMs), Math.max(toMs, other.toMs));
        }
    }

    /** By id. */
    private final Map<String, Span> open;

    /** Those whose trades are missing for good; they do not touch each other. */
    private final List<Span> lost;

    private Gaps(Map<String, Span> open, List<Span> lost) {
        this.open = open;
        this.lost = lost;
    }

    /** With the newest line of a gap. */
    Gaps with(Gap gap, String symbol) {
        boolean concerned = gap.concerns(symbol);
        if (!open.containsKey(gap.id()) && (!concerned || gap.state() == Gap.State.REPAIRED)) {
            return this;
        }
        Map<String, Span> others = new TreeMap<>(open);
        others.remove(gap.id());
        Span span = new Span(gap.fromMs(), gap.toMs());
        if (concerned && gap.state() == Gap.State.OPEN) {
            others.put(gap.id(), span);
        }
        Gaps without = new Gaps(others, lost);
        return concerned && gap.state() == Gap.State.UNREPAIRABLE ? without.losing(span) : without;
    }

    /** With a time whose trades are missing for good. */
    Gaps losing(Span span) {
        Span merged = span;
        List<Span> apart = new ArrayList<>();
        for (Span each : lost) {
            if (each.touches(span)) {
                merged = merged.and(each);
            } else {
                apart.add(each);
            }
        }
        if (lost.contains(merged)) {
            return this;
        }
        apart.add(merged);
        return new Gaps(open, apart);
    }

    /** Without those that are not needed. */
    Gaps keeping(Predicate<Span> needed) {
        if (isEmpty()) {
            return this;
        }
        Map<String, Span> neededOpen = new TreeMap<>(open);
        neededOpen.values().removeIf(needed.negate());
        return new Gaps(neededOpen, lost.stream().filter(needed).toList());
    }

    boolean isEmpty() {
        return open.isEmpty() && lost.isEmpty();
    }

    /** Whether missing trades of this time may still come. The end is not part of it. */
    boolean isOpen(long startMs, long endMs) {
        return overlaps(open.values(), startMs, endMs);
    }

    /** Whether no trade of this time is known to be missing. The end is not part of it. */
    boolean isComplete(long startMs, long endMs) {
        return !isOpen(startMs, endMs) && !overlaps(lost, startMs, endMs);
    }

    private static boolean overlaps(Iterable<Span> spans, long startMs, long endMs) {
        for (Span span : spans) {
            if (span.overlaps(startMs, endMs)) {
                return true;
            }
        }
        return false;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(open.size());
        for (Map.Entry<String, Span> gap : open.entrySet()) {
            out.writeUTF(gap.getKey());
            write(gap.getValue(), out);
        }
        out.writeInt(lost.size());
        for (Span span : lost) {
            write(span, out);
        }
    }

    private static void write(Span span, DataOutput out) throws IOException {
        out.writeLong(span.fromMs);
        out.writeLong(span.toMs);
    }

    static Gaps readFrom(DataInput in) throws IOException {
        Map<String, Span> open = new TreeMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            open.put(in.readUTF(), readSpan(in));
        }
        List<Span> lost = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            lost.add(readSpan(in));
        }
        return open.isEmpty() && lost.isEmpty() ? NONE : new Gaps(open, lost);
    }

    private static Span readSpan(DataInput in) throws IOException {
        return new Span(in.readLong(), in.readLong());
    }
}
