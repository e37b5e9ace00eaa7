package io.tickhouse.model;

/**
 * Bounds on what is read, so that no input can exhaust the reader.
 *
 * @param maxDepth nesting of arrays and objects, the array of the record included; at most 512
 * @param maxNumberLength characters of a number
 * @param maxStringLength bytes of a string or key between its quotes, escapes as written
 * @param maxDocumentLength bytes of a record
 */
public record Limits(
        int maxDepth, int maxNumberLength, int maxStringLength, int maxDocumentLength) {

    public static final Limits DEFAULT = new Limits(32, 64, 4096, 16 << 20);

    public Limits {
        if (maxDepth < 2 || maxDepth > 512) {
            throw new IllegalArgumentException("maxDepth must be 2 to 512, not " + maxDepth);
        }
        if (maxNumberLength < 20 || maxStringLength < 40 || maxDocumentLength < 2) {
            throw new IllegalArgumentException("Limits too small to hold one message");
        }
    }
}
