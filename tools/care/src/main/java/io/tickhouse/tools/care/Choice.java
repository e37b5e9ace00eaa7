package io.tickhouse.tools.care;

import io.tickhouse.tools.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One of a few words, as an option takes it: the names of an enum in lower case. */
final class Choice {

    private Choice() {}

    /**
     * @throws UserError if it is none of them; the message names all
     */
    static <E extends Enum<E>> E of(String option, String value, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> word(each).equals(value))
                .findFirst()
                .orElseThrow(
                        () ->
                                UserError.badUsage(
                                        "%s takes %s, not %s."
                                                .formatted(
                                                        option,
                                                        Arrays.stream(type.getEnumConstants())
                                                                .map(Choice::word)
                                                                .collect(
                                                                        Collectors.joining(" or ")),
                                                        value)));
    }

    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
