package io.tickhouse.model;

/** A trade: {@code T} is {@code t}. */
public final class Trade extends Message {

    /** Message type as received. */
    public byte[] type;

    /** Trade id; unique only within a symbol, exchange and time. */
    public long id;

    /** Exchange code. */
    public byte[] exchange;

    /** Price, finite and not negative; zero-price prints exist. */
    public double price;

    /** Size, finite and not negative; a decimal, because stocks and crypto trade in fractions. */
    public double size;

    /** Conditions in the order received, repeats kept. */
    public byte[][] conditions;

    /** Tape. */
    public byte[] tape;

    /** Side of the taker, sent by crypto feeds: {@code B} or {@code S}. */
    public byte[] takerSide;

    /** Set by the history for a trade that was later {@code canceled} or {@code corrected}. */
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
