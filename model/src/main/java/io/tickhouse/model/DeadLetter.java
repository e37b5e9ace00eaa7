package io.tickhouse.model;

/**
 * What could not become rows: a raw record, one element of a valid array, or a run of consecutive
 * elements.
 */
public final class DeadLetter {

    /** {@link #index} of a dead letter that is a whole record. */
    public static final int WHOLE_RECORD = -1;

    public Reason reason;

    /** What is wrong, in words for a person. */
    public String detail;

    /**
     * The original bytes: of the element, of the run from its first element to its last, or of the
     * record. At most {@link Limits#maxDeadLetterLength()} of them.
     */
    public byte[] value;

    /** Partition of the raw topic. */
    public int partition;

    /** Offset of the raw record in its partition. */
    public long offset;

    /** Position of the (first) element in its array, from 0, or {@link #WHOLE_RECORD}. */
    public int index;

    /** Number of consecutive elements: 1, unless it is a run. */
    public int elements;
}
