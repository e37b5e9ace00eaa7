package io.tickhouse.alpaca.emulator;

/** The errors of the stream. */
enum ProtocolError {
    INVALID_SYNTAX(400, "invalid syntax"),
    NOT_AUTHENTICATED(401, "not authenticated"),
    AUTH_FAILED(402, "auth failed"),
    ALREADY_AUTHENTICATED(403, "already authenticated"),
    AUTH_TIMEOUT(404, "auth timeout"),
    SYMBOL_LIMIT(405, "symbol limit exceeded"),
    CONNECTION_LIMIT(406, "connection limit exceeded"),
    SLOW_CLIENT(407, "slow client"),
    NOT_ENABLED(408, "v2 not enabled"),
    INSUFFICIENT_SUBSCRIPTION(409, "insufficient subscription"),
    INVALID_ACTION(410, "invalid subscribe action for this feed"),
    INSUFFICIENT_SCOPE(411, "insufficient scope"),
    INTERNAL(500, "internal error");

    private final int code;
    private final String message;

    ProtocolError(int code, String message) {
        this.code = code;
        this.message = message;
    }

    int code() {
        return code;
    }

    String message() {
        return message;
    }

    /** The error with this code; for an unknown code, an internal error. */
    static ProtocolError of(int code) {
        for (ProtocolError error : values()) {
            if (error.code == code) {
                return error;
            }
        }
        return INTERNAL;
    }
}
