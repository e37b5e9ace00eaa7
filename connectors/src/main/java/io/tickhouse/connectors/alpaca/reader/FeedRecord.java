package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.memory.GapRecord;
import java.time.Instant;

/**
 * The output of the source: a frame of messages, a gap record or the time. A Flink POJO.
 *
 * <p>A frame is not cut up: the messages are spans of it, so that no object is created per message.
 * A frame holds what the live feed sent or what was recovered from the history. Messages that were
 * seen before have no span. One symbol's messages are in order within a frame.
 */
public final class FeedRecord {

    private static final int INTS = 2;

    /** The bytes that the spans point into; null for anything but a frame. */
    public byte[] frame;

    /**
     * Start and end of each message. Null for a frame that is not a JSON array: it is passed on
     * whole, to become a dead letter.
     */
    public int[] spans;

    /** Symbol of each message, or null if it has none. The array is null if {@link #spans} is. */
    public String[] symbols;

    /** A gap record, or null. */
    public GapRecord gap;

    /**
     * How far the live feed has come, in event time, or null. What was sent before it was emitted
     * before it, apart from what is late.
     */
    public Instant clock;

    /** The name of the feed whose time this is; null if it is not a time. */
    public String feed;

    public FeedRecord() {}

    private FeedRecord(byte[] frame, int[] spans, String[] symbols) {
        this.frame = frame;
        this.spans = spans;
        this.symbols = symbols;
    }

    static FeedRecord messages(byte[] frame, int[] spans, String[] symbols) {
        return new FeedRecord(frame, spans, symbols);
    }

    static FeedRecord unreadable(byte[] frame) {
        return new FeedRecord(frame, null, null);
    }

    static FeedRecord ledger(GapRecord gap) {
        FeedRecord record = new FeedRecord();
        record.gap = gap;
        return record;
    }

    static FeedRecord clock(String feed, Instant time) {
        FeedRecord record = new FeedRecord();
        record.feed = feed;
        record.clock = time;
        return record;
    }

    public boolean isGap() {
        return gap != null;
    }

    public boolean isClock() {
        return clock != null;
    }

    /** Whether this is a frame that is not a JSON array. */
    public boolean isUnreadable() {
        return frame != null && spans == null;
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
