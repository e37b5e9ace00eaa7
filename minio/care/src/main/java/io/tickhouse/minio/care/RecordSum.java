package io.tickhouse.minio.care;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Adds up the hashes of records, as Iceberg's generic readers give them. {@link RowSum} tells the
 * form. Reusable and not thread-safe.
 */
public final class RecordSum {

    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private final RowSum rows = new RowSum();
    private final Struct struct;

    /**
     * @param schema of the records
     * @throws CareRefusal if it has a type that has no form in {@link RowSum}
     */
    public RecordSum(Schema schema) {
        this(schema.asStruct());
    }

    /** For records whose columns count under other ids than they have. */
    RecordSum(Types.StructType columns) {
        RowSum.check(columns);
        this.struct = new Struct(columns);
    }

    /** Adds one record. */
    public void add(Record record) {
        struct.put(rows, record);
        rows.endRow();
    }

    /** All records so far. */
    public ContentHash sum() {
        return rows.sum();
    }

    private interface Value {
        void put(RowSum to, Object value);
    }

    private record Field(int id, int position, Value value) {}

    private static final class Struct {

        private final Field[] fields;

        Struct(Types.StructType type) {
            List<Types.NestedField> all = type.fields();
            fields =
                    IntStream.range(0, all.size())
                            .mapToObj(
                                    i ->
                                            new Field(
                                                    all.get(i).fieldId(),
                                                    i,
                                                    valueOf(all.get(i).type())))
                            .sorted(Comparator.comparingInt(Field::id))
                            .toArray(Field[]::new);
        }

        void put(RowSum to, StructLike row) {
            for (Field field : fields) {
                Object value = row.get(field.position, Object.class);
                if (value != null) {
                    to.field(field.id);
                    field.value.put(to, value);
                }
            }
        }
    }

    private static Value valueOf(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> (to, value) -> to.number((Boolean) value ? 1 : 0);
            case INTEGER, LONG -> (to, value) -> to.number(((Number) value).longValue());
            case FLOAT, DOUBLE -> (to, value) -> to.real(((Number) value).doubleValue());
            case DATE -> (to, value) -> to.number(((LocalDate) value).toEpochDay());
            case TIME -> (to, value) -> to.number(((LocalTime) value).toNanoOfDay() / 1000);
            case TIMESTAMP -> (to, value) -> to.number(micros(value));
            case STRING ->
                    (to, value) -> to.bytes(value.toString().getBytes(StandardCharsets.UTF_8));
            case UUID -> (to, value) -> to.bytes(bytes((UUID) value));
            case FIXED -> (to, value) -> to.bytes((byte[]) value);
            case BINARY -> (to, value) -> to.bytes(bytes((ByteBuffer) value));
            case DECIMAL ->
                    (to, value) -> to.bytes(((BigDecimal) value).unscaledValue().toByteArray());
            case LIST -> list(valueOf(type.asListType().elementType()));
            case STRUCT -> {
                Struct nested = new Struct(type.asStructType());
                yield (to, value) -> {
                    nested.put(to, (StructLike) value);
                    to.endStruct();
                };
            }
            default -> throw new IllegalArgumentException("No form for " + type);
        };
    }

    private static Value list(Value element) {
        return (to, value) -> {
            List<?> elements = (List<?>) value;
            to.list(elements.size());
            for (Object each : elements) {
                to.element(each != null);
                if (each != null) {
                    element.put(to, each);
                }
            }
        };
    }

    private static long micros(Object time) {
        return time instanceof OffsetDateTime zoned
                ? ChronoUnit.MICROS.between(EPOCH.atOffset(ZoneOffset.UTC), zoned)
                : ChronoUnit.MICROS.between(EPOCH, (LocalDateTime) time);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
