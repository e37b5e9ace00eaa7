package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/**
 * A bar. Its {@code T} is {@code b} (minute), {@code d} (day, sent again as it grows), {@code u}
 * (minute, corrected) or {@code T}. Its time is the start of its interval.
 */
public final class Bar extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field TYPE = FIELDS.text("T", "type");
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field OPEN = FIELDS.decimal("o", "open");
    private static final Field HIGH = FIELDS.decimal("h", "high");
    private static final Field LOW = FIELDS.decimal("l", "low");
    private static final Field CLOSE = FIELDS.decimal("c", "close");
    private static final Field VOLUME = FIELDS.decimal("v", "volume");
    private static final Field COUNT = FIELDS.integer("n", "trade_count");
    private static final Field VWAP = FIELDS.decimal("vw", "vwap");
    private static final Field TIME = FIELDS.time();

    private static final int VW = FieldReader.TWO | 'v' << 8 | 'w';

    /** Message type as received. */
    public byte[] type;

    public double open;

    public double high;

    public double low;

    public double close;

    /** Volume; a decimal, because crypto feeds send fractions. */
    public double volume;

    /** Number of trades. */
    public long count;

    /** Volume-weighted average price. */
    public double vwap;

    @Override
    public Kind kind() {
        return Kind.BAR;
    }

    @Override
    void reset() {
        type = null;
        open = Double.NaN;
        high = Double.NaN;
        low = Double.NaN;
        close = Double.NaN;
        volume = Double.NaN;
        count = ABSENT;
        vwap = Double.NaN;
    }

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> type = in.text(TYPE);
            case 'S' -> symbol = in.symbol(SYMBOL);
            case 'o' -> open = in.decimal(OPEN);
            case 'h' -> high = in.decimal(HIGH);
            case 'l' -> low = in.decimal(LOW);
            case 'c' -> close = in.decimal(CLOSE);
            case 'v' -> volume = in.decimal(VOLUME);
            case 'n' -> count = in.integer(COUNT, 0);
            case VW -> vwap = in.average(VWAP);
            case 't' -> timeNs = in.time(TIME);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(TYPE, type);
        out.text(SYMBOL, symbol);
        out.decimal(OPEN, open);
        out.decimal(HIGH, high);
        out.decimal(LOW, low);
        out.decimal(CLOSE, close);
        out.decimal(VOLUME, volume);
        out.integer(COUNT, count);
        out.decimal(VWAP, vwap);
        out.integer(TIME, timeMs());
    }
}
