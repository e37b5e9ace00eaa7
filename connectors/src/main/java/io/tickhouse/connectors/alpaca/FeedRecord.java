package io.tickhouse.connectors.alpaca;

/**
 * What the source hands on: either a frame of messages or a line of the gap ledger. A Flink POJO.
 *
 * <p>A frame is not cut up: the messages are spans of it, so that nothing is made per message. A
 * frame holds what the live feed sent or what was recovered from the history; messages that were
 * seen before have no span. One symbol's messages are in order within a frame.
 */
public final class FeedRecord {

    private static final int INTS = 2;

    /** The bytes the spans point into; null at a line of the ledger. */
    public byte[] frame;

    /**
     * Per message where it begins and where it ends. Null at a frame that is no JSON array: it goes
     * on whole, to become a dead letter.
     */
    public int[] spans;

    /** Per message its symbol, null where it has none; null where {@link #spans} is. */
    public String[] symbols;

    /** A line of the ledger; null at a frame. */
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

    /** Whether this is a frame that is no JSON array. */
    public boolean isUnreadable() {
        return gap == null && spans == null;
    }

    /** The messages of the frame. */
    public int count() {
        return spans == null ? 0 : spans.length / INTS;
    }

    public int start(int message) {
        return spans[message * INTS];
    }

    public int end(int message) {
        return spans[message * INTS + 1];
    }

    /** Null where the message has none. */
    public String symbol(int message) {
        return symbols[message];
    }
}
