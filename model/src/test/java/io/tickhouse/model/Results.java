package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Keeps the output of a {@link Flattener} as {@link Result}s. */
public final class Results implements Flattener.Output {

    private final FlatJson json = new FlatJson();
    private final List<Result> results = new ArrayList<>();

    /** Everything that one record becomes, in order. */
    public static List<Result> of(Flattener flattener, byte[] value, int partition, long offset) {
        Results output = new Results();
        flattener.flatten(value, partition, offset, output);
        return output.results;
    }

    /**
     * Whether each expectation admits the actual result at its position, and the numbers are equal.
     */
    public static boolean agree(List<Result> expected, List<Result> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).admits(actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Fails, showing both lists, unless they {@link #agree}. */
    public static void assertAgree(String about, List<Result> expected, List<Result> actual) {
        if (!agree(expected, actual)) {
            assertThat(actual).as(about).isEqualTo(expected);
        }
    }

    @Override
    public void row(Message message) {
        results.add(row(message, json));
    }

    /** A message as a result. */
    public static Result row(Message message, FlatJson json) {
        String source = message.partition + "-" + message.offset + "-" + message.index;
        return Result.row(name(message.kind()), source, json.toBytes(message));
    }

    /** The kind as golden cases call it. */
    public static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        assertThat(letter.detail).as("detail").isNotBlank();
        String source = letter.partition + "-" + letter.offset + "-" + letter.index;
        results.add(Result.dead(EnumSet.of(letter.reason), source, letter.elements, letter.value));
    }
}
