package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/**
 * What the feed takes back of a trade. Its {@code T} is {@code c} (another trade stands in its
 * place) or {@code x} (nothing does).
 *
 * <p>The first names both trades: {@code original...} and {@code corrected...}. The second names
 * the one: {@link #id}, {@link #price}, {@link #size} and why, {@link #action}. Its time is that of
 * the message, not that of the trade.
 */
public final class Correction extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field TYPE = FIELDS.text("T", "type");
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field EXCHANGE = FIELDS.text("x", "exchange");
    private static final Field ORIGINAL_ID = FIELDS.integer("oi", "original_trade_id");
    private static final Field ORIGINAL_PRICE = FIELDS.decimal("op", "original_price");
    private static final Field ORIGINAL_SIZE = FIELDS.decimal("os", "original_size");
    private static final Field ORIGINAL_CONDITIONS = FIELDS.texts("oc", "original_conditions");
    private static final Field CORRECTED_ID = FIELDS.integer("ci", "corrected_trade_id");
    private static final Field CORRECTED_PRICE = FIELDS.decimal("cp", "corrected_price");
    private static final Field CORRECTED_SIZE = FIELDS.decimal("cs", "corrected_size");
    private static final Field CORRECTED_CONDITIONS = FIELDS.texts("cc", "corrected_conditions");
    private static final Field ID = FIELDS.integer("i", "trade_id");
    private static final Field PRICE = FIELDS.decimal("p", "price");
    private static final Field SIZE = FIELDS.decimal("s", "size");
    private static final Field ACTION = FIELDS.text("a", "action");
    private static final Field TIME = FIELDS.time();
    private static final Field TAPE = FIELDS.text("z", "tape");

    private static final int OI = FieldReader.TWO | 'o' << 8 | 'i';
    private static final int OP = FieldReader.TWO | 'o' << 8 | 'p';
    private static final int OS = FieldReader.TWO | 'o' << 8 | 's';
    private static final int OC = FieldReader.TWO | 'o' << 8 | 'c';
    private static final int CI = FieldReader.TWO | 'c' << 8 | 'i';
    private static final int CP = FieldReader.TWO | 'c' << 8 | 'p';
    private static final int CS = FieldReader.TWO | 'c' << 8 | 's';
    private static final int CC = FieldReader.TWO | 'c' << 8 | 'c';

    /** Message type as received. */
    public byte[] type;

    /** Exchange code of the trade. */
    public byte[] exchange;

    public long originalId;

    public double originalPrice;

    public double originalSize;

    /** Conditions in the order received, repeats kept. */
    public byte[][] originalConditions;

    /** The same as {@link #originalId} or a new one. */
    public long correctedId;

    public double correctedPrice;

    public double correctedSize;

    /** Conditions in the order received, repeats kept. */
    public byte[][] correctedConditions;

    /** Id of a trade that is taken back. */
    public long id;

    public double price;

    public double size;

    /** Why a trade is taken back: {@code C} (cancelled) or {@code E} (an error). */
    public byte[] action;

    /** Tape. */
    public byte[] tape;

    @Override
    public Kind kind() {
        return Kind.CORRECTION;
    }

    @Override
    void reset() {
        type = null;
        exchange = null;
        originalId = ABSENT;
        originalPrice = Double.NaN;
        originalSize = Double.NaN;
        originalConditions = null;
        correctedId = ABSENT;
        correctedPrice = Double.NaN;
        correctedSize = Double.NaN;
        correctedConditions = null;
        id = ABSENT;
        price = Double.NaN;
        size = Double.NaN;
        action = null;
        tape = null;
    }

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> type = in.text(TYPE);
            case 'S' -> symbol = in.symbol(SYMBOL);
            case 'x' -> exchange = in.text(EXCHANGE);
            case OI -> originalId = in.integer(ORIGINAL_ID, Long.MIN_VALUE);
            case OP -> originalPrice = in.decimal(ORIGINAL_PRICE);
            case OS -> originalSize = in.decimal(ORIGINAL_SIZE);
            case OC -> originalConditions = in.texts(ORIGINAL_CONDITIONS);
            case CI -> correctedId = in.integer(CORRECTED_ID, Long.MIN_VALUE);
            case CP -> correctedPrice = in.decimal(CORRECTED_PRICE);
            case CS -> correctedSize = in.decimal(CORRECTED_SIZE);
            case CC -> correctedConditions = in.texts(CORRECTED_CONDITIONS);
            case 'i' -> id = in.integer(ID, Long.MIN_VALUE);
            case 'p' -> price = in.decimal(PRICE);
            case 's' -> size = in.decimal(SIZE);
            case 'a' -> action = in.text(ACTION);
            case 't' -> timeNs = in.time(TIME);
            case 'z' -> tape = in.text(TAPE);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(TYPE, type);
        out.text(SYMBOL, symbol);
        out.text(EXCHANGE, exchange);
        out.integer(ORIGINAL_ID, originalId);
        out.decimal(ORIGINAL_PRICE, originalPrice);
        out.decimal(ORIGINAL_SIZE, originalSize);
        out.texts(ORIGINAL_CONDITIONS, originalConditions);
        out.integer(CORRECTED_ID, correctedId);
        out.decimal(CORRECTED_PRICE, correctedPrice);
        out.decimal(CORRECTED_SIZE, correctedSize);
        out.texts(CORRECTED_CONDITIONS, correctedConditions);
        out.integer(ID, id);
        out.decimal(PRICE, price);
        out.decimal(SIZE, size);
        out.text(ACTION, action);
        out.integer(TIME, timeMs());
        out.text(TAPE, tape);
    }
}
