package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.Column;
import io.tickhouse.model.analytics.ColumnType;
import io.tickhouse.model.analytics.Row;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowConverterTest {

    /** A column of each type, each optional but the first. */
    private static final AnalyticsTable TABLE =
            new AnalyticsTable(
                    "all",
                    "instant",
                    List.of("text", "instant"),
                    Stream.of(ColumnType.values())
                            .map(
                                    type ->
                                            new Column(
                                                    type.name().toLowerCase(Locale.ROOT),
                                                    type,
                                                    type == ColumnType.TEXT))
                            .toList());

    /** Through the bytes that cross an edge between tasks. */
    @Property(tries = 200)
    void everyValueIsTheSameBehindAnEdge(
            @ForAll int number,
            @ForAll long large,
            @ForAll boolean flag,
            @ForAll long unscaled,
            @ForAll long micros)
            throws Exception {
        BigDecimal price = BigDecimal.valueOf(unscaled % 1_000_000_000_000_000_000L, 9);
        BigDecimal average = BigDecimal.valueOf(unscaled % 1_000_000_000_000_000_000L, 6);
        BigDecimal amount = new BigDecimal("12345678901234567890").add(price);
        long time = micros / 1_000_000; // as far as a time in milliseconds reaches

        RowData row =
                serialized(
                        RowConverter.toRowData(
                                row(
                                        "株", number, large, flag, price, average, amount, price,
                                        time, number)));

        assertThat(row.getString(0)).hasToString("株");
        assertThat(row.getInt(1)).isEqualTo(number);
        assertThat(row.getLong(2)).isEqualTo(large);
        assertThat(row.getBoolean(3)).isEqualTo(flag);
        assertThat(row.getDecimal(4, 20, 9).toBigDecimal()).isEqualTo(price);
        assertThat(row.getDecimal(5, 18, 6).toBigDecimal()).isEqualTo(average);
        assertThat(row.getDecimal(6, 38, 9).toBigDecimal()).isEqualTo(amount);
        assertThat(row.getDecimal(7, 20, 9).toBigDecimal()).isEqualTo(price);
        assertThat(
                        row.getTimestamp(8, 6).getMillisecond() * 1_000
                                + row.getTimestamp(8, 6).getNanoOfMillisecond() / 1_000)
                .isEqualTo(time);
        assertThat(row.getInt(9)).isEqualTo(number);
    }

    @Test
    void whatIsMissingIsNull() throws Exception {
        Object[] values = new Object[10];
        values[0] = "A";

        RowData row = serialized(RowConverter.toRowData(new Row(TABLE, values)));

        for (int i = 1; i < values.length; i++) {
            assertThat(row.isNullAt(i)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 100000000000.000000000, Column price of all cannot hold 100000000000.000000000 (20 digits",
        "4, 0.0000000001, Column price of all cannot hold",
        "5, 0.0000001, '18 digits, 6 of them after the point'",
        "6, 1e29, '38 digits, 9 of them after the point'",
        "7, -100000000000, 'the row of text A, instant 7'"
    })
    void whatDoesNotFitIsRefusedInWords(int column, BigDecimal value, String words) {
        Object[] values = new Object[10];
        values[0] = "A";
        values[8] = 7L;
        values[column] = value;

        assertThatThrownBy(() -> RowConverter.toRowData(new Row(TABLE, values)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(words);
    }

    @Test
    void decimalsOfFewerDigitsFit() {
        Object[] values = new Object[10];
        values[0] = "A";
        values[4] = new BigDecimal("1.5000000000000");

        assertThat(RowConverter.toRowData(new Row(TABLE, values)).getDecimal(4, 20, 9))
                .hasToString("1.500000000");
    }

    @Test
    void aRowWithoutARequiredValueIsRefused() {
        assertThatThrownBy(() -> RowConverter.toRowData(new Row(TABLE, new Object[10])))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Column text of all cannot hold no value (it is required");
    }

    private static Row row(Object... values) {
        return new Row(TABLE, values);
    }

    private static RowData serialized(RowData row) throws Exception {
        TypeSerializer<RowData> serializer =
                AnalyticsLakeTable.rowType(TABLE).createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(row, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
