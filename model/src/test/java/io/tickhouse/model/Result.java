package io.tickhouse.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * One thing that a raw record became, in a form that compares by value and prints well.
 *
 * @param kind {@code trade}, as {@link Results#name} says it, or {@code dead}
 * @param source {@code partition-offset-index}; index -1 is the whole record
 * @param reasons the reason of a dead letter; in an expectation, all acceptable reasons; empty for
 *     a row
 * @param elements number of elements: 1, unless it is a run of dead ones
 * @param text the flattened JSON of a row, or the bytes of a dead letter, as {@link #show} prints
 *     them
 */
public record Result(String kind, String source, Set<Reason> reasons, int elements, String text) {

    public static Result row(String kind, String source, byte[] json) {
        return new Result(kind, source, Set.of(), 1, show(json));
    }

    public static Result dead(Set<Reason> reasons, String source, byte[] bytes) {
        return dead(reasons, source, 1, bytes);
    }

    public static Result dead(Set<Reason> reasons, String source, int elements, byte[] bytes) {
        return new Result("dead", source, EnumSet.copyOf(reasons), elements, show(bytes));
    }

    /** Whether the actual result matches this expectation. */
    public boolean admits(Result actual) {
        return kind.equals(actual.kind)
                && source.equals(actual.source)
                && text.equals(actual.text)
                && elements == actual.elements
                && reasons.containsAll(actual.reasons)
                && reasons.isEmpty() == actual.reasons.isEmpty();
    }

    /** Text as it is, anything else in base64. Different bytes print differently. */
    public static String show(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (!text.startsWith("base64:")) {
                return text;
            }
        } catch (CharacterCodingException notText) {
            return encoded(bytes);
        }
        return encoded(bytes);
    }

    private static String encoded(byte[] bytes) {
        return "base64:" + Base64.getEncoder().encodeToString(bytes);
    }
}
