package io.tickhouse.connectors.alpaca;

import java.time.Instant;

/** What came of a {@link HistoryRequest}. */
sealed interface HistoryAnswer {

    /**
     * A page.
     *
     * @param frame its messages in the form of the stream, as a JSON array
     * @param nextToken of the page behind it, null if this is the last
     * @param notBefore the next request has to wait until then, null if it has not
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier, and copying would cost
    record Page(byte[] frame, String nextToken, Instant notBefore) implements HistoryAnswer {}

    /**
     * To be asked again.
     *
     * @param notBefore what the server named, null if it named nothing
     */
    record Busy(String detail, Instant notBefore) implements HistoryAnswer {}

    /**
     * The server does not take this request: a symbol in it, or its page token. To ask the same
     * again is of no use.
     *
     * @param reason a sentence, without secrets
     */
    record Rejected(String reason) implements HistoryAnswer {}

    /**
     * The server does not answer us at all, for want of rights or since it is the wrong address.
     * That lasts until somebody does something about it.
     *
     * @param reason a sentence that names cause and remedy, without secrets
     */
    record Denied(String reason) implements HistoryAnswer {}
}
