package io.tickhouse.connectors.iceberg;

import io.tickhouse.minio.care.CareRefusal;
import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.RowSum;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Adds up the hashes of Flink's rows: the same sum as {@link io.tickhouse.minio.care.RecordSum}
 * makes of records that another reader read. Reusable and not thread-safe.
 */
public final class RowDataSum {

    private final RowSum rows = new RowSum();
    private final Struct struct;

    /**
     * @param schema of the rows
     * @throws CareRefusal if it has a type that has no form in {@link RowSum}
     */
    public RowDataSum(Schema schema) {
        RowSum.check(schema);
        this.struct = new Struct(schema.asStruct(), FlinkSchemaUtil.convert(schema));
    }

    /** Adds one row. */
    public void add(RowData row) {
        struct.put(rows, row);
        rows.endRow();
    }

    /** All rows so far. */
    public ContentHash sum() {
        return rows.sum();
    }

    private interface Value {
        void put(RowSum to, Object value);
    }

    private record Field(int id, RowData.FieldGetter getter, Value value) {}

    private static final class Struct {

        private final Field[] fields;

        Struct(Types.StructType type, RowType flink) {
            List<Types.NestedField> all = type.fields();
            fields =
                    IntStream.range(0, all.size())
                            .mapToObj(i -> field(all.get(i), flink.getTypeAt(i), i))
                            .sorted(Comparator.comparingInt(Field::id))
                            .toArray(Field[]::new);
        }

        private static Field field(Types.NestedField field, LogicalType flink, int position) {
            return new Field(
                    field.fieldId(),
                    RowData.createFieldGetter(flink, position),
                    valueOf(field.type(), flink));
        }

        void put(RowSum to, RowData row) {
            for (Field field : fields) {
                Object value = field.getter.getFieldOrNull(row);
                if (value != null) {
                    to.field(field.id);
                    field.value.put(to, value);
                }
            }
        }
    }

    private static Value valueOf(Type type, LogicalType flink) {
        return switch (type.typeId()) {
            case BOOLEAN -> (to, value) -> to.number((Boolean) value ? 1 : 0);
            case INTEGER, LONG, DATE -> (to, value) -> to.number(((Number) value).longValue());
            case FLOAT, DOUBLE -> (to, value) -> to.real(((Number) value).doubleValue());
            // Flink has milliseconds.
            case TIME -> (to, value) -> to.number(((Number) value).longValue() * 1000);
            case TIMESTAMP -> (to, value) -> to.number(micros((TimestampData) value));
            case STRING -> (to, value) -> to.bytes(((StringData) value).toBytes());
            case UUID, FIXED, BINARY -> (to, value) -> to.bytes((byte[]) value);
            case DECIMAL ->
                    (to, value) ->
                            to.bytes(
                                    ((DecimalData) value)
                                            .toBigDecimal()
                                            .unscaledValue()
                                            .toByteArray());
            case LIST ->
                    list(
                            ArrayData.createElementGetter(flink.getChildren().get(0)),
                            valueOf(type.asListType().elementType(), flink.getChildren().get(0)));
            case STRUCT -> {
                Struct nested = new Struct(type.asStructType(), (RowType) flink);
                yield (to, value) -> {
                    nested.put(to, (RowData) value);
                    to.endStruct();
                };
            }
            default -> throw new IllegalArgumentException("No form for " + type);
        };
    }

    private static Value list(ArrayData.ElementGetter getter, Value element) {
        return (to, value) -> {
            ArrayData elements = (ArrayData) value;
            to.list(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Object each = getter.getElementOrNull(elements, i);
                to.element(each != null);
                if (each != null) {
                    element.put(to, each);
                }
            }
        };
    }

    private static long micros(TimestampData time) {
        return time.getMillisecond() * 1000 + time.getNanoOfMillisecond() / 1000;
    }
}
