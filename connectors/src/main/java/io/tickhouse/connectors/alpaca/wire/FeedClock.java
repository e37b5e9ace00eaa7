package io.tickhouse.connectors.alpaca.wire;

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
 * A clock with the time of Alpaca's servers: this machine's clock, corrected by what the servers
 * send. Measured with a slow clock, a gap would seem to end before the feed was live again.
 *
 * <ul>
 *   <li>The {@code Date} of HTTP answers: of the stream's handshake and of the history. It has
 *       whole seconds and was set between our request and the answer. The clock moves only as far
 *       as it must to agree with that.
 *   <li>Event times, because nothing is traded ahead of time. If {@value #RUN} trades and quotes in
 *       a row are ahead of this clock, it is slow by the smallest lead among them. Fewer are taken
 *       for messages with a wrong time, and move nothing. A later {@code Date} that contradicts
 *       undoes the correction, because this machine's clock may have been set in between. If the
 *       {@code Date} is wrong, the next messages correct the clock again.
 * </ul>
 *
 * <p>Thread-safe; {@link #saw} belongs to one thread.
 */
public final class FeedClock extends Clock {

    private static final Logger LOG = LoggerFactory.getLogger(FeedClock.class);

    public static final int RUN = 20;

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
    public FeedClock(Clock local) {
        this.local = local;
    }

    /** This machine's clock, uncorrected. */
    public Clock local() {
        return local;
    }

    /** How far this machine's clock is behind; negative if it is ahead. */
    public long offsetNanos() {
        return offset;
    }

    /** The servers' time at a local time. */
    public Instant of(Instant localTime) {
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
     * Notes that an answer of a server has just arrived.
     *
     * @param date its {@code Date}; null and anything that is not a date are ignored
     * @param sent local time before the request was sent
     */
    public void answered(String date, Instant sent) {
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
     * Notes that a trade or quote arrived live.
     *
     * @param sentNanos the earliest time it can have been sent, by its event time
     * @param receivedNanos local time
     */
    public void saw(long sentNanos, long receivedNanos) {
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
                    "The clock of this machine is {} ms {} Alpaca's: synchronize it. Until then,"
                            + " gaps are measured by Alpaca's clock",
                    Math.abs(offset) / 1_000_000,
                    offset > 0 ? "behind" : "ahead of");
        }
    }
}
