package io.tickhouse.model;

/** A trade: {@code T} is {@code t}. */
public final class Trade extends Message {

    /** Message type as received. */
    public byte[] type;

    /** Trade id; unique for a symbol, exchange and time only. */
    public long id;

    /** Exchange code. */
    public byte[] exchange;

    /** Price, finite and not negative; zero-price prints exist. */
    public double price;

    /** Size, finite and not negative; a decimal, since stocks and crypto trade in fractions. */
    public double size;

    /** Conditions in the order received, repeats kept. */
    public byte[][] conditions;

    /** Tape. */
    public byte[] tape;

    /** Side of the taker, which crypto feeds send: {@code B} or {@code S}. */
    public byte[] takerSide;

    /** What the history says of a trade that was {@code canceled} or {@code corrected} later. */
    public byte[] update;

    @Override
    public Kind kind() {
        return Kind.TRADE;
    }

    void reset() {
        type = null;
        id = ABSENT;
        exchange = null;
        price = Double.NaN;
        size = Double.NaN;
        conditions = null;
        tape = null;
        takerSide = null;
        update = null;
    }
}
