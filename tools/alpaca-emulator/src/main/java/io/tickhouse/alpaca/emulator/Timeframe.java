package io.tickhouse.alpaca.emulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The interval of a bar.
 *
 * @param seconds its length; for a day, that of a calendar day
 */
record Timeframe(long seconds, boolean daily) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,2})(Min|T|Hour|H|Day|D)");

    /**
     * @throws IllegalArgumentException if the emulator does not support it
     */
    static Timeframe parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            int count = Integer.parseInt(matcher.group(1));
            char unit = matcher.group(2).charAt(0);
            if (unit == 'D' && count == 1) {
                return new Timeframe(86_400, true);
            }
            if ((unit == 'M' || unit == 'T') && count >= 1 && count <= 59) {
                return new Timeframe(count * 60L, false);
            }
            if (unit == 'H' && count >= 1 && count <= 23) {
                return new Timeframe(count * 3600L, false);
            }
        }
        throw new IllegalArgumentException("invalid timeframe: " + text);
    }
}
