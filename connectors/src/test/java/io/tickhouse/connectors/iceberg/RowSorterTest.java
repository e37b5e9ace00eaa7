package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.RowDataWrapper;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowSorterTest {

    private static final Schema SCHEMA =
            new Schema(
                    NestedField.required(1, "number", Types.IntegerType.get()),
                    NestedField.optional(2, "S", Types.StringType.get()),
                    NestedField.optional(3, "s", Types.DoubleType.get()),
                    NestedField.optional(4, "price", Types.DecimalType.of(30, 4)),
                    NestedField.optional(5, "event_time", Types.TimestampType.withZone()),
                    NestedField.optional(6, "odd", Types.BooleanType.get()));
    private static final String[] TEXTS = {
        "", "A", "AA", "AAPL", "A\0", "A\0B", "MSFT", "ä", "\uFFFD", "\uD83D\uDE00"
    };
    private static final double[] REALS = {
        0.0,
        -0.0,
        1.5,
        -1.5,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        -1e300,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
    private static final int ROWS = 3_000;

    @TempDir private Path folder;

    static Stream<SortOrder> orders() {
        return Stream.of(
                SortOrder.builderFor(SCHEMA).asc("S").asc("event_time").build(),
                SortOrder.builderFor(SCHEMA)
                        .desc("S", NullOrder.NULLS_FIRST)
                        .asc("s", NullOrder.NULLS_LAST)
                        .build(),
                SortOrder.builderFor(SCHEMA).desc("s").asc("price").desc("odd").build(),
                SortOrder.builderFor(SCHEMA)
                        .asc(Expressions.day("event_time"))
                        .asc(Expressions.bucket("S", 4))
                        .desc("price")
                        .build());
    }

    /** Equal ones stay in the order of arrival, also across files. */
    @ParameterizedTest
    @MethodSource("orders")
    void rowsComeAsIcebergComparesThem(SortOrder order) throws IOException {
        List<RowData> rows = rows();
        List<Integer> expected = new ArrayList<>();
        rows.stream().sorted(comparator(order)).forEach(row -> expected.add(row.getInt(0)));

        for (long memory : new long[] {1L << 30, 100_000, 5_000}) {
            assertThat(sorted(rows, order, memory)).as("with %d bytes", memory).isEqualTo(expected);
        }
    }

    @Test
    void filesAreGoneAtTheEnd() throws IOException {
        SortOrder order = SortOrder.builderFor(SCHEMA).asc("S").build();
        RowSorter sorter = new RowSorter(SCHEMA, order, folder, 5_000, 4);
        try (sorter) {
            for (RowData row : rows()) {
                sorter.add(row);
            }
        }

        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private List<Integer> sorted(List<RowData> rows, SortOrder order, long memory)
            throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (RowSorter sorter = new RowSorter(SCHEMA, order, folder, memory, 4)) {
            for (RowData row : rows) {
                sorter.add(row);
            }
            sorter.drain(row -> numbers.add(row.getInt(0)));
        }
        return numbers;
    }

    private static Comparator<RowData> comparator(SortOrder order) {
        Comparator<StructLike> comparator = SortOrderComparators.forSchema(SCHEMA, order);
        return (one, other) -> comparator.compare(wrap(one), wrap(other));
    }

    private static StructLike wrap(RowData row) {
        return new RowDataWrapper(FlinkSchemaUtil.convert(SCHEMA), SCHEMA.asStruct()).wrap(row);
    }

    private static List<RowData> rows() {
        Random random = new Random(7);
        List<RowData> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(
                    GenericRowData.of(
                            i,
                            orNull(
                                    random,
                                    StringData.fromString(TEXTS[random.nextInt(TEXTS.length)])),
                            orNull(random, REALS[random.nextInt(REALS.length)]),
                            orNull(
                                    random,
                                    DecimalData.fromBigDecimal(
                                            BigDecimal.valueOf(
                                                    random.nextLong() >> random.nextInt(63), 4),
                                            30,
                                            4)),
                            orNull(
                                    random,
                                    TimestampData.fromEpochMillis(
                                            random.nextInt(5) * 86_400_000L
                                                    - random.nextInt(3) * 1_000L,
                                            1_000)),
                            orNull(random, random.nextBoolean())));
        }
        return rows;
    }

    private static Object orNull(Random random, Object value) {
        return random.nextInt(5) == 0 ? null : value;
    }
}
