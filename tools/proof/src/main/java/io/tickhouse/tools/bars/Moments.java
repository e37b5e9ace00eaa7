package io.tickhouse.tools.bars;

import io.tickhouse.tools.UserError;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * The times that a command is about, in microseconds since the epoch.
 *
 * @param to the first that does not belong to them
 */
record Moments(long from, long to) {

    private static final long NANOS_IN_MICRO = 1_000;

    /**
     * Those of options, each of which may be null.
     *
     * @throws UserError if an option is not valid, or they contradict each other
     */
    static Moments of(String day, String from, String to) {
        if (day != null) {
            if (from != null || to != null) {
                throw UserError.badUsage("Give --day, or --from and --to, not both.");
            }
            LocalDate date = NewYork.day("--day", day);
            return new Moments(
                    NewYork.startOf(date) / NANOS_IN_MICRO,
                    NewYork.startOf(date.plusDays(1)) / NANOS_IN_MICRO);
        }
        Moments moments =
                new Moments(
                        from == null ? Long.MIN_VALUE : micros(NewYork.time("--from", from)),
                        to == null ? Long.MAX_VALUE : micros(NewYork.time("--to", to)));
        if (moments.from >= moments.to) {
            throw UserError.badUsage("--from " + from + " is not before --to " + to + ".");
        }
        return moments;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    boolean contain(long micros) {
        return micros >= from && micros < to;
    }

    /** What the store can leave out of the rows whose time is in a column. */
    Expression filter(String column) {
        Expression filter = Expressions.alwaysTrue();
        if (from != Long.MIN_VALUE) {
            filter = Expressions.and(filter, Expressions.greaterThanOrEqual(column, from));
        }
        if (to != Long.MAX_VALUE) {
            filter = Expressions.and(filter, Expressions.lessThan(column, to));
        }
        return filter;
    }
}
