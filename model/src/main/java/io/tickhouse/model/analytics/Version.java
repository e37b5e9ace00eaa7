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
        CORRECTED
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
        CORRECTION;

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

    /** Takes note of a change; whether a row had been written before. */
    boolean touch(Cause cause) {
        if (news == null || news.compareTo(cause) < 0) {
            news = cause;
        }
        return number > 0;
    }

    boolean hasNews() {
        return news != null;
    }

    /** Counts a new row on, and says why it is written. */
    Cause next(boolean settled) {
        Cause cause = number == 0 && news != Cause.LATE_TRADE ? Cause.FIRST : news;
        if (cause == null) {
            cause = Cause.FINAL;
        }
        if (settled) {
            status = status == Status.PROVISIONAL ? Status.FINAL : Status.CORRECTED;
        }
        number++;
        news = null;
        return cause;
    }

    String statusText() {
        return status.name().toLowerCase(Locale.ROOT);
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
