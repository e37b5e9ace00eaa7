package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.util.TimeUtils;

/**
 * How gaps are measured and repaired.
 *
 * @param overlap how far before a symbol's last message its repair begins, and so how late a
 *     message may be and still be found
 * @param slack how long after the acknowledgement a repair ends
 * @param recheckAfter time between the two readings of a gap; longer than late trades take to
 *     appear
 * @param maxIdentities number of messages that are remembered; above it the overlap is shortened
 * @param batchSize symbols in one request
 * @param pageSize messages in one page, at most 10000
 * @param start the time from which the feed must be complete, null for that of the first
 *     acknowledgement
 */
public record RepairOptions(
        Duration overlap,
        Duration slack,
        Duration recheckAfter,
        int maxIdentities,
        int batchSize,
        int pageSize,
        Instant start)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The option of {@code maxIdentities}, for log lines. */
    public static final String MAX_IDENTITIES_KEY = "alpaca.repair.max-identities";

    static final int LARGEST_PAGE = 10_000;
    public static final RepairOptions DEFAULT =
            new RepairOptions(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(35),
                    2_000_000,
                    50,
                    LARGEST_PAGE,
                    null);

    public RepairOptions {
        if (start != null && !EpochNanos.has(start)) {
            throw new IllegalArgumentException(
                    "--start (alpaca.start) must be a time between 1970 and 2262, not " + start);
        }
        if (overlap.isNegative() || overlap.isZero()) {
            throw new IllegalArgumentException("alpaca.repair.overlap must be more than 0 s");
        }
        if (recheckAfter.compareTo(slack) < 0) {
            throw new IllegalArgumentException(
                    "alpaca.repair.recheck-after must be at least alpaca.repair.slack ("
                            + TimeUtils.formatWithHighestUnit(slack)
                            + ")");
        }
        if (maxIdentities < 1 || batchSize < 1 || pageSize < 1 || pageSize > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    MAX_IDENTITIES_KEY
                            + ", alpaca.history.symbols-per-request and alpaca.history.page-size"
                            + " must be at least 1, and a page has at most "
                            + LARGEST_PAGE
                            + " messages");
        }
    }
}
