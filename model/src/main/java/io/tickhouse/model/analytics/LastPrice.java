package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.NavigableMap;

/**
 * The last price before an instant.
 *
 * @param price in 1e-9; {@link Minute#NO_PRICE} if there is none
 * @param minuteNs start of its minute
 */
record LastPrice(long price, long minuteNs) {

    static final LastPrice NONE = new LastPrice(Minute.NO_PRICE, Long.MIN_VALUE);

    static LastPrice of(Minute minute) {
        return new LastPrice(minute.lastPrice(), minute.startNs());
    }

    /** The last one of the minutes before a time, or else the given one. */
    static LastPrice before(long timeMs, NavigableMap<Long, Slice> slices, LastPrice other) {
        for (Slice slice : slices.headMap(timeMs, false).descendingMap().values()) {
            if (slice.minute().hasPrice()) {
                return of(slice.minute());
            }
        }
        return other;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeLong(price);
        out.writeLong(minuteNs);
    }

    static LastPrice readFrom(DataInput in) throws IOException {
        return new LastPrice(in.readLong(), in.readLong());
    }
}
