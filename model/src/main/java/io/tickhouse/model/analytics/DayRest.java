package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The sums of those minutes of a day that are kept no longer. */
final class DayRest {

    private final Tally tally;
    private final ExactSum noBarVolume;

    DayRest() {
        this(new Tally(), new ExactSum());
    }

    private DayRest(Tally tally, ExactSum noBarVolume) {
        this.tally = tally;
        this.noBarVolume = noBarVolume;
    }

    /** A copy that changes apart from this one. */
    DayRest copy() {
        DayRest copy = new DayRest();
        copy.tally.merge(tally);
        copy.noBarVolume.add(noBarVolume);
        return copy;
    }

    void add(Slice slice) {
        tally.merge(slice.day());
        if (!slice.minute().tally().hasPrices()) {
            noBarVolume.add(slice.minute().tally().volume());
        }
    }

    Tally tally() {
        return tally;
    }

    /** Volume of the minutes without a price. */
    ExactSum noBarVolume() {
        return noBarVolume;
    }

    void writeTo(DataOutput out) throws IOException {
        tally.writeTo(out);
        noBarVolume.writeTo(out);
    }

    static DayRest readFrom(DataInput in) throws IOException {
        return new DayRest(Tally.readFrom(in), ExactSum.readFrom(in));
    }
}
