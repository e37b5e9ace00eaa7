package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ContentHashTest {

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.optional(
                            7, "c", Types.ListType.ofOptional(8, Types.StringType.get())),
                    Types.NestedField.optional(2, "S", Types.StringType.get()),
                    Types.NestedField.optional(3, "s", Types.DoubleType.get()),
                    Types.NestedField.optional(4, "t", Types.TimestampType.withZone()));

    @Test
    void isMurmur3OfTheDocumentedBytes() {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("c", Arrays.asList("@", null));
        row.setField("S", "AAPL");
        row.setField("s", 1.5);
        row.setField(
                "t",
                LocalDateTime.of(2025, 11, 13, 14, 30, 0, 123_456_000).atOffset(ZoneOffset.UTC));
        byte[] bytes =
                ByteBuffer.allocate(200)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(2)
                        .putLong(4)
                        .put("AAPL".getBytes(StandardCharsets.UTF_8))
                        .putLong(3)
                        .putLong(Double.doubleToLongBits(1.5))
                        .putLong(4)
                        .putLong(1_763_044_200_123_456L)
                        .putLong(7)
                        .putLong(2)
                        .putLong(1)
                        .putLong(1)
                        .put((byte) '@')
                        .putLong(0)
                        .putLong(-1)
                        .array();
        long[] hash = MurmurHash3.hash128x64(bytes, 0, 8 * 12 + 5, 0);

        assertThat(sum(SCHEMA, row)).isEqualTo(new ContentHash(1, hash[0], hash[1]));
    }

    @Test
    void aRowOfNullsCounts() {
        ContentHash hash = sum(SCHEMA, GenericRecord.create(SCHEMA));

        assertThat(hash.rows()).isEqualTo(1);
        assertThat(hash.high() | hash.low()).isNotZero();
    }

    @Test
    void widenedColumnsKeepTheHash() {
        Schema narrow = new Schema(Types.NestedField.optional(1, "n", Types.IntegerType.get()));
        Schema wide = new Schema(Types.NestedField.optional(1, "n", Types.LongType.get()));

        assertThat(sum(wide, one(wide, 5L))).isEqualTo(sum(narrow, one(narrow, 5)));
    }

    @Test
    void elementsDoNotMoveBetweenStructs() {
        Types.StructType element =
                Types.StructType.of(Types.NestedField.optional(3, "x", Types.LongType.get()));
        Schema schema =
                new Schema(
                        Types.NestedField.optional(1, "l", Types.ListType.ofOptional(2, element)));
        Record empty = GenericRecord.create(element);
        Record full = one(element.asSchema(), 1L);

        assertThat(sum(schema, one(schema, List.of(empty, full))))
                .isNotEqualTo(sum(schema, one(schema, List.of(full, empty))));
    }

    @Test
    void isReadFromItsDigits() {
        ContentHash hash = new ContentHash(3, -5, 7);

        assertThat(hash.hex()).isEqualTo("fffffffffffffffb0000000000000007");
        assertThat(ContentHash.of(3, hash.hex())).isEqualTo(hash);
        assertThatThrownBy(() -> ContentHash.of(3, "f"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sumsCarryIntoTheUpperHalf() {
        assertThat(new ContentHash(1, 1, -1).plus(new ContentHash(2, 1, 2)))
                .isEqualTo(new ContentHash(3, 3, 1));
    }

    @Test
    void refusesATypeThatItDoesNotCover() {
        Schema schema =
                new Schema(
                        Types.NestedField.optional(
                                1,
                                "m",
                                Types.MapType.ofOptional(
                                        2, 3, Types.StringType.get(), Types.StringType.get())));

        assertThatThrownBy(() -> RowSum.check(schema))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("Column m has the type map");
    }

    private static Record one(Schema schema, Object value) {
        Record row = GenericRecord.create(schema);
        row.set(0, value);
        return row;
    }

    private static ContentHash sum(Schema schema, Record... rows) {
        RecordSum sum = new RecordSum(schema);
        for (Record row : rows) {
            sum.add(row);
        }
        return sum.sum();
    }
}
