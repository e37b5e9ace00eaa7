package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/** A quote: {@code T} is {@code q}. Sizes are decimals, because crypto feeds send fractions. */
public final class Quote extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field BID_EXCHANGE = FIELDS.text("bx", "bid_exchange");
    private static final Field BID_PRICE = FIELDS.decimal("bp", "bid_price");
    private static final Field BID_SIZE = FIELDS.decimal("bs", "bid_size");
    private static final Field ASK_EXCHANGE = FIELDS.text("ax", "ask_exchange");
    private static final Field ASK_PRICE = FIELDS.decimal("ap", "ask_price");
    private static final Field ASK_SIZE = FIELDS.decimal("as", "ask_size");
    private static final Field TIME = FIELDS.time();
    private static final Field CONDITIONS = FIELDS.texts("c", "conditions");
    private static final Field TAPE = FIELDS.text("z", "tape");

    private static final int BX = FieldReader.TWO | 'b' << 8 | 'x';
    private static final int BP = FieldReader.TWO | 'b' << 8 | 'p';
    private static final int BS = FieldReader.TWO | 'b' << 8 | 's';
    private static final int AX = FieldReader.TWO | 'a' << 8 | 'x';
    private static final int AP = FieldReader.TWO | 'a' << 8 | 'p';
    private static final int AS = FieldReader.TWO | 'a' << 8 | 's';

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

    @Override
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

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> in.type();
            case 'S' -> symbol = in.symbol(SYMBOL);
            case BX -> bidExchange = in.text(BID_EXCHANGE);
            case BP -> bidPrice = in.decimal(BID_PRICE);
            case BS -> bidSize = in.decimal(BID_SIZE);
            case AX -> askExchange = in.text(ASK_EXCHANGE);
            case AP -> askPrice = in.decimal(ASK_PRICE);
            case AS -> askSize = in.decimal(ASK_SIZE);
            case 't' -> timeNs = in.time(TIME);
            case 'c' -> conditions = in.texts(CONDITIONS);
            case 'z' -> tape = in.text(TAPE);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(SYMBOL, symbol);
        out.text(BID_EXCHANGE, bidExchange);
        out.decimal(BID_PRICE, bidPrice);
        out.decimal(BID_SIZE, bidSize);
        out.text(ASK_EXCHANGE, askExchange);
        out.decimal(ASK_PRICE, askPrice);
        out.decimal(ASK_SIZE, askSize);
        out.integer(TIME, timeMs());
        out.texts(CONDITIONS, conditions);
        out.text(TAPE, tape);
    }
}
