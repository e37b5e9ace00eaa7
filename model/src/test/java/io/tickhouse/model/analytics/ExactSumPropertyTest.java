package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ExactSumPropertyTest {

    @Property
    void productsAndLongsAreAddedAndTakenBack(
            @ForAll List<Long> before, @ForAll long a, @ForAll long b) {
        BigInteger one = BigInteger.valueOf(a);
        BigInteger product = one.multiply(BigInteger.valueOf(b));

        check(before, one, sum -> sum.add(a));
        check(before, one.negate(), sum -> sum.subtract(a));
        check(before, product, sum -> sum.addProduct(a, b));
        check(before, product.negate(), sum -> sum.subtractProduct(a, b));
    }

    @Property
    void sumsAreAddedAndTakenBack(@ForAll List<Long> before, @ForAll List<Long> others) {
        ExactSum other = of(others);

        check(before, other.value(), sum -> sum.add(other));
        check(before, other.value().negate(), sum -> sum.subtract(other));
    }

    @Property
    void whatIsTakenBackLeavesNothing(@ForAll List<Long> values) {
        ExactSum sum = new ExactSum();
        values.forEach(value -> sum.addProduct(value, 1_000_000_007));
        values.forEach(value -> sum.subtractProduct(1_000_000_007, value));

        assertThat(sum).isEqualTo(new ExactSum());
        assertThat(sum.isZero()).isTrue();
    }

    @Property
    void theSumIsWrittenAndRead(@ForAll List<Long> values) throws IOException {
        ExactSum sum = of(values);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sum.writeTo(new DataOutputStream(bytes));

        assertThat(
                        ExactSum.readFrom(
                                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isEqualTo(sum);
    }

    /** Sums of the largest products need more than 128 bits. */
    private static ExactSum of(List<Long> values) {
        ExactSum sum = new ExactSum();
        for (long value : values) {
            sum.addProduct(value, Long.MIN_VALUE);
            sum.add(value);
        }
        return sum;
    }

    private static void check(List<Long> before, BigInteger change, Consumer<ExactSum> operation) {
        ExactSum sum = of(before);
        BigInteger expected = BigInteger.ZERO;
        for (long value : before) {
            BigInteger big = BigInteger.valueOf(value);
            expected = expected.add(big.shiftLeft(63).negate()).add(big);
        }
        assertThat(sum.value()).isEqualTo(expected);
        operation.accept(sum);
        assertThat(sum.value()).isEqualTo(expected.add(change));
    }
}
