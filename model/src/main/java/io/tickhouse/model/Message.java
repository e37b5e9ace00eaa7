package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/**
 * One element of a raw record that became a row.
 *
 * <p>Messages are mutable and reused: copy a message to keep it. Text is UTF-8 bytes that may be
 * shared between messages and must not be written to. An absent text is {@code null}, an absent
 * integer {@link #ABSENT}, an absent decimal {@code NaN}. No valid message contains these values.
 */
public abstract class Message {

    /** An integer field that the feed did not send. */
    public static final long ABSENT = Long.MIN_VALUE;

    /** Ticker, never empty. */
    public byte[] symbol;

    /** Event time in nanoseconds since the epoch, not negative. */
    public long timeNs;

    /** Partition of the raw topic that this message came from. */
    public int partition;

    /** Offset of the raw record in its partition. */
    public long offset;

    /** Position in the array of the raw record, from 0. */
    public int index;

    /** Each kind has one class, in this package. */
    Message() {}

    /** What it is, which decides where it goes. */
    public abstract Kind kind();

    /** Event time in milliseconds since the epoch, rounded down. */
    public final long timeMs() {
        return timeNs / 1_000_000;
    }

    /** Makes every field absent that its class has. */
    abstract void reset();

    /**
     * Reads the value of a key.
     *
     * @param key as {@link FieldReader#key} returns it
     */
    abstract void read(int key, FieldReader in) throws Unreadable;

    /** Writes the fields of its row, in their order. */
    abstract void write(FieldWriter out);
}
