package io.tickhouse.model;

import java.nio.charset.StandardCharsets;

/**
 * A field of the rows of a kind. Parser, flattened JSON and tables use the same one.
 *
 * @param key its key in the feed
 * @param flatKey its key in the flattened JSON, and its column if columns are named as in the feed
 * @param name its column if columns are named in words
 * @param type what it holds
 * @param index its place among the fields of its kind, from 0
 * @param prefix what stands before its value in the flattened JSON, a comma included; must not be
 *     written to
 */
@SuppressWarnings("ArrayRecordComponent") // fields are compared by identity only
public record Field(String key, String flatKey, String name, Type type, int index, byte[] prefix) {

    /** What a field holds. Every row has a symbol and a time; any other field may be absent. */
    public enum Type {
        SYMBOL,
        /** The event time, in milliseconds. */
        TIME,
        TEXT,
        TEXTS,
        INTEGER,
        DECIMAL
    }

    Field(String key, String flatKey, String name, Type type, int index) {
        this(key, flatKey, name, type, index, prefix(flatKey));
    }

    private static byte[] prefix(String flatKey) {
        return (",\"" + flatKey + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether every row has it. */
    public boolean required() {
        return type == Type.SYMBOL || type == Type.TIME;
    }
}
