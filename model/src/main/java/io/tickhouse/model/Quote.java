package io.tickhouse.model;

/** A quote: {@code T} is {@code q}. Sizes are decimals, because crypto feeds send fractions. */
public final class Quote extends Message {

    public byte[] bidExchange;

    /** Bid price; 0 if that side has no quote. */
    public double bidPrice;

    public double bidSize;

    public byte[] askExchange;

    /** Ask price; 0 if that side has no quote. */
    public double askPrice;

    public double askSize;

    /** Conditions in the order received, repeats kept. */
    public byte[][] conditions;

    /** Tape. */
    public byte[] tape;

    @Override
    public Kind kind() {
        return Kind.QUOTE;
    }

    void reset() {
        bidExchange = null;
        bidPrice = Double.NaN;
        bidSize = Double.NaN;
        askExchange = null;
        askPrice = Double.NaN;
        askSize = Double.NaN;
        conditions = null;
        tape = null;
    }
}
