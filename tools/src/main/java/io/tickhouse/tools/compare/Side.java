package io.tickhouse.tools.compare;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Rows that can be read on and on, and a second time. */
interface Side extends AutoCloseable {

    String name();

    /** Whether its rows have an order that can be compared. */
    default boolean ordered() {
        return true;
    }

    /** Whether the next {@link #read} hands over all rows from the first, as the first one did. */
    default boolean startsOver() {
        return false;
    }

    /** Fixes the end up to which is read: what there is now. False if there is no such side yet. */
    boolean fixEnd();

    /**
     * Hands over the rows up to the end that were not handed over yet; each partition's in order.
     */
    void read(Consumer<Row> rows);

    /**
     * Hands over again, from the first, what {@link #read} handed over, or at least those rows that
     * came from these blocks, until the caller has enough. Nothing can be read afterwards.
     */
    void readAgain(Set<Blocks.Id> blocks, Consumer<Row> rows, BooleanSupplier enough);

    /** What the reader of a report should know of this side. */
    List<String> notes();

    @Override
    void close();
}
