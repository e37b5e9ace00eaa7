package io.tickhouse.minio.care;

import java.util.Arrays;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Adds up the hashes of rows. Whoever reads a row puts its fields here, in the order of their ids.
 * Reusable and not thread-safe.
 *
 * <p>The hash of a row is MurmurHash3 x64 128 with seed 0, which any library of it repeats, of
 * these bytes. Every number takes 8 of them, little endian.
 *
 * <ul>
 *   <li>a row or a struct: for each field that is not null its id and its value; then -1
 *   <li>boolean, integer, date and time: the number. Times are in microseconds.
 *   <li>float and double: the bits of the double; there is one NaN
 *   <li>string, binary, fixed, UUID: the number of bytes, then these; strings are UTF-8
 *   <li>decimal: the unscaled value as bytes, as few as can be, big endian
 *   <li>list: the number of elements, then for each 0 if it is null, or 1 and its value
 * </ul>
 *
 * <p>A field is known by its id, and null writes nothing. So columns may be added, renamed, moved
 * or widened between two readings, and the hash stays.
 */
public final class RowSum {

    private static final int END = -1;
    private static final int SEED = 0;

    private byte[] buffer = new byte[512];
    private int length;
    private long rows;
    private long high;
    private long low;

    /**
     * Looks whether rows of a schema can be hashed.
     *
     * @throws CareRefusal if it has a type that has no form here
     */
    public static void check(Schema schema) {
        check(schema.asStruct());
    }

    static void check(Types.StructType columns) {
        columns.fields().forEach(column -> check(column.name(), column.type()));
    }

    private static void check(String column, Type type) {
        switch (type.typeId()) {
            case BOOLEAN,
                    INTEGER,
                    LONG,
                    FLOAT,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    STRING,
                    UUID,
                    FIXED,
                    BINARY,
                    DECIMAL -> {}
            case LIST -> check(column, type.asListType().elementType());
            case STRUCT -> {
                for (Types.NestedField field : type.asStructType().fields()) {
                    check(column, field.type());
                }
            }
            default ->
                    throw new CareRefusal(
                            ("Column %s has the type %s, and a content hash covers no such: rewrite"
                                            + " this table with another tool.")
                                    .formatted(column, type));
        }
    }

    /** Begins a field that is not null; its value follows. */
    public void field(int id) {
        number(id);
    }

    /** Puts a boolean, an integer, a date in days or a time in microseconds. */
    public void number(long value) {
        grow(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    /** Puts a floating point number. */
    public void real(double value) {
        number(Double.doubleToLongBits(value));
    }

    /** Puts UTF-8 or other bytes. */
    public void bytes(byte[] value) {
        number(value.length);
        grow(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
    }

    /** Begins a list. */
    public void list(int size) {
        number(size);
    }

    /** Begins an element of a list; its value follows if there is one. */
    public void element(boolean isPresent) {
        number(isPresent ? 1 : 0);
    }

    /** Ends a struct within a row. */
    public void endStruct() {
        number(END);
    }

    /** Ends a row, and adds its hash to the sum. */
    public void endRow() {
        number(END);
        long[] hash = MurmurHash3.hash128x64(buffer, 0, length, SEED);
        length = 0;
        rows++;
        long sum = low + hash[1];
        high += hash[0] + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
    }

    /** All rows so far. */
    public ContentHash sum() {
        return new ContentHash(rows, high, low);
    }

    private void grow(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
