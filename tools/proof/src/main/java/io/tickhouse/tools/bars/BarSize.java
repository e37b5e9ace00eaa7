package io.tickhouse.tools.bars;

import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of bars as people write them. */
final class BarSize {

    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,3})([mhd])");

    private BarSize() {}

    /**
     * The seconds of a size.
     *
     * @param text as {@code 5m}
     * @throws UserError if it is not a size
     */
    static int seconds(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw UserError.badUsage(
                    "--size is one such as 1m, 5m, 15m, 1h or 1d, not " + text + ".");
        }
        int unit =
                switch (size.group(2)) {
                    case "m" -> 60;
                    case "h" -> 3_600;
                    default -> 86_400;
                };
        return Integer.parseInt(size.group(1)) * unit;
    }

    /** As in {@code 5m}. */
    static String text(int seconds) {
        return AnalyticsTable.label(Duration.ofSeconds(seconds));
    }
}
