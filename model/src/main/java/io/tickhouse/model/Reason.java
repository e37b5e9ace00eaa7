package io.tickhouse.model;

/** Why a raw record, or one element of it, did not become a row. */
public enum Reason {
    /** The record is not one JSON document in UTF-8. */
    NOT_JSON,
    /** The record is JSON, but not an array. */
    NOT_AN_ARRAY,
    /** The element is not an object. */
    NOT_AN_OBJECT,
    /** The element's type is not one that a feed is known to send. */
    UNKNOWN_TYPE,
    /** The element's type is known, but has no table: an order book or news. */
    UNSUPPORTED_TYPE,
    /** The element lacks its type, its symbol or its time. */
    MISSING_FIELD,
    /** A field has an invalid value, or appears twice. */
    BAD_VALUE,
    /** A limit of {@link Limits} is exceeded. */
    TOO_LARGE,
    /** The record has no value (a tombstone). */
    NULL_VALUE,
    /** The element is a protocol message between client and server, not data. */
    CONTROL_MESSAGE
}
