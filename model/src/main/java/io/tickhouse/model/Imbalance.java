package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/** An order imbalance before an auction: {@code T} is {@code i}. */
public final class Imbalance extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field PRICE = FIELDS.decimal("p", "price");
    private static final Field TIME = FIELDS.time();
    private static final Field TAPE = FIELDS.text("z", "tape");

    /** Price, finite and not negative. */
    public double price;

    /** Tape. */
    public byte[] tape;

    @Override
    public Kind kind() {
        return Kind.IMBALANCE;
    }

    @Override
    void reset() {
        price = Double.NaN;
        tape = null;
    }

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> in.type();
            case 'S' -> symbol = in.symbol(SYMBOL);
            case 'p' -> price = in.decimal(PRICE);
            case 't' -> timeNs = in.time(TIME);
            case 'z' -> tape = in.text(TAPE);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(SYMBOL, symbol);
        out.decimal(PRICE, price);
        out.integer(TIME, timeMs());
        out.text(TAPE, tape);
    }
}
