package io.tickhouse.jobs.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickhouse.model.ClockRecord;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.ColumnType;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;

/** Messages that go in, and rows that come out, in words. */
final class Rows {

    private Rows() {}

    /** A regular trade at a time of 2026-03-02, UTC, such as 14:30:01. */
    static Trade trade(String symbol, String time, double price, double size) {
        Trade trade = new Trade();
        trade.type = "t".getBytes(UTF_8);
        trade.symbol = symbol.getBytes(UTF_8);
        trade.id = Message.ABSENT;
        trade.exchange = "V".getBytes(UTF_8);
        trade.price = price;
        trade.size = size;
        trade.timeNs = ms(time) * 1_000_000;
        trade.conditions = new byte[][] {"@".getBytes(UTF_8)};
        trade.tape = "C".getBytes(UTF_8);
        return trade;
    }

    /** A cancel of a trade with this id. */
    static Correction cancel(String symbol, String time, long id, double price, double size) {
        Correction cancel = new Correction();
        cancel.type = "x".getBytes(UTF_8);
        cancel.symbol = symbol.getBytes(UTF_8);
        cancel.exchange = "V".getBytes(UTF_8);
        cancel.originalId = Message.ABSENT;
        cancel.originalPrice = Double.NaN;
        cancel.originalSize = Double.NaN;
        cancel.correctedId = Message.ABSENT;
        cancel.correctedPrice = Double.NaN;
        cancel.correctedSize = Double.NaN;
        cancel.id = id;
        cancel.price = price;
        cancel.size = size;
        cancel.action = "C".getBytes(UTF_8);
        cancel.timeNs = ms(time) * 1_000_000;
        cancel.tape = "C".getBytes(UTF_8);
        return cancel;
    }

    /** A clock record in a raw partition. */
    static ClockRecord clock(int partition, long timeMs) {
        ClockRecord clock = new ClockRecord();
        clock.symbol = "iex".getBytes(UTF_8);
        clock.timeNs = timeMs * 1_000_000;
        clock.partition = partition;
        return clock;
    }

    static long ms(String time) {
        return Instant.parse("2026-03-02T" + time + "Z").toEpochMilli();
    }

    /** The values of a row by column; columns without a value are left out. */
    static Map<String, String> values(AnalyticsTable table, RowData row) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < table.columns().size(); i++) {
            if (!row.isNullAt(i)) {
                values.put(
                        table.columns().get(i).name(), text(table.columns().get(i).type(), row, i));
            }
        }
        return values;
    }

    /** The newest version of each key, without what tells of its making. */
    static Map<List<String>, Map<String, String>> newest(
            AnalyticsTable table, Collection<Map<String, String>> rows) {
        Map<List<String>, Map<String, String>> newest = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            newest.merge(
                    table.key().stream().map(row::get).toList(),
                    row,
                    (one, other) -> version(one) > version(other) ? one : other);
        }
        newest.values()
                .forEach(
                        row ->
                                row.keySet()
                                        .removeAll(
                                                List.of("version", "status", "cause", "known_at")));
        return newest;
    }

    private static int version(Map<String, String> row) {
        return Integer.parseInt(row.get("version"));
    }

    private static String text(ColumnType type, RowData row, int column) {
        return switch (type) {
            case TEXT -> row.getString(column).toString();
            case INT, DATE -> String.valueOf(row.getInt(column));
            case LONG -> String.valueOf(row.getLong(column));
            case BOOLEAN -> String.valueOf(row.getBoolean(column));
            case PRICE, AVERAGE, AMOUNT, DEVIATION ->
                    row.getDecimal(column, type.precision(), type.scale())
                            .toBigDecimal()
                            .stripTrailingZeros()
                            .toPlainString();
            case INSTANT -> row.getTimestamp(column, 6).toInstant().toString();
        };
    }
}
