package io.tickhouse.tools.compare;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Rows that can be read incrementally, and a second time. */
interface Side extends AutoCloseable {

    String name();

    /** Whether its rows have a comparable order. */
    default boolean ordered() {
        return true;
    }

    /** Whether the next {@link #read} passes on all rows from the first, as the first one did. */
    default boolean startsOver() {
        return false;
    }

    /** Fixes the current end as the end of the reading. False if the side does not exist yet. */
    boolean fixEnd();

    /** Passes on the rows up to the end that were not passed on yet; each partition's in order. */
    void read(Consumer<Row> rows);

    /**
     * Passes on again, from the first, the rows of earlier calls of {@link #read}, or at least
     * those of these blocks, until the caller has enough. Nothing can be read afterwards.
     */
    void readAgain(Set<Blocks.Id> blocks, Consumer<Row> rows, BooleanSupplier enough);

    /** What the reader of a report should know about this side. */
    List<String> notes();

    @Override
    void close();
}
