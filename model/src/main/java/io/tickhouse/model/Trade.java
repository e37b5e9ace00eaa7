package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/** A trade: {@code T} is {@code t}. */
public final class Trade extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field TYPE = FIELDS.text("T", "type");
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field ID = FIELDS.integer("i", "trade_id");
    private static final Field EXCHANGE = FIELDS.text("x", "exchange");
    private static final Field PRICE = FIELDS.decimal("p", "price");
    private static final Field SIZE = FIELDS.decimal("s", "size");
    private static final Field TIME = FIELDS.time();
    private static final Field CONDITIONS = FIELDS.texts("c", "conditions");
    private static final Field TAPE = FIELDS.text("z", "tape");
    private static final Field TAKER_SIDE = FIELDS.text("tks", "taker_side");
    private static final Field UPDATE = FIELDS.text("u", "update");

    private static final int TKS = FieldReader.THREE | 't' << 16 | 'k' << 8 | 's';

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

    @Override
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

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> type = in.text(TYPE);
            case 'S' -> symbol = in.symbol(SYMBOL);
            case 'i' -> id = in.integer(ID, Long.MIN_VALUE);
            case 'x' -> exchange = in.text(EXCHANGE);
            case 'p' -> price = in.decimal(PRICE);
            case 's' -> size = in.decimal(SIZE);
            case 't' -> timeNs = in.time(TIME);
            case 'c' -> conditions = in.texts(CONDITIONS);
            case 'z' -> tape = in.text(TAPE);
            case TKS -> takerSide = in.text(TAKER_SIDE);
            case 'u' -> update = in.text(UPDATE);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(TYPE, type);
        out.text(SYMBOL, symbol);
        out.integer(ID, id);
        out.text(EXCHANGE, exchange);
        out.decimal(PRICE, price);
        out.decimal(SIZE, size);
        out.integer(TIME, timeMs());
        out.texts(CONDITIONS, conditions);
        out.text(TAPE, tape);
        out.text(TAKER_SIDE, takerSide);
        out.text(UPDATE, update);
    }
}
