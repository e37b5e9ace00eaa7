package io.tickhouse.pinot;

/** Pinot refused a request or could not be reached; the message says which and why. */
public final class PinotException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as callers act on it differently. */
    public enum Kind {
        /** Nothing answers at the address. */
        UNREACHABLE,
        UNKNOWN_TABLE,
        UNKNOWN_COLUMN,
        /** The statement does not parse. */
        BAD_SQL,
        /** The Kafka topic of a table does not exist yet. */
        NO_TOPIC,
        /** Any other refusal by Pinot. */
        REFUSED
    }

    private final Kind kind;

    PinotException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    PinotException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
