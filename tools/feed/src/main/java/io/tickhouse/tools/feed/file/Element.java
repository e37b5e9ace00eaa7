package io.tickhouse.tools.feed.file;

import io.tickhouse.model.Kind;

/** One message of a file. Its arrays are passed on without a copy. */
public final class Element {

    private final byte[] json;
    private final byte[] symbol;
    private final Kind kind;
    private final long timeNs;

    /**
     * @param json its bytes, as they go into an array
     * @param symbol decides the partition; empty if the message has none
     * @param kind null if no row can come of it
     * @param timeNs event time in nanoseconds since the epoch, -1 if the message has none
     */
    public Element(byte[] json, byte[] symbol, Kind kind, long timeNs) {
        this.json = json;
        this.symbol = symbol;
        this.kind = kind;
        this.timeNs = timeNs;
    }

    public byte[] json() {
        return json;
    }

    public byte[] symbol() {
        return symbol;
    }

    public Kind kind() {
        return kind;
    }

    public long timeNs() {
        return timeNs;
    }
}
