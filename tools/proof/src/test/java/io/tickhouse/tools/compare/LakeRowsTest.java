package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Trade;
import io.tickhouse.tools.audit.Coordinate;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class LakeRowsTest {

    private static final Schema SEED =
            schema("T", "S", "i", "x", "p", "s", "timestamp", "c", "z", "tks", "u");
    private static final Schema DESCRIPTIVE =
            schema(
                    "type",
                    "symbol",
                    "trade_id",
                    "exchange",
                    "price",
                    "size",
                    "timestamp_ms",
                    "conditions",
                    "tape",
                    "taker_side",
                    "update");

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-03-02T14:30:00.123456Z");
    private static final List<Object> FULL =
            Arrays.asList(
                    "t",
                    "A\"\\\u0001\n\u00fc",
                    7L,
                    "V",
                    0.1,
                    0.0146,
                    1_772_461_800_123L,
                    List.of("@", "I"),
                    "C",
                    "B",
                    "canceled",
                    TIME,
                    789,
                    2,
                    41L,
                    5);

    @Test
    void theColumnsGiveTheBytesOfTheFlattenedMessage() {
        Trade trade = new Trade();
        trade.type = bytes("t");
        trade.symbol = bytes("A\"\\\u0001\n\u00fc");
        trade.id = 7;
        trade.exchange = bytes("V");
        trade.price = 0.1;
        trade.size = 0.0146;
        trade.conditions = new byte[][] {bytes("@"), bytes("I")};
        trade.tape = bytes("C");
        trade.takerSide = bytes("B");
        trade.update = bytes("canceled");
        trade.timeNs = 1_772_461_800_123_456_789L;
        trade.partition = 2;
        trade.offset = 41;
        trade.index = 5;

        for (Schema schema : List.of(SEED, DESCRIPTIVE)) {
            Row row = row(schema, FULL);
            assertThat(json(row))
                    .isEqualTo(new String(new FlatJson().toBytes(trade), StandardCharsets.UTF_8));
            assertThat(row.key).isEqualTo(trade.symbol);
            assertThat(row.source).isEqualTo(new Coordinate(2, 41, 5));
        }
    }

    @Test
    void whatIsNullIsAbsent() {
        assertThat(json(row(SEED, with(FULL, 4, null, 5, null, 7, null, 9, null, 10, null))))
                .doesNotContain("\"p\"", "\"s\"", "\"c\"", "\"tks\"", "\"u\"")
                .contains("\"x\":\"V\",\"timestamp\":");
        assertThat(json(row(SEED, with(FULL, 7, List.of())))).contains("\"c\":[],");
    }

    @Test
    void whatNoMessageCanHoldIsNotTakenForAbsent() {
        assertThat(json(row(SEED, with(FULL, 4, Double.NaN)))).contains("\"p\":NaN");
        assertThat(json(row(SEED, with(FULL, 7, Arrays.asList("@", null)))))
                .contains("\"c\":[\"@\",null]");
        // The sum is that of another pair, but the columns are still wrong.
        assertThat(json(row(SEED, with(FULL, 12, 1789)))).contains("nanos 1789");
        assertThat(json(row(SEED, with(FULL, 12, null)))).contains("nanos null");
        assertThat(json(row(SEED, with(FULL, 11, null, 12, null)))).doesNotContain("timestamp_ns");
    }

    @Test
    void aRowWithoutCoordinateSaysSo() {
        assertThat(row(SEED, with(FULL, 14, null)).source).isNull();
    }

    @Test
    void aTableOfOtherColumnsIsRefused() {
        Schema other = new Schema(Types.NestedField.optional(1, "S", Types.StringType.get()));
        assertThatThrownBy(() -> new LakeRows(new Contents(Kind.TRADE), "db.t", other))
                .hasMessageContaining("db.t")
                .hasMessageContaining("src_offset");
        assertThatThrownBy(() -> new LakeRows(Contents.DEAD_LETTERS, "db.t", SEED))
                .hasMessageContaining("Dead letters");
    }

    private static Row row(Schema schema, List<Object> values) {
        GenericRecord record = GenericRecord.create(schema);
        for (int i = 0; i < values.size(); i++) {
            record.set(i, values.get(i));
        }
        return new LakeRows(new Contents(Kind.TRADE), "db.t", schema).row(record);
    }

    private static List<Object> with(List<Object> values, Object... positionsAndValues) {
        Object[] changed = values.toArray();
        for (int i = 0; i < positionsAndValues.length; i += 2) {
            changed[(Integer) positionsAndValues[i]] = positionsAndValues[i + 1];
        }
        return Arrays.asList(changed);
    }

    private static String json(Row row) {
        return new String(row.value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Schema schema(String... names) {
        return new Schema(
                Types.NestedField.optional(1, names[0], Types.StringType.get()),
                Types.NestedField.required(2, names[1], Types.StringType.get()),
                Types.NestedField.optional(3, names[2], Types.LongType.get()),
                Types.NestedField.optional(4, names[3], Types.StringType.get()),
                Types.NestedField.optional(5, names[4], Types.DoubleType.get()),
                Types.NestedField.optional(6, names[5], Types.DoubleType.get()),
                Types.NestedField.required(7, names[6], Types.LongType.get()),
                Types.NestedField.optional(
                        8, names[7], Types.ListType.ofOptional(1000, Types.StringType.get())),
                Types.NestedField.optional(9, names[8], Types.StringType.get()),
                Types.NestedField.optional(10, names[9], Types.StringType.get()),
                Types.NestedField.optional(11, names[10], Types.StringType.get()),
                Types.NestedField.optional(12, "event_time", Types.TimestampType.withZone()),
                Types.NestedField.optional(13, "nanos", Types.IntegerType.get()),
                Types.NestedField.optional(14, "src_partition", Types.IntegerType.get()),
                Types.NestedField.optional(15, "src_offset", Types.LongType.get()),
                Types.NestedField.optional(16, "src_index", Types.IntegerType.get()));
    }
}
