package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * A sum of longs and of products of longs that is exact: 128 bits with a sign. So the order of what
 * was added does not matter, and what was added can be taken back. A method whose sum would not fit
 * throws {@link ArithmeticException} and changes nothing.
 */
public final class ExactSum {

    private long high;
    private long low;

    /** Zero. */
    public ExactSum() {}

    /** A sum of which {@link #high()} and {@link #low()} were kept. */
    public ExactSum(long high, long low) {
        this.high = high;
        this.low = low;
    }

    public void add(long value) {
        add(value >> 63, value);
    }

    public void subtract(long value) {
        subtract(value >> 63, value);
    }

    public void addProduct(long a, long b) {
        add(Math.multiplyHigh(a, b), a * b);
    }

    public void subtractProduct(long a, long b) {
        subtract(Math.multiplyHigh(a, b), a * b);
    }

    public void add(ExactSum other) {
        add(other.high, other.low);
    }

    public void subtract(ExactSum other) {
        subtract(other.high, other.low);
    }

    private void add(long otherHigh, long otherLow) {
        long newLow = low + otherLow;
        long carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
        long newHigh = high + otherHigh + carry;
        // Two of one sign have a sum of that sign.
        if (((high ^ newHigh) & (otherHigh ^ newHigh)) < 0) {
            throw overflow();
        }
        high = newHigh;
        low = newLow;
    }

    private void subtract(long otherHigh, long otherLow) {
        long borrow = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
        long newHigh = high - otherHigh - borrow;
        // The difference of two signs has the sign of the first.
        if (((high ^ otherHigh) & (high ^ newHigh)) < 0) {
            throw overflow();
        }
        high = newHigh;
        low -= otherLow;
    }

    private static ArithmeticException overflow() {
        return new ArithmeticException("A sum does not fit in 128 bits");
    }

    public boolean isZero() {
        return (high | low) == 0;
    }

    public BigInteger value() {
        return BigInteger.valueOf(high)
                .shiftLeft(Long.SIZE)
                .add(BigInteger.valueOf(low & Long.MAX_VALUE))
                .add(low < 0 ? BigInteger.ONE.shiftLeft(Long.SIZE - 1) : BigInteger.ZERO);
    }

    /** The upper 64 bits, with the sign. */
    public long high() {
        return high;
    }

    /** The lower 64 bits. */
    public long low() {
        return low;
    }

    void writeTo(DataOutput out) throws IOException {
        VarLong.write(high, out);
        VarLong.write(low, out);
    }

    static ExactSum readFrom(DataInput in) throws IOException {
        return new ExactSum(VarLong.read(in), VarLong.read(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactSum sum && sum.high == high && sum.low == low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    @Override
    public String toString() {
        return value().toString();
    }
}
