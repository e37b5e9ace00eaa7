package io.tickhouse.minio.care;

import java.io.Serializable;

/**
 * What some rows contain, in 128 bits, whatever their order and the files that they are in: the sum
 * modulo 2^128 of the hash of each row, beside the number of rows. Hashes of parts add up to the
 * hash of the whole.
 *
 * <p>Guarantee: if a row is lost, repeated or changed, or two rows swap values, the hash differs.
 * That is a probability, not a proof: another content has the same hash about once in 10^38 times.
 * It rests on {@link RowSum}, and it is no defence against collisions built on purpose.
 *
 * @param high the upper 64 bits of the sum
 * @param low the lower 64 bits of the sum
 */
public record ContentHash(long rows, long high, long low) implements Serializable {

    /** How rows become hashes; another way gets another name. */
    public static final String ALGORITHM = "murmur3-128-sum/1";

    /** No rows. */
    public static final ContentHash NOTHING = new ContentHash(0, 0, 0);

    /** The rows of both. */
    public ContentHash plus(ContentHash other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new ContentHash(rows + other.rows, high + other.high + carry, sum);
    }

    /** The sum as 32 hexadecimal digits. */
    public String hex() {
        return "%016x%016x".formatted(high, low);
    }

    /**
     * Reads what {@link #hex} wrote.
     *
     * @throws IllegalArgumentException if it is not 32 hexadecimal digits
     */
    public static ContentHash of(long rows, String hex) {
        if (hex.length() != 32) {
            throw new IllegalArgumentException("Not 32 hexadecimal digits: " + hex);
        }
        return new ContentHash(
                rows,
                Long.parseUnsignedLong(hex.substring(0, 16), 16),
                Long.parseUnsignedLong(hex.substring(16), 16));
    }

    @Override
    public String toString() {
        return "%,d rows, hash %s".formatted(rows, hex());
    }
}
