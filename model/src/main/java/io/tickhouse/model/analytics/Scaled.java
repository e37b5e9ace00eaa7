package io.tickhouse.model.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Exact decimals of 9 digits after the point, as a long that counts 1e-9. */
public final class Scaled {

    /** Digits after the point. */
    public static final int DECIMALS = 9;

    private static final double ONE = 1e9;

    /** The first value that is too large. */
    private static final double TOO_LARGE = 9.2e9;

    /** Below it, doubles are closer to each other than two values of 9 decimals. */
    private static final double DENSE = 1 << 23;

    private Scaled() {}

    /**
     * The value of the shortest decimal that reads as this double.
     *
     * @throws ArithmeticException if it has more than 9 digits after the point, is not a number, or
     *     is 9.2e9 or more (or -9.2e9 or less)
     */
    public static long of(double value) {
        if (!(Math.abs(value) < TOO_LARGE)) {
            throw new ArithmeticException(value + " is too large or not a number");
        }
        long scaled = Math.round(value * ONE);
        // Both are exact as doubles, and a division of IEEE 754 rounds as a parser does.
        if (Math.abs(value) < DENSE && scaled / ONE == value) {
            return scaled;
        }
        return ofShortest(value);
    }

    private static long ofShortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int decimals = 0; decimals <= DECIMALS; decimals++) {
            BigDecimal rounded = exact.setScale(decimals, RoundingMode.HALF_EVEN);
            if (rounded.doubleValue() == value) {
                return rounded.setScale(DECIMALS).unscaledValue().longValueExact();
            }
        }
        throw new ArithmeticException(value + " has more than 9 digits after the point");
    }

    /** The decimal, with 9 digits after the point. */
    public static BigDecimal decimal(long scaled) {
        return BigDecimal.valueOf(scaled, DECIMALS);
    }
}
