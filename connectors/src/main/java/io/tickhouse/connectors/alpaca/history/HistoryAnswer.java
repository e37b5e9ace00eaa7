package io.tickhouse.connectors.alpaca.history;

import java.time.Instant;

/** The answer to a {@link HistoryRequest}. */
public sealed interface HistoryAnswer {

    /**
     * A page.
     *
     * @param frame its messages in the form of the stream, as a JSON array
     * @param nextToken token of the next page, null if this is the last
     * @param notBefore the next request must wait until then; null if it need not
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost time
    record Page(byte[] frame, String nextToken, Instant notBefore) implements HistoryAnswer {}

    /**
     * The request should be repeated.
     *
     * @param notBefore the time that the server named, or null
     */
    record Busy(String detail, Instant notBefore) implements HistoryAnswer {}

    /**
     * The server rejects this request: a symbol in it, or its page token. Repeating it is useless.
     *
     * @param reason a sentence, without secrets
     */
    record Rejected(String reason) implements HistoryAnswer {}

    /**
     * The server refuses all our requests, because we lack rights or the address is wrong. That
     * lasts until a person acts.
     *
     * @param reason a sentence that names cause and remedy, without secrets
     */
    record Denied(String reason) implements HistoryAnswer {}
}
