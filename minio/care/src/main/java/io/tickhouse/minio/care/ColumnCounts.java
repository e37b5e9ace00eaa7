package io.tickhouse.minio.care;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;

/**
 * How many rows files have, and how many values each column has in them, as the footers say: the
 * cheap proof, which reads no rows. A row that is lost or there twice is noticed, a value that
 * became null, too; a value that changed or moved to another row is not.
 *
 * <p>The counts of a file are one {@link ContentHash}: the sum modulo 2^128, over all columns, of
 * the number of values that are not null times the MurmurHash3 x64 128 of the column's id, in 8
 * bytes, little endian. So they add up, as hashes of rows do.
 */
public final class ColumnCounts {

    /** How counts become a hash; another way gets another name. */
    public static final String ALGORITHM = "column-counts/1";

    private ColumnCounts() {}

    /**
     * The counts of one file.
     *
     * @param schema whose columns count
     * @throws CareRefusal if the footer does not tell them
     */
    public static ContentHash of(String location, Metrics footer, Schema schema) {
        return of(location, footer, schema, id -> id);
    }

    /**
     * The same under other ids.
     *
     * @param ids the id to count a column by, from its own
     */
    static ContentHash of(String location, Metrics footer, Schema schema, IntUnaryOperator ids) {
        ContentHash sum = new ContentHash(footer.recordCount(), 0, 0);
        for (Map.Entry<Integer, Long> each : footer.valueCounts().entrySet()) {
            if (schema.findField(each.getKey()) != null) {
                Long nulls = footer.nullValueCounts().get(each.getKey());
                if (nulls == null) {
                    throw new CareRefusal(
                            "File %s does not say how many values column %s has: verify the content."
                                    .formatted(location, schema.findColumnName(each.getKey())));
                }
                sum = sum.plus(times(each.getValue() - nulls, ids.applyAsInt(each.getKey())));
            }
        }
        return sum;
    }

    private static ContentHash times(long count, int id) {
        byte[] bytes =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(id).array();
        long[] hash = MurmurHash3.hash128x64(bytes, 0, bytes.length, 0);
        // The upper half of the product without signs; counts are not negative.
        long carried = Math.multiplyHigh(count, hash[1]) + (hash[1] < 0 ? count : 0);
        return new ContentHash(0, count * hash[0] + carried, count * hash[1]);
    }
}
