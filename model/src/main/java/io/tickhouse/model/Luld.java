package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/** The price band of a symbol, limit up and limit down: {@code T} is {@code l}. */
public final class Luld extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field UP = FIELDS.decimal("u", "limit_up_price");
    private static final Field DOWN = FIELDS.decimal("d", "limit_down_price");
    private static final Field INDICATOR = FIELDS.text("i", "indicator");
    private static final Field TIME = FIELDS.time();
    private static final Field TAPE = FIELDS.text("z", "tape");

    /** The highest price at which the symbol may trade. */
    public double up;

    /** The lowest one. */
    public double down;

    /** Code of what the band is, such as {@code B}. */
    public byte[] indicator;

    /** Tape. */
    public byte[] tape;

    @Override
    public Kind kind() {
        return Kind.LULD;
    }

    @Override
    void reset() {
        up = Double.NaN;
        down = Double.NaN;
        indicator = null;
        tape = null;
    }

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> in.type();
            case 'S' -> symbol = in.symbol(SYMBOL);
            case 'u' -> up = in.decimal(UP);
            case 'd' -> down = in.decimal(DOWN);
            case 'i' -> indicator = in.text(INDICATOR);
            case 't' -> timeNs = in.time(TIME);
            case 'z' -> tape = in.text(TAPE);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(SYMBOL, symbol);
        out.decimal(UP, up);
        out.decimal(DOWN, down);
        out.text(INDICATOR, indicator);
        out.integer(TIME, timeMs());
        out.text(TAPE, tape);
    }
}
