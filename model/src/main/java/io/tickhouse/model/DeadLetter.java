package io.tickhouse.model;

/** A raw record, or one element of a sound array, that could not become a row. */
public final class DeadLetter {

    /** {@link #index} of a dead letter that is a whole record. */
    public static final int WHOLE_RECORD = -1;

    public Reason reason;

    /** What is wrong, for a person. */
    public String detail;

    /**
     * The original bytes of the element, or of the record; of a record beyond {@link
     * Limits#maxDocumentLength()} those up to it.
     */
    public byte[] value;

    /** Partition of the raw topic. */
    public int partition;

    /** Offset of the raw record in its partition. */
    public long offset;

    /** Place of the element in its array, from 0, or {@link #WHOLE_RECORD}. */
    public int index;
}
