package io.tickhouse.connectors.alpaca;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of Alpaca's servers: the clock of this machine, put right by what the servers tell. A
 * gap that were measured by a clock that is behind would end before the feed was live again.
 *
 * <ul>
 *   <li>The {@code Date} of HTTP answers, of the stream's handshake and of the history. It has
 *       whole seconds and was set between our request and the answer, so the clock is moved only as
 *       far as it must be to agree with that.
 *   <li>Event times, since nothing is traded ahead of time: where {@value #RUN} trades and quotes
 *       in a row are ahead of this clock, it is behind by the least of it. Fewer are messages with
 *       a wrong time, and move nothing. A later {@code Date} that contradicts takes it back, since
 *       the clock of this machine may have been set meanwhile; if it is the {@code Date} that is
 *       wrong, the next messages show it again.
 * </ul>
 *
 * <p>Thread-safe; {@link #saw} belongs to one thread.
 */
final class FeedClock extends Clock {

    private static final Logger LOG = LoggerFactory.getLogger(FeedClock.class);

    static final int RUN = 20;

    private static final long TOLERATED = Duration.ofSeconds(1).toNanos();
    private static final long WARN_EVERY = Duration.ofMinutes(1).toNanos();

    private final Clock local;
    private volatile long offset;
    private long byDate;
    private long byEvents = Long.MIN_VALUE;
    private boolean warned;
    private long warnedAt;
    private long warnedOf;

    private int run;
    private long least = Long.MAX_VALUE;

    /**
     * @param local the clock of this machine
     */
    FeedClock(Clock local) {
        this.local = local;
    }

    /** The clock of this machine, as it is. */
    Clock local() {
        return local;
    }

    /** How far the clock of this machine is behind; negative if it is ahead. */
    long offsetNanos() {
        return offset;
    }

    /** What the servers' time was at a local time. */
    Instant of(Instant localTime) {
        return localTime.plusNanos(offset);
    }

    @Override
    public Instant instant() {
        return of(local.instant());
    }

    @Override
    public ZoneId getZone() {
        return local.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("There is one clock of a feed, in one zone");
    }

    /**
     * An answer of a server came just now.
     *
     * @param date its {@code Date}; anything else than a date is not regarded, nor is null
     * @param sent local time before the request was sent
     */
    void answered(String date, Instant sent) {
        if (date == null) {
            return;
        }
        Instant second;
        try {
            second = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            return;
        }
        long atLeast = Duration.between(local.instant(), second).toNanos();
        long atMost = Duration.between(sent, second.plusSeconds(1)).toNanos();
        synchronized (this) {
            byDate = Math.max(atLeast, Math.min(atMost, byDate));
            if (byEvents > atMost + TOLERATED) {
                byEvents = Long.MIN_VALUE;
            }
            move();
        }
    }

    /**
     * A trade or quote came live.
     *
     * @param sentNanos when it may have been sent at the earliest, by its event time
     * @param receivedNanos local time
     */
    void saw(long sentNanos, long receivedNanos) {
        long lead = sentNanos - receivedNanos;
        if (lead <= offset) {
            run = 0;
            least = Long.MAX_VALUE;
            return;
        }
        least = Math.min(least, lead);
        if (++run == RUN) {
            synchronized (this) {
                byEvents = Math.max(byEvents, least);
                move();
            }
            run = 0;
            least = Long.MAX_VALUE;
        }
    }

    /** Must hold the lock. */
    private void move() {
        offset = Math.max(byDate, byEvents);
        long now = System.nanoTime();
        if (Math.abs(offset) > TOLERATED
                && (!warned
                        || (Math.abs(offset - warnedOf) > TOLERATED
                                && now - warnedAt > WARN_EVERY))) {
            warned = true;
            warnedAt = now;
            warnedOf = offset;
            LOG.warn(
                    "The clock of this machine is {} ms {} Alpaca's, which gaps are measured by"
                            + " meanwhile: synchronize it",
                    Math.abs(offset) / 1_000_000,
                    offset > 0 ? "behind" : "ahead of");
        }
    }
}
