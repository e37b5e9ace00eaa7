package io.tickhouse.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaScriptNumberTest {

    /** The samples of RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesTheSamplesOfTheStandard(String bits, String text) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        assertThat(EcmaScriptNumber.text(number)).isEqualTo(text);
    }

    /** Numbers for which Java 17 writes more digits than needed (JDK-4511638). */
    @ParameterizedTest
    @CsvSource({
        "2e23, 2e+23",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "4.9E-324, 5e-324"
    })
    void needsNoMoreDigitsThanTheNumberHas(double number, String text) {
        assertThat(EcmaScriptNumber.text(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatJsonCannotHoldIsRefused(double number) {
        assertThatThrownBy(() -> EcmaScriptNumber.text(number))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 5_000)
    void anyNumberReadsBackAsItself(@ForAll long bits) {
        double number = finite(bits);

        // Adding zero makes the negative zero, which has no text of its own, positive.
        assertThat(Double.parseDouble(EcmaScriptNumber.text(number))).isEqualTo(number + 0.0);
    }

    @Property(tries = 5_000)
    void oneDigitLessReadsBackAsAnotherNumber(@ForAll long bits) {
        double number = Math.abs(finite(bits));
        Assume.that(number > 0);
        int digits = digits(EcmaScriptNumber.text(number));
        Assume.that(digits > 1);

        BigDecimal shorter =
                new BigDecimal(number).round(new MathContext(digits - 1, RoundingMode.HALF_EVEN));

        assertThat(shorter.doubleValue()).isNotEqualTo(number);
    }

    @Property(tries = 5_000)
    void isNeverLongerThanTheTextOfJava(@ForAll long bits) {
        double number = Math.abs(finite(bits));
        Assume.that(number > 0);

        assertThat(digits(EcmaScriptNumber.text(number)))
                .isLessThanOrEqualTo(digits(Double.toString(number)));
    }

    @Property
    void theSignStandsInFrontAndChangesNothingElse(@ForAll long bits) {
        double number = Math.abs(finite(bits));
        Assume.that(number > 0);

        assertThat(EcmaScriptNumber.text(-number)).isEqualTo("-" + EcmaScriptNumber.text(number));
    }

    @Property
    void whatADoubleCountsExactlyHasNoPoint(
            @ForAll @LongRange(min = -(1L << 53), max = 1L << 53) long number) {
        assertThat(EcmaScriptNumber.text((double) number)).isEqualTo(Long.toString(number));
    }

    @Property
    void pricesInCentsAreWrittenAsPeopleWriteThem(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long cents) {
        assertThat(EcmaScriptNumber.text(cents / 100.0))
                .isEqualTo(BigDecimal.valueOf(cents, 2).stripTrailingZeros().toPlainString());
    }

    private static double finite(long bits) {
        double number = Double.longBitsToDouble(bits);
        Assume.that(Double.isFinite(number));
        return number;
    }

    private static int digits(String text) {
        return new BigDecimal(text).stripTrailingZeros().precision();
    }
}
