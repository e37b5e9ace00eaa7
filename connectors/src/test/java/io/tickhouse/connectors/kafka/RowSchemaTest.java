package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.Column;
import io.tickhouse.model.analytics.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSchemaTest {

    private static final AnalyticsTable TABLE =
            new AnalyticsTable(
                    "bars",
                    "window_start",
                    List.of("symbol", "size_s", "window_start"),
                    List.of(
                            new Column("window_start", ColumnType.INSTANT, true),
                            new Column("size_s", ColumnType.INT, true),
                            new Column("symbol", ColumnType.TEXT, true),
                            new Column("trading_date", ColumnType.DATE, true),
                            new Column("open", ColumnType.PRICE, false),
                            new Column("vwap_all", ColumnType.AVERAGE, false),
                            new Column("volume", ColumnType.AMOUNT, true),
                            new Column("trades", ColumnType.LONG, true),
                            new Column("complete", ColumnType.BOOLEAN, true)));

    @Test
    void writesAKeyForEachColumnWithAValue() {
        ProducerRecord<byte[], byte[]> record = write(row("AAPL", "190.120000000"), 3);

        assertThat(text(record.value()))
                .isEqualTo(
                        "{\"window_start\":1772461800000,\"size_s\":60,\"symbol\":\"AAPL\","
                                + "\"trading_date\":\"2026-03-02\",\"open\":190.12,"
                                + "\"volume\":100,\"trades\":7,\"complete\":true}");
        assertThat(text(record.key())).isEqualTo("AAPL|60|1772461800000");
        assertThat(record.topic()).isEqualTo("analytics_bars");
        assertThat(record.timestamp()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0.000000000, 0",
        "100.000000000, 100",
        "0.000000001, 0.000000001",
        "999999999.999999999, 999999999.999999999",
        "-1.500000000, -1.5"
    })
    void decimalsArePlainNumbers(String price, String written) {
        assertThat(text(write(row("A", price), 1).value())).contains("\"open\":" + written + ",");
    }

    @Test
    void textIsEscaped() {
        ProducerRecord<byte[], byte[]> record = write(row("a\"株", "1.000000000"), 1);

        assertThat(text(record.value())).contains("\"symbol\":\"a\\\"株\"");
        assertThat(text(record.key())).startsWith("a\"株|60|");
    }

    /** Where Kafka's own partitioner puts the trades of the symbol, whose key is the symbol. */
    @Property
    void thePartitionIsThatOfTheSymbolsTrades(
            @ForAll String symbol, @ForAll @IntRange(min = 1, max = 64) int partitions) {
        byte[] key = StringData.fromString(symbol).toBytes();

        assertThat(write(row(symbol, "1.000000000"), partitions).partition())
                .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
    }

    @Test
    void goesIntoTheJobGraph() throws Exception {
        RowSchema clone = InstantiationUtil.clone(new RowSchema(TABLE, "analytics_bars"));

        assertThat(clone.serialize(row("A", "1.000000000"), context(1), null).value())
                .isEqualTo(write(row("A", "1.000000000"), 1).value());
    }

    private static ProducerRecord<byte[], byte[]> write(RowData row, int partitions) {
        return new RowSchema(TABLE, "analytics_bars").serialize(row, context(partitions), 5L);
    }

    private static RowData row(String symbol, String open) {
        return GenericRowData.of(
                TimestampData.fromEpochMillis(1_772_461_800_000L),
                60,
                StringData.fromString(symbol),
                (int) LocalDate.of(2026, 3, 2).toEpochDay(),
                DecimalData.fromBigDecimal(new BigDecimal(open), 20, 9),
                null,
                DecimalData.fromBigDecimal(new BigDecimal("100.000000000"), 38, 9),
                7L,
                true);
    }

    private static KafkaSinkContext context(int partitions) {
        return new KafkaSinkContext() {
            @Override
            public int getParallelInstanceId() {
                return 0;
            }

            @Override
            public int getNumberOfParallelInstances() {
                return 1;
            }

            @Override
            public int[] getPartitionsForTopic(String topic) {
                return new int[partitions];
            }
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
