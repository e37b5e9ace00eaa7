package io.tickhouse.tools.feed;

/** One message of a file. The arrays in it are handed on, not copied. */
final class Element {

    private final byte[] json;
    private final byte[] symbol;
    private final Kind kind;
    private final long timeNs;

    /**
     * @param json its bytes, as they go into an array
     * @param symbol decides the partition; empty where the message has none
     * @param kind null where it is no trade, quote or bar
     * @param timeNs event time in nanoseconds since the epoch, -1 where the message tells none
     */
    Element(byte[] json, byte[] symbol, Kind kind, long timeNs) {
        this.json = json;
        this.symbol = symbol;
        this.kind = kind;
        this.timeNs = timeNs;
    }

    byte[] json() {
        return json;
    }

    byte[] symbol() {
        return symbol;
    }

    Kind kind() {
        return kind;
    }

    long timeNs() {
        return timeNs;
    }
}
