package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledTest {

    /** A decimal of 15 digits is the shortest that reads as its double. */
    @Property
    void isTheValueOfTheDecimalThatWasRead(
            @ForAll @LongRange(min = -999_999_999_999_999L, max = 999_999_999_999_999L) long digits,
            @ForAll @IntRange(min = 0, max = 9) int decimals) {
        BigDecimal decimal = BigDecimal.valueOf(digits, decimals);
        if (decimal.abs().compareTo(new BigDecimal("9.2e9")) < 0) {
            assertThat(Scaled.decimal(Scaled.of(decimal.doubleValue())))
                    .isEqualTo(decimal.setScale(9));
        }
    }

    @Property
    void readsAsTheSameDoubleOrIsRefused(@ForAll double value) {
        long scaled;
        try {
            scaled = Scaled.of(value);
        } catch (ArithmeticException refused) {
            return;
        }
        assertThat(Scaled.decimal(scaled).doubleValue()).isEqualTo(value + 0.0);
    }

    /** Here doubles are further from each other than 1e-9: the shortest text decides. */
    @Test
    void takesTheShortestOfSeveralDecimals() {
        assertThat(Scaled.of(8_999_999_999.1)).isEqualTo(8_999_999_999_100_000_000L);
        assertThat(Scaled.of(8_500_000.12345679)).isEqualTo(8_500_000_123_456_790L);
        assertThat(Scaled.of(8_500_000.1)).isEqualTo(8_500_000_100_000_000L);
    }

    @Test
    void holdsTheSmallest() {
        assertThat(Scaled.of(1e-9)).isEqualTo(1);
        assertThat(Scaled.of(0)).isZero();
        assertThat(Scaled.of(-0.0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-10, 0.1234567891, 10.0000000001, 1 / 3.0})
    void refusesMoreThanNineDecimals(double value) {
        assertThatThrownBy(() -> Scaled.of(value))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("more than 9 digits");
    }

    @ParameterizedTest
    @ValueSource(doubles = {9.2e9, -9.2e9, 1e300, Double.POSITIVE_INFINITY, Double.NaN})
    void refusesWhatIsTooLargeOrNotANumber(double value) {
        assertThatThrownBy(() -> Scaled.of(value))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("too large or not a number");
    }
}
