package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.wire.Credentials;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table of outcomes: everything that can happen to a connection, and what follows from it. Each
 * row has its own counter.
 */
public enum Outcome {
    // The server's error messages.
    INVALID_SYNTAX(
            Origin.ERROR,
            400,
            Reaction.FAIL,
            "Alpaca rejected the subscription as invalid (400): check the symbols for characters"
                    + " that no ticker has, and write class shares with a dot, as in BRK.B."),
    NOT_AUTHENTICATED(
            Origin.ERROR, 401, Reaction.RETRY, "the server says we are not logged in (401)"),
    AUTH_FAILED(
            Origin.ERROR,
            402,
            Reaction.FAIL,
            "Alpaca does not know this key and secret (402): check "
                    + Credentials.KEY
                    + " and "
                    + Credentials.SECRET
                    + ", and that they belong to this server (live and paper keys work, those of"
                    + " the sandbox only on its own host)."),
    ALREADY_AUTHENTICATED(Origin.ERROR, 403, Reaction.PROCEED, "we were already logged in (403)"),
    AUTH_TIMEOUT(Origin.ERROR, 404, Reaction.RETRY, "the server got no login in time (404)"),
    SYMBOL_LIMIT(
            Origin.ERROR,
            405,
            Reaction.FAIL,
            "The subscription has more symbols than the Alpaca plan allows (405): subscribe to"
                    + " fewer symbols (the free plan has 30), or get a larger plan."),
    CONNECTION_LIMIT(
            Origin.ERROR,
            406,
            Reaction.RETRY_WHEN_SLOT_IS_FREE,
            "the account already has a connection (406); a session that died without a close frame"
                    + " holds its slot for about 90 s"),
    SLOW_CLIENT(
            Origin.ERROR,
            407,
            Reaction.RETRY,
            "the server cut us off because we read too slowly (407); the rest of the job is"
                    + " too slow for this feed"),
    V2_NOT_ENABLED(
            Origin.ERROR,
            408,
            Reaction.FAIL,
            "The Alpaca account is not enabled for data API v2 (408): ask Alpaca's support to"
                    + " enable it, or use the keys of another account."),
    INSUFFICIENT_SUBSCRIPTION(
            Origin.ERROR,
            409,
            Reaction.FAIL,
            "The Alpaca plan does not include this feed (409): use --feed iex, which every plan"
                    + " has, or get a plan that includes this feed."),
    INVALID_ACTION(
            Origin.ERROR,
            410,
            Reaction.FAIL,
            "This feed lacks one of the channels (410): remove it from --channels"
                    + " (alpaca.channels)."),
    INSUFFICIENT_SCOPE(
            Origin.ERROR,
            411,
            Reaction.FAIL,
            "The token may not read market data (411): use an API key, or a token with the scope"
                    + " 'data'."),
    MSGPACK_ONLY(
            Origin.ERROR,
            412,
            Reaction.FAIL,
            "This feed sends only msgpack (412), like the options feeds: choose a feed of stocks or"
                    + " crypto."),
    STAR_NOT_ALLOWED(
            Origin.ERROR,
            413,
            Reaction.FAIL,
            "This feed does not allow the symbol * in one of the channels (413): list the"
                    + " symbols."),
    INTERNAL_ERROR(Origin.ERROR, 500, Reaction.RETRY, "the server had an internal error (500)"),
    OTHER_ERROR(Origin.ERROR, Outcome.ANY, Reaction.RETRY, "the server sent an unknown error"),

    // Close frames of the server, and connections that ended without one (1006).
    CLOSE_NORMAL(Origin.CLOSE, 1000, Reaction.RETRY, "the server closed the connection (1000)"),
    CLOSE_GOING_AWAY(Origin.CLOSE, 1001, Reaction.RETRY, "the server is going away (1001)"),
    CLOSE_PROTOCOL_ERROR(Origin.CLOSE, 1002, Reaction.RETRY, "protocol error (1002)"),
    CLOSE_UNSUPPORTED_DATA(
            Origin.CLOSE,
            1003,
            Reaction.RETRY,
            "the server does not accept our kind of data (1003)"),
    CLOSE_ABNORMAL(
            Origin.CLOSE,
            1006,
            Reaction.RETRY,
            "the connection ended without a close frame (1006)"),
    CLOSE_BAD_DATA(
            Origin.CLOSE, 1007, Reaction.RETRY, "a message was not valid text or deflate (1007)"),
    CLOSE_POLICY(
            Origin.CLOSE, 1008, Reaction.RETRY, "the server closed for a policy violation (1008)"),
    /** Sent after a subscribe message that is too long, so the next ones are shorter. */
    CLOSE_TOO_BIG(
            Origin.CLOSE,
            1009,
            Reaction.RETRY_WITH_SMALLER_CHUNKS,
            "a message was too big (1009); the next subscriptions go in smaller chunks"),
    CLOSE_SERVER_ERROR(Origin.CLOSE, 1011, Reaction.RETRY, "the server had an error (1011)"),
    CLOSE_RESTART(Origin.CLOSE, 1012, Reaction.RETRY, "the server is restarting (1012)"),
    CLOSE_TRY_LATER(
            Origin.CLOSE, 1013, Reaction.RETRY, "the server asks us to try again later (1013)"),
    CLOSE_OTHER(
            Origin.CLOSE, Outcome.ANY, Reaction.RETRY, "the server closed with an unknown code"),

    // HTTP answers to the WebSocket handshake.
    HANDSHAKE_UNAUTHORIZED(
            Origin.HANDSHAKE,
            401,
            Reaction.FAIL,
            "The server refused the key and secret in the handshake (HTTP 401): check "
                    + Credentials.KEY
                    + " and "
                    + Credentials.SECRET
                    + "."),
    HANDSHAKE_FORBIDDEN(
            Origin.HANDSHAKE,
            403,
            Reaction.FAIL,
            "The server forbids this feed in the handshake (HTTP 403): check that the plan"
                    + " includes the feed and that the keys belong to this server."),
    HANDSHAKE_NOT_FOUND(
            Origin.HANDSHAKE,
            404,
            Reaction.FAIL,
            "The server has no such feed (HTTP 404): check the name or address of the feed."),
    HANDSHAKE_TOO_MANY_REQUESTS(
            Origin.HANDSHAKE,
            429,
            Reaction.RETRY_WHEN_SERVER_SAYS,
            "too many connection attempts (HTTP 429)"),
    HANDSHAKE_SERVER_ERROR(
            Origin.HANDSHAKE,
            500,
            Reaction.RETRY_WHEN_SERVER_SAYS,
            "the server had an error in the handshake (HTTP 5xx)"),
    HANDSHAKE_OTHER(
            Origin.HANDSHAKE,
            Outcome.ANY,
            Reaction.RETRY_WHEN_SERVER_SAYS,
            "the server gave an unexpected answer to the handshake"),

    // What we detect ourselves.
    UNKNOWN_HOST(Origin.LOCAL, 0, Reaction.RETRY, "the name of the server cannot be resolved"),
    CANNOT_CONNECT(Origin.LOCAL, 0, Reaction.RETRY, "the server cannot be reached"),
    IO_ERROR(Origin.LOCAL, 0, Reaction.RETRY, "reading or writing failed"),
    TLS_ERROR(Origin.LOCAL, 0, Reaction.RETRY, "the TLS handshake failed"),
    TLS_UNTRUSTED(
            Origin.LOCAL,
            0,
            Reaction.FAIL,
            "The certificate of the server is not trusted: check the address of the feed, or add"
                    + " the certificate authority of the proxy in between to the JVM's trust"
                    + " store."),
    NO_ANSWER(Origin.LOCAL, 0, Reaction.RETRY, "the server did not answer in time"),
    PARTIAL_ACKNOWLEDGEMENT(
            Origin.LOCAL,
            0,
            Reaction.RETRY,
            "the server did not acknowledge all symbols, though asked again"),
    SYMBOLS_NOT_ACKNOWLEDGED(
            Origin.LOCAL,
            0,
            Reaction.FAIL,
            "Alpaca keeps leaving out some symbols from the subscription: remove those that it"
                    + " does not list, or rename those that changed their ticker."),
    STALLED(Origin.LOCAL, 0, Reaction.RETRY, "a channel that should be busy is silent"),
    PONG_MISSING(Origin.LOCAL, 0, Reaction.RETRY, "the server does not answer pings"),
    /** The alarm after CONNECTION_LIMIT: no session of ours holds the slot for so long. */
    CONNECTION_LIMIT_LASTS(
            Origin.LOCAL,
            0,
            Reaction.RETRY,
            "the account's connection has been taken for longer than a dead session of ours could"
                    + " hold it (406): another client uses this key; stop it"),
    CLOSED_BY_US(Origin.LOCAL, 0, Reaction.STOP, "we closed the connection");

    /** The code of a row that matches all codes without a row of their own. */
    static final int ANY = -1;

    /** The origin of a row's code. */
    enum Origin {
        ERROR,
        CLOSE,
        HANDSHAKE,
        LOCAL
    }

    /** What follows from an outcome. */
    enum Reaction {
        /** Nothing: go on as after a success. */
        PROCEED,
        /** A new connection after a delay that doubles, with full jitter. */
        RETRY,
        /** The same, but not before the time that the server names, if any. */
        RETRY_WHEN_SERVER_SAYS,
        /** A new connection on a schedule of its own, longer than a dead session holds its slot. */
        RETRY_WHEN_SLOT_IS_FREE,
        RETRY_WITH_SMALLER_CHUNKS,
        /** No further attempt: the sentence goes to the user. */
        FAIL,
        /** No further attempt, and nothing is wrong. */
        STOP
    }

    private static final Map<Origin, Map<Integer, Outcome>> BY_CODE =
            Arrays.stream(values())
                    .filter(o -> o.origin != Origin.LOCAL)
                    .collect(
                            Collectors.groupingBy(
                                    o -> o.origin,
                                    Collectors.toUnmodifiableMap(
                                            o -> o.code, Function.identity())));

    private final Origin origin;
    private final int code;
    private final Reaction reaction;
    private final String sentence;

    Outcome(Origin origin, int code, Reaction reaction, String sentence) {
        this.origin = origin;
        this.code = code;
        this.reaction = reaction;
        this.sentence = sentence;
    }

    static Outcome ofError(int code) {
        return lookUp(Origin.ERROR, code);
    }

    static Outcome ofClose(int code) {
        return lookUp(Origin.CLOSE, code);
    }

    static Outcome ofHandshake(int status) {
        return lookUp(Origin.HANDSHAKE, status >= 500 && status <= 599 ? 500 : status);
    }

    private static Outcome lookUp(Origin origin, int code) {
        Map<Integer, Outcome> rows = BY_CODE.get(origin);
        Outcome row = rows.get(code);
        return row == null ? rows.get(ANY) : row;
    }

    Origin origin() {
        return origin;
    }

    int code() {
        return code;
    }

    Reaction reaction() {
        return reaction;
    }

    /**
     * For FAIL the whole sentence that the user reads, else a part of one. It contains no secret.
     */
    public String sentence() {
        return sentence;
    }

    /** Whether this ends the feed because only the user can fix it. */
    boolean isFinal() {
        return reaction == Reaction.FAIL;
    }

    /** The name in metrics and gap records. */
    public String metricName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
