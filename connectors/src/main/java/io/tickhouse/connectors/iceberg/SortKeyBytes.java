package io.tickhouse.connectors.iceberg;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortKey;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.RowDataWrapper;
import org.apache.iceberg.types.Type;

/**
 * The place of a row in a sort order, as bytes: compared without a sign, they are in the order of
 * the rows. So a sort compares no values. Reusable and not thread-safe.
 *
 * <p>A field is a byte that tells whether it is null, and then its value. Numbers have 8 bytes, big
 * endian, with the sign turned. Texts are UTF-8 and end with two zeros; a zero within is followed
 * by a one. The bytes of a value in descending order are turned.
 */
final class SortKeyBytes {

    private static final byte NULL_FIRST = 0;
    private static final byte VALUE = 1;
    private static final byte NULL_LAST = 2;
    private static final int DECIMAL = 16;

    private final SortField[] fields;
    private final Type[] types;
    private final SortKey key;
    private final RowDataWrapper row;
    private byte[] buffer = new byte[64];
    private int length;

    /**
     * @param schema of the rows
     * @param order of types that {@link io.tickhouse.minio.care.RewritePlan} lets pass
     */
    SortKeyBytes(Schema schema, SortOrder order) {
        this.fields = order.fields().toArray(SortField[]::new);
        this.types = new Type[fields.length];
        for (int i = 0; i < fields.length; i++) {
            types[i] = fields[i].transform().getResultType(schema.findType(fields[i].sourceId()));
        }
        this.key = new SortKey(schema, order);
        this.row = new RowDataWrapper(FlinkSchemaUtil.convert(schema), schema.asStruct());
    }

    byte[] of(RowData value) {
        key.wrap(row.wrap(value));
        StructLike values = key;
        length = 0;
        for (int i = 0; i < fields.length; i++) {
            Object each = values.get(i, Object.class);
            if (each == null) {
                put(fields[i].nullOrder() == NullOrder.NULLS_FIRST ? NULL_FIRST : NULL_LAST);
                continue;
            }
            put(VALUE);
            int begin = length;
            put(types[i], each);
            if (fields[i].direction() == SortDirection.DESC) {
                for (int b = begin; b < length; b++) {
                    buffer[b] = (byte) ~buffer[b];
                }
            }
        }
        return Arrays.copyOf(buffer, length);
    }

    private void put(Type type, Object value) {
        switch (type.typeId()) {
            case BOOLEAN -> put((Boolean) value ? (byte) 1 : 0);
            case INTEGER, LONG, DATE, TIME, TIMESTAMP -> put(((Number) value).longValue());
            case FLOAT, DOUBLE -> {
                long bits = Double.doubleToLongBits(((Number) value).doubleValue());
                put(bits < 0 ? bits ^ Long.MAX_VALUE : bits);
            }
            case STRING -> put(value.toString().getBytes(StandardCharsets.UTF_8));
            case DECIMAL -> putDecimal((BigDecimal) value);
            default -> throw new IllegalArgumentException("No order for " + type);
        }
    }

    private void put(byte value) {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * length);
        }
        buffer[length++] = value;
    }

    private void put(long value) {
        long turned = value ^ Long.MIN_VALUE;
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            put((byte) (turned >>> shift));
        }
    }

    private void put(byte[] text) {
        for (byte each : text) {
            put(each);
            if (each == 0) {
                put((byte) 1);
            }
        }
        put((byte) 0);
        put((byte) 0);
    }

    private void putDecimal(BigDecimal value) {
        byte[] unscaled = value.unscaledValue().toByteArray();
        byte sign = (byte) (value.signum() < 0 ? -1 : 0);
        for (int i = unscaled.length; i < DECIMAL; i++) {
            put(i == unscaled.length ? (byte) (sign ^ Byte.MIN_VALUE) : sign);
        }
        for (int i = 0; i < unscaled.length; i++) {
            put(
                    i == 0 && unscaled.length == DECIMAL
                            ? (byte) (unscaled[i] ^ Byte.MIN_VALUE)
                            : unscaled[i]);
        }
    }
}
