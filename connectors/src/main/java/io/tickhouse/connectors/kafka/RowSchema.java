package io.tickhouse.connectors.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.Column;
import io.tickhouse.model.analytics.ColumnType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.StringJoiner;
import org.apache.flink.table.data.RowData;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Writes rows of analytics as JSON: a key for each column that has a value, decimals as plain
 * numbers, instants in milliseconds since the epoch, dates as {@code 2026-03-02}.
 *
 * <p>The key of a record is the key of its row, so that a compacted topic keeps the newest version
 * of each. The partition is that of the symbol alone, as in the topic of trades: all rows of a
 * symbol stay in order.
 */
final class RowSchema extends TopicSchema<RowData> {

    private static final long serialVersionUID = 1L;

    private static final JsonFactory JSON = new JsonFactory();

    private final AnalyticsTable table;
    private final int symbol;
    private final int[] key;

    /**
     * @param table the columns of the rows
     */
    RowSchema(AnalyticsTable table, String topic) {
        super(topic);
        this.table = table;
        this.symbol = table.index("symbol");
        this.key = table.key().stream().mapToInt(table::index).toArray();
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            RowData row, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic,
                partition(
                        row.getString(symbol).toBytes(),
                        context.getPartitionsForTopic(topic).length),
                key(row),
                json(row));
    }

    /** Where a producer of ours puts the key SYMBOL. */
    private static int partition(byte[] symbol, int partitions) {
        return Utils.toPositive(Utils.murmur2(symbol)) % partitions;
    }

    /** For example {@code AAPL|60|1772461800000}. */
    private byte[] key(RowData row) {
        StringJoiner parts = new StringJoiner("|");
        for (int column : key) {
            parts.add(text(row, column));
        }
        return parts.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] json(RowData row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (int i = 0; i < table.columns().size(); i++) {
                if (row.isNullAt(i)) {
                    continue;
                }
                Column column = table.columns().get(i);
                json.writeFieldName(column.name());
                switch (column.type()) {
                    case TEXT, DATE -> json.writeString(text(row, i));
                    case BOOLEAN -> json.writeBoolean(row.getBoolean(i));
                    case INT, LONG, INSTANT, PRICE, AVERAGE, AMOUNT, DEVIATION ->
                            json.writeNumber(text(row, i));
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not in memory
        }
        return bytes.toByteArray();
    }

    private String text(RowData row, int column) {
        ColumnType type = table.columns().get(column).type();
        return switch (type) {
            case TEXT -> row.getString(column).toString();
            case INT -> String.valueOf(row.getInt(column));
            case LONG -> String.valueOf(row.getLong(column));
            case BOOLEAN -> String.valueOf(row.getBoolean(column));
            case PRICE, AVERAGE, AMOUNT, DEVIATION ->
                    row.getDecimal(column, type.precision(), type.scale())
                            .toBigDecimal()
                            .stripTrailingZeros()
                            .toPlainString();
            case INSTANT -> String.valueOf(row.getTimestamp(column, 6).getMillisecond());
            case DATE -> LocalDate.ofEpochDay(row.getInt(column)).toString();
        };
    }
}
