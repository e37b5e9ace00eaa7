package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Locale;

/** What has been said of a bar or window so far, and whether there is news. */
final class Version {

    /** How far a bar or window has come. */
    enum Status {
        /** Late trades are waited for. */
        PROVISIONAL,
        FINAL,
        /** Changed after it was final. */
        CORRECTED,
        /** Only the repair of a gap is waited for. */
        HELD;

        String text() {
            return (this == HELD ? PROVISIONAL : this).name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why there is a version; the later ones prevail. */
    enum Cause {
        /** The first version. */
        FIRST,
        /** The time for late trades is over. */
        FINAL,
        /** A trade came before the bar was final. */
        TRADE,
        LATE_TRADE,
        CANCEL,
        CORRECTION,
        /** A gap is open, so it is not final, or not complete. */
        GAP_OPEN,
        /** Trades of it are missing for good. */
        LOST,
        /** A gap was repaired. */
        GAP_REPAIR;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Status[] STATUSES = Status.values();
    private static final Cause[] CAUSES = Cause.values();

    /** Of the last row; 0 if there is none. */
    int number;

    Status status = Status.PROVISIONAL;

    /** What has changed since the last row; null if nothing has. */
    private Cause news;

    /**
     * The last row, if the next has the same figures; null if it must be made. Not part of the
     * state.
     */
    private Row row;

    /** A copy that changes apart from this one. */
    Version copy() {
        Version copy = new Version();
        copy.number = number;
        copy.status = status;
        copy.news = news;
        copy.row = row;
        return copy;
    }

    /** The last row, if it is known and nothing has changed since it; otherwise null. */
    Row unchangedRow() {
        return row;
    }

    /** Keeps a row that was just made, if it is likely to be written again. */
    Row keep(Row made) {
        row = status == Status.PROVISIONAL ? made : null;
        return made;
    }

    /** Takes note of a change; whether a row had been written before. */
    boolean touch(Cause cause) {
        if (news == null || news.compareTo(cause) < 0) {
            news = cause;
        }
        row = null;
        return number > 0;
    }

    boolean hasNews() {
        return news != null;
    }

    /** Whether there is news of a gap. */
    boolean hasNewsOfGaps() {
        return news != null && news.compareTo(Cause.GAP_OPEN) >= 0;
    }

    /**
     * Counts a new row on, and says why it is written.
     *
     * @param settled whether late trades are waited for no longer
     * @param held whether the repair of a gap is
     */
    Cause next(boolean settled, boolean held) {
        Cause cause = number == 0 && news != Cause.LATE_TRADE ? Cause.FIRST : news;
        if (cause == null) {
            cause = held ? Cause.GAP_OPEN : Cause.FINAL;
        }
        if (settled) {
            boolean wasFinal = status == Status.FINAL || status == Status.CORRECTED;
            status = wasFinal ? Status.CORRECTED : held ? Status.HELD : Status.FINAL;
        }
        number++;
        news = null;
        return cause;
    }

    @SuppressWarnings("EnumOrdinal") // the order of both is part of the state's format
    void writeTo(DataOutput out) throws IOException {
        out.writeInt(number);
        out.writeByte(status.ordinal());
        out.writeByte(news == null ? -1 : news.ordinal());
    }

    static Version readFrom(DataInput in) throws IOException {
        Version version = new Version();
        version.number = in.readInt();
        version.status = STATUSES[in.readByte()];
        int news = in.readByte();
        version.news = news < 0 ? null : CAUSES[news];
        return version;
    }
}
