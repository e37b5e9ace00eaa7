package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.RecordSum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.flink.data.FlinkParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Two readers of a file give the same hash: a receipt can be checked without Flink. */
class TwoReadersPropertyTest {

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "S", Types.StringType.get()),
                    Types.NestedField.optional(2, "s", Types.DoubleType.get()),
                    Types.NestedField.optional(3, "flag", Types.BooleanType.get()),
                    Types.NestedField.optional(4, "n", Types.IntegerType.get()),
                    Types.NestedField.optional(5, "i", Types.LongType.get()),
                    Types.NestedField.optional(6, "f", Types.FloatType.get()),
                    Types.NestedField.optional(7, "day", Types.DateType.get()),
                    Types.NestedField.optional(8, "at", Types.TimeType.get()),
                    Types.NestedField.optional(9, "local", Types.TimestampType.withoutZone()),
                    Types.NestedField.optional(10, "event_time", Types.TimestampType.withZone()),
                    Types.NestedField.optional(11, "id", Types.UUIDType.get()),
                    Types.NestedField.optional(12, "four", Types.FixedType.ofLength(4)),
                    Types.NestedField.optional(13, "raw", Types.BinaryType.get()),
                    Types.NestedField.optional(14, "d9", Types.DecimalType.of(9, 2)),
                    Types.NestedField.optional(15, "d30", Types.DecimalType.of(30, 4)),
                    Types.NestedField.optional(
                            16, "c", Types.ListType.ofOptional(21, Types.StringType.get())),
                    Types.NestedField.optional(17, "venue", venue(30)),
                    Types.NestedField.optional(
                            18, "bids", Types.ListType.ofOptional(22, venue(40))));

    private static Types.StructType venue(int id) {
        return Types.StructType.of(
                Types.NestedField.optional(id + 1, "name", Types.StringType.get()),
                Types.NestedField.optional(id + 2, "rank", Types.IntegerType.get()));
    }

    @Property(tries = 50)
    void giveTheSameHash(@ForAll("seeds") long seed) throws IOException {
        Path file = Files.createTempFile("two-readers", ".parquet");
        try {
            Files.delete(file);
            write(file, new Random(seed));

            assertThat(flink(file)).isEqualTo(generic(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }

    private static ContentHash flink(Path file) {
        RowDataSum sum = new RowDataSum(SCHEMA);
        try (CloseableIterable<RowData> rows =
                Parquet.read(org.apache.iceberg.Files.localInput(file.toFile()))
                        .project(SCHEMA)
                        .reuseContainers()
                        .createReaderFunc(type -> FlinkParquetReaders.buildReader(SCHEMA, type))
                        .build()) {
            rows.forEach(sum::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum.sum();
    }

    private static ContentHash generic(Path file) {
        RecordSum sum = new RecordSum(SCHEMA);
        try (CloseableIterable<Record> rows =
                Parquet.read(org.apache.iceberg.Files.localInput(file.toFile()))
                        .project(SCHEMA)
                        .createReaderFunc(type -> GenericParquetReaders.buildReader(SCHEMA, type))
                        .build()) {
            rows.forEach(sum::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum.sum();
    }

    private static void write(Path file, Random random) throws IOException {
        FileAppender<Record> writer =
                Parquet.write(org.apache.iceberg.Files.localOutput(file.toFile()))
                        .schema(SCHEMA)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer) {
            for (int i = random.nextInt(20); i >= 0; i--) {
                writer.add(record(SCHEMA.asStruct(), random));
            }
        }
    }

    private static Record record(Types.StructType type, Random random) {
        Record record = GenericRecord.create(type);
        for (Types.NestedField field : type.fields()) {
            if (field.isRequired() || random.nextInt(4) > 0) {
                record.setField(field.name(), value(field.type(), random));
            }
        }
        return record;
    }

    private static Object value(Type type, Random random) {
        return switch (type.typeId()) {
            case STRING -> Integer.toString(random.nextInt(), 36) + "é€";
            case DOUBLE ->
                    switch (random.nextInt(4)) {
                        case 0 -> Double.NaN;
                        case 1 -> -0.0;
                        default -> random.nextGaussian();
                    };
            case FLOAT -> random.nextFloat();
            case BOOLEAN -> random.nextBoolean();
            case INTEGER -> random.nextInt();
            case LONG -> random.nextLong();
            case DATE -> LocalDate.ofEpochDay(random.nextInt(40_000) - 20_000L);
            case TIME -> LocalTime.ofNanoOfDay(random.nextInt(86_400_000) * 1_000_000L);
            case TIMESTAMP ->
                    ((Types.TimestampType) type).shouldAdjustToUTC()
                            ? time(random)
                            : time(random).toLocalDateTime();
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case FIXED -> bytes(4, random);
            case BINARY -> ByteBuffer.wrap(bytes(random.nextInt(9), random));
            case DECIMAL ->
                    BigDecimal.valueOf(
                            random.nextInt(1_000_000), ((Types.DecimalType) type).scale());
            case LIST -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(
                            random.nextInt(4) == 0
                                    ? null
                                    : value(type.asListType().elementType(), random));
                }
                yield list;
            }
            case STRUCT -> record(type.asStructType(), random);
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static OffsetDateTime time(Random random) {
        long micros = random.nextLong() >> 14;
        return OffsetDateTime.ofInstant(
                Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L),
                ZoneOffset.UTC);
    }

    private static byte[] bytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
