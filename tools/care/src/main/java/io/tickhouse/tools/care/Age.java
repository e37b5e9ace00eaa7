package io.tickhouse.tools.care;

import io.tickhouse.tools.UserError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How options give a length of time: {@code 45s}, {@code 10m}, {@code 12h}, {@code 5d}, 0. */
final class Age {

    private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})(s|m|h|d)|0");

    private Age() {}

    /**
     * @throws UserError if the text is none
     */
    static Duration of(String option, String text) {
        Matcher length = LENGTH.matcher(text);
        if (!length.matches()) {
            throw UserError.badUsage(
                    option + " takes a number with s, m, h or d, such as 12h, not " + text + ".");
        }
        if (length.group(1) == null) {
            return Duration.ZERO;
        }
        long number = Long.parseLong(length.group(1));
        return switch (length.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /**
     * A moment that is so long ago, or that is given as a time.
     *
     * @throws UserError if the text is neither
     */
    static Instant before(Instant now, String option, String text) {
        if (!text.contains("T")) {
            return now.minus(of(option, text));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw UserError.badUsage(
                    option
                            + " takes an age such as 12h or a time such as 2025-11-13T14:30:00Z,"
                            + " not "
                            + text
                            + ".");
        }
    }
}
