package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The trades of a symbol in one minute, and what follows from them. All bars and windows are made
 * of these. The trades themselves are kept as long as one of them may be taken back.
 */
final class Slice {

    final long startMs;

    /** Null when they are kept no longer. */
    private List<Print> prints;

    /** Null when it is to be made anew, as is the next. */
    private Minute minute;

    private Tally day;

    /** The sizes of bars, as bits, that know of a trade since {@link #toldAll}. */
    private long told;

    Slice(long startMs) {
        this(startMs, new ArrayList<>(4), null, null);
    }

    private Slice(long startMs, List<Print> prints, Minute minute, Tally day) {
        this.startMs = startMs;
        this.prints = prints;
        this.minute = minute;
        this.day = day;
    }

    /** A copy that changes apart from this one. Trades and sums never change, so both have them. */
    Slice copy() {
        Slice copy =
                new Slice(startMs, prints == null ? null : new ArrayList<>(prints), minute, day);
        copy.told = told;
        return copy;
    }

    long endMs() {
        return startMs + BarSettings.MINUTE_MS;
    }

    /** Whether trades can be added and taken back. */
    boolean amendable() {
        return prints != null;
    }

    void add(Print print) {
        prints.add(print);
        minute = null;
        day = null;
    }

    /** Whether the bar of a size is to be told of a trade. */
    boolean isNews(int size) {
        long before = told;
        told |= 1L << size;
        return told != before;
    }

    /** All bars were written as far as they are due. */
    void toldAll() {
        told = 0;
    }

    void remove(Print print) {
        prints.remove(print);
        minute = null;
        day = null;
    }

    List<Print> prints() {
        return prints == null ? List.of() : prints;
    }

    /** Keeps the sums only. */
    void settle() {
        sum();
        prints = null;
    }

    /** The minute under the rules of bars below a day. */
    Minute minute() {
        sum();
        return minute;
    }

    /** Its trades under the rules of the bars of a day. */
    Tally day() {
        sum();
        return day;
    }

    private void sum() {
        if (minute != null) {
            return;
        }
        prints.sort(null);
        minute = Minute.of(startMs * 1_000_000, prints);
        day = new Tally();
        for (Print print : prints) {
            day.add(print, print.dayEffect());
        }
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeLong(startMs);
        out.writeInt(prints == null ? -1 : prints.size());
        if (prints == null) {
            minute.writeTo(out);
            day.writeTo(out);
            return;
        }
        for (Print print : prints) {
            Print.write(print, out);
        }
    }

    static Slice readFrom(DataInput in) throws IOException {
        long startMs = in.readLong();
        int count = in.readInt();
        if (count < 0) {
            return new Slice(startMs, null, Minute.readFrom(in), Tally.readFrom(in));
        }
        List<Print> prints = new ArrayList<>(Math.max(count, 4));
        for (int i = 0; i < count; i++) {
            prints.add(Print.read(in));
        }
        return new Slice(startMs, prints, null, null);
    }
}
