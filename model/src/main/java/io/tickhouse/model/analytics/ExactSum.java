package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A sum of longs and of products of longs that is exact. So the order of what was added does not
 * matter, and what was added can be taken back. Ordinary sums need 128 bits. A price of 9.2e9
 * squared fills 126 of them, so there are 192: as many such products as a long can count fit.
 */
public final class ExactSum {

    private static final int BYTES = 3 * Long.BYTES;

    /** In two's complement, as are all three together. */
    private long top;

    private long middle;
    private long low;

    /** Zero. */
    public ExactSum() {}

    public void add(long value) {
        add(value >> 63, value >> 63, value);
    }

    public void subtract(long value) {
        subtract(value >> 63, value >> 63, value);
    }

    public void addProduct(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        add(high >> 63, high, a * b);
    }

    public void subtractProduct(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        subtract(high >> 63, high, a * b);
    }

    public void add(ExactSum other) {
        add(other.top, other.middle, other.low);
    }

    public void subtract(ExactSum other) {
        subtract(other.top, other.middle, other.low);
    }

    private void add(long otherTop, long otherMiddle, long otherLow) {
        long newLow = low + otherLow;
        long newMiddle = middle + otherMiddle;
        long carry = carry(newMiddle, middle);
        if (carry(newLow, low) != 0 && ++newMiddle == 0) {
            carry++;
        }
        top += otherTop + carry;
        middle = newMiddle;
        low = newLow;
    }

    private static long carry(long sum, long summand) {
        return Long.compareUnsigned(sum, summand) < 0 ? 1 : 0;
    }

    private void subtract(long otherTop, long otherMiddle, long otherLow) {
        add(~otherTop, ~otherMiddle, ~otherLow);
        add(0, 0, 1);
    }

    public boolean isZero() {
        return (top | middle | low) == 0;
    }

    public BigInteger value() {
        long sign = low >> 63;
        return top == sign && middle == sign
                ? BigInteger.valueOf(low)
                : new BigInteger(
                        ByteBuffer.allocate(BYTES)
                                .putLong(top)
                                .putLong(middle)
                                .putLong(low)
                                .array());
    }

    void writeTo(DataOutput out) throws IOException {
        VarLong.write(top, out);
        VarLong.write(middle, out);
        VarLong.write(low, out);
    }

    static ExactSum readFrom(DataInput in) throws IOException {
        ExactSum sum = new ExactSum();
        sum.top = VarLong.read(in);
        sum.middle = VarLong.read(in);
        sum.low = VarLong.read(in);
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactSum sum
                && sum.top == top
                && sum.middle == middle
                && sum.low == low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(top ^ middle) + Long.hashCode(low);
    }

    @Override
    public String toString() {
        return value().toString();
    }
}
