package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/** Whether a symbol is traded, such as a halt: {@code T} is {@code s}. */
public final class Status extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field CODE = FIELDS.text("sc", "status_code");
    private static final Field MESSAGE = FIELDS.text("sm", "status_message");
    private static final Field REASON_CODE = FIELDS.text("rc", "reason_code");
    private static final Field REASON = FIELDS.text("rm", "reason_message");
    private static final Field TIME = FIELDS.time();
    private static final Field TAPE = FIELDS.text("z", "tape");

    private static final int SC = FieldReader.TWO | 's' << 8 | 'c';
    private static final int SM = FieldReader.TWO | 's' << 8 | 'm';
    private static final int RC = FieldReader.TWO | 'r' << 8 | 'c';
    private static final int RM = FieldReader.TWO | 'r' << 8 | 'm';

    /** What it is; the tapes have different codes. */
    public byte[] code;

    /** The same in words. */
    public byte[] message;

    /** Why; the tapes have different codes. */
    public byte[] reasonCode;

    /** The same in words; may be empty. */
    public byte[] reason;

    /** Tape. */
    public byte[] tape;

    @Override
    public Kind kind() {
        return Kind.STATUS;
    }

    @Override
    void reset() {
        code = null;
        message = null;
        reasonCode = null;
        reason = null;
        tape = null;
    }

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> in.type();
            case 'S' -> symbol = in.symbol(SYMBOL);
            case SC -> code = in.text(CODE);
            case SM -> message = in.text(MESSAGE);
            case RC -> reasonCode = in.text(REASON_CODE);
            case RM -> reason = in.text(REASON);
            case 't' -> timeNs = in.time(TIME);
            case 'z' -> tape = in.text(TAPE);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(SYMBOL, symbol);
        out.text(CODE, code);
        out.text(MESSAGE, message);
        out.text(REASON_CODE, reasonCode);
        out.text(REASON, reason);
        out.integer(TIME, timeMs());
        out.text(TAPE, tape);
    }
}
