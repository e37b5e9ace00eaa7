package io.tickhouse.model;

/** A trade: {@code T} is {@code t}. */
public final class Trade extends Message {

    /** Message type as received. */
    public byte[] type;

    /** Trade id; unique for a symbol, exchange and time only. */
    public long id;

    /** Exchange code. */
    public byte[] exchange;

    /** Price, finite and positive. */
    public double price;

    /** Size in shares, not negative. */
    public long size;

    /** Conditions in the order received, repeats kept. */
    public byte[][] conditions;

    /** Tape. */
    public byte[] tape;

    void reset() {
        type = null;
        id = ABSENT;
        exchange = null;
        price = Double.NaN;
        size = ABSENT;
        conditions = null;
        tape = null;
    }
}
