package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExactSumPropertyTest {

    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(127);

    @Property
    void anySumOfTwoIsRightOrRefused(
            @ForAll long high, @ForAll long low, @ForAll long otherHigh, @ForAll long otherLow) {
        ExactSum other = new ExactSum(otherHigh, otherLow);

        check(high, low, other.value(), sum -> sum.add(other));
        check(high, low, other.value().negate(), sum -> sum.subtract(other));
    }

    @Property
    void productsAndLongsAreAddedAndTakenBack(
            @ForAll long high, @ForAll long low, @ForAll long a, @ForAll long b) {
        BigInteger one = BigInteger.valueOf(a);
        BigInteger product = one.multiply(BigInteger.valueOf(b));

        check(high, low, one, sum -> sum.add(a));
        check(high, low, one.negate(), sum -> sum.subtract(a));
        check(high, low, product, sum -> sum.addProduct(a, b));
        check(high, low, product.negate(), sum -> sum.subtractProduct(a, b));
    }

    @Property
    void whatIsTakenBackLeavesNothing(@ForAll List<Long> values) {
        ExactSum sum = new ExactSum();
        values.forEach(value -> sum.addProduct(value, 1_000_000_007));
        values.forEach(value -> sum.subtractProduct(1_000_000_007, value));

        assertThat(sum).isEqualTo(new ExactSum());
        assertThat(sum.isZero()).isTrue();
    }

    @Test
    void theLargestSumIsHeldAndTheNextRefused() {
        ExactSum sum = new ExactSum(Long.MAX_VALUE, -2);
        sum.add(1);

        assertThat(sum.value()).isEqualTo(LIMIT.subtract(BigInteger.ONE));
        assertThatThrownBy(() -> sum.add(1)).isInstanceOf(ArithmeticException.class);
        assertThat(sum).isEqualTo(new ExactSum(Long.MAX_VALUE, -1));
    }

    @Test
    void theSmallestSumIsHeldAndTheOneBeforeRefused() {
        ExactSum sum = new ExactSum(Long.MIN_VALUE, 1);
        sum.subtract(1);

        assertThat(sum.value()).isEqualTo(LIMIT.negate());
        assertThatThrownBy(() -> sum.subtract(1)).isInstanceOf(ArithmeticException.class);
        assertThat(sum).isEqualTo(new ExactSum(Long.MIN_VALUE, 0));
    }

    private static void check(
            long high, long low, BigInteger change, Consumer<ExactSum> operation) {
        ExactSum sum = new ExactSum(high, low);
        BigInteger expected = sum.value().add(change);
        if (expected.compareTo(LIMIT) >= 0 || expected.compareTo(LIMIT.negate()) < 0) {
            assertThatThrownBy(() -> operation.accept(sum)).isInstanceOf(ArithmeticException.class);
            assertThat(sum).isEqualTo(new ExactSum(high, low));
        } else {
            operation.accept(sum);
            assertThat(sum.value()).isEqualTo(expected);
        }
    }
}
