package io.tickhouse.oracle;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * ECMAScript's Number::toString (the number form of RFC 8785), word for word and slow. It looks for
 * the fewest digits that read back as the number, and among those for the nearest.
 */
public final class EcmaScriptNumber {

    private EcmaScriptNumber() {}

    /**
     * The text of a finite number.
     *
     * @throws IllegalArgumentException if it is infinite or not a number
     */
    public static String text(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("not in JSON: " + number);
        }
        if (number == 0) {
            return "0";
        }
        if (number < 0) {
            return "-" + text(-number);
        }
        BigDecimal shortest = shortest(number);
        String digits = shortest.unscaledValue().toString();
        int k = digits.length();
        int n = k - shortest.scale();
        if (k <= n && n <= 21) {
            return digits + "0".repeat(n - k);
        }
        if (0 < n && n <= 21) {
            return digits.substring(0, n) + "." + digits.substring(n);
        }
        if (-6 < n && n <= 0) {
            return "0." + "0".repeat(-n) + digits;
        }
        String exponent = (n > 0 ? "e+" : "e-") + Math.abs(n - 1);
        if (k == 1) {
            return digits + exponent;
        }
        return digits.charAt(0) + "." + digits.substring(1) + exponent;
    }

    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal below = exact.round(new MathContext(digits, RoundingMode.FLOOR));
            BigDecimal above = exact.round(new MathContext(digits, RoundingMode.CEILING));
            boolean belowReadsBack = below.doubleValue() == number;
            boolean aboveReadsBack = above.doubleValue() == number;
            if (belowReadsBack && aboveReadsBack) {
                return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
            }
            if (belowReadsBack || aboveReadsBack) {
                return (belowReadsBack ? below : above).stripTrailingZeros();
            }
        }
        throw new AssertionError("17 digits always read back: " + number);
    }
}
