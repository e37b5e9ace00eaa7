package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.memory.GapRecord;

/**
 * The output of the source: either a frame of messages or a gap record. A Flink POJO.
 *
 * <p>A frame is not cut up: the messages are spans of it, so that no object is created per message.
 * A frame holds what the live feed sent or what was recovered from the history. Messages that were
 * seen before have no span. One symbol's messages are in order within a frame.
 */
public final class FeedRecord {

    private static final int INTS = 2;

    /** The bytes that the spans point into; null for a gap record. */
    public byte[] frame;

    /**
     * Start and end of each message. Null for a frame that is not a JSON array: it is passed on
     * whole, to become a dead letter.
     */
    public int[] spans;

    /** Symbol of each message, or null if it has none. The array is null if {@link #spans} is. */
    public String[] symbols;

    /** A gap record; null for a frame. */
    public GapRecord gap;

    public FeedRecord() {}

    private FeedRecord(byte[] frame, int[] spans, String[] symbols, GapRecord gap) {
        this.frame = frame;
        this.spans = spans;
        this.symbols = symbols;
        this.gap = gap;
    }

    static FeedRecord messages(byte[] frame, int[] spans, String[] symbols) {
        return new FeedRecord(frame, spans, symbols, null);
    }

    static FeedRecord unreadable(byte[] frame) {
        return new FeedRecord(frame, null, null, null);
    }

    static FeedRecord ledger(GapRecord gap) {
        return new FeedRecord(null, null, null, gap);
    }

    public boolean isGap() {
        return gap != null;
    }

    /** Whether this is a frame that is not a JSON array. */
    public boolean isUnreadable() {
        return gap == null && spans == null;
    }

    /** Number of messages in the frame. */
    public int count() {
        return spans == null ? 0 : spans.length / INTS;
    }

    public int start(int message) {
        return spans[message * INTS];
    }

    public int end(int message) {
        return spans[message * INTS + 1];
    }

    /** Null if the message has none. */
    public String symbol(int message) {
        return symbols[message];
    }
}
