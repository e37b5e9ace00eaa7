package io.tickhouse.model;

import java.util.List;

/**
 * A raw record and what it must become, worked out by hand.
 *
 * <p>{@link #toString} is the name, for readable test reports.
 */
public final class GoldenCase {

    private final String name;
    private final byte[] value;
    private final int partition;
    private final long offset;
    private final List<Result> expected;

    GoldenCase(String name, byte[] value, int partition, long offset, List<Result> expected) {
        this.name = name;
        this.value = value;
        this.partition = partition;
        this.offset = offset;
        this.expected = List.copyOf(expected);
    }

    public String name() {
        return name;
    }

    /** The value of the raw record; null for a record without one. */
    public byte[] value() {
        return value == null ? null : value.clone();
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    /** Rows and dead letters, in order. */
    public List<Result> expected() {
        return expected;
    }

    @Override
    public String toString() {
        return name;
    }
}
