package io.tickhouse.alpaca.emulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A kind of fault. Kinds marked (reconnect) first reset the connection, to affect the next one. */
public enum FaultKind {
    /** TCP reset without a close frame. */
    RESET,
    /** Half a frame of {@code bytes}, then the end of the stream. */
    CLOSE_MID_FRAME,
    /** A close frame with {@code code}. */
    CLOSE,
    /** A message that is marked as compressed but is not. */
    BROKEN_DEFLATE,
    /**
     * Open but silent for {@code lasting}, then reset; messages published in that time are lost.
     * Without {@code pongs} the client's frames are not read either.
     */
    MUTE,
    /** The next {@code count} logins get error 406 (reconnect). */
    ERROR_406,
    /** Error 407, then the end. */
    SLOW_CLIENT_407,
    /** Error {@code code} for no reason; the connection stays. */
    ERROR,
    /** The next {@code count} upgrades get the HTTP status {@code code} (reconnect). */
    HANDSHAKE_STATUS,
    /** The next {@code count} acknowledgements omit half of the requested symbols (reconnect). */
    PARTIAL_ACK,
    /** The next {@code count} data frames are sent twice. */
    DUPLICATES,
    /** Messages published during {@code lasting} are sent in random order afterwards. */
    DISORDER,
    /** The next data frame has {@code bytes}. */
    BIG_FRAME,
    /** For {@code lasting} the bytes are sent a few at a time. */
    TRICKLE,
    /** The next {@code count} data frames come in fragments, the last of them empty. */
    FRAGMENTS,
    /** {@code count} trades of the last minute are corrected or cancelled at once. */
    LATE_CORRECTIONS,
    /** The next {@code count} history requests get the HTTP status {@code code}. */
    REST_STATUS;

    /** The name in a plan's file: {@code close-mid-frame}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FaultKind of(String label) {
        for (FaultKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "unknown fault "
                        + label
                        + "; the faults are "
                        + Arrays.stream(values())
                                .map(FaultKind::label)
                                .collect(Collectors.joining(", ")));
    }
}
