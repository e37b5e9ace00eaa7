package io.tickhouse.tools.compare;

import io.tickhouse.model.Field;
import io.tickhouse.oracle.EcmaScriptNumber;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.Coordinate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;

/**
 * Converts the columns of a row to the text of its flattened message, so that a table can be
 * compared with topics column by column. A null column is an absent field. Values that no message
 * can hold, such as NaN or a nanosecond of 1000, are written in a form that no message has.
 *
 * <p>The time is one field of the message and two columns of the table, from which it is composed.
 */
final class LakeRows {

    private static final String EVENT_TIME = "event_time";
    private static final String NANOS = "nanos";
    private static final String SRC_PARTITION = "src_partition";
    private static final String SRC_OFFSET = "src_offset";
    private static final String SRC_INDEX = "src_index";

    /** Keys of the message by the names of the table's columns, in order. */
    private final List<Map.Entry<String, String>> columns = new ArrayList<>();

    private final String symbol;
    private final Schema schema;

    /**
     * Rows of a table with these columns.
     *
     * @throws UserError if they are not the columns of a table of this kind
     */
    LakeRows(Contents kind, String table, Schema schema) {
        boolean seed = schema.findField("S") != null;
        this.symbol = seed ? "S" : "symbol";
        List<String> names =
                new ArrayList<>(List.of(EVENT_TIME, NANOS, SRC_PARTITION, SRC_OFFSET, SRC_INDEX));
        List<String> absent =
                new ArrayList<>(
                        names.stream().filter(name -> schema.findField(name) == null).toList());
        for (Field field : fields(kind)) {
            String name = seed ? field.flatKey() : field.name();
            if (schema.findField(name) != null) {
                columns.add(Map.entry(field.flatKey(), name));
                names.add(name);
            } else if (name.equals(symbol)) {
                absent.add(name);
            }
        }
        if (!absent.isEmpty()) {
            throw UserError.failed(
                    "Table "
                            + table
                            + " has no column "
                            + String.join(", ", absent)
                            + ": a comparison works on tables that the flatten job made.");
        }
        this.schema = schema.select(names);
    }

    private static List<Field> fields(Contents kind) {
        if (kind.areDeadLetters()) {
            throw UserError.badUsage(
                    "Dead letters are in no table: name a topic instead of iceberg:.");
        }
        return kind.rows().fields();
    }

    /** The columns that are needed from a row. */
    Schema schema() {
        return schema;
    }

    Row row(Record record) {
        Map<String, Object> values = new HashMap<>();
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, String> column : columns) {
            Object value = record.getField(column.getValue());
            values.put(column.getValue(), value);
            append(json, column.getKey(), value == null ? null : text(value));
        }
        append(json, "timestamp_ns", nanos(record.getField(EVENT_TIME), record.getField(NANOS)));
        Coordinate source = null;
        if (record.getField(SRC_PARTITION) instanceof Integer partition
                && record.getField(SRC_OFFSET) instanceof Long offset
                && record.getField(SRC_INDEX) instanceof Integer index) {
            source = new Coordinate(partition, offset, index);
            append(json, "src", quoted(partition + "-" + offset + "-" + index));
        }
        Object key = values.get(symbol);
        return new Row(
                source,
                source == null ? -1 : source.partition(),
                source == null ? -1 : source.offset(),
                key == null ? null : bytes(key.toString()),
                bytes(json.append('}').toString()),
                List.of());
    }

    private static void append(StringBuilder json, String key, String value) {
        if (value != null) {
            json.append(json.length() == 1 ? "" : ",").append('"').append(key).append("\":");
            json.append(value);
        }
    }

    private static String nanos(Object time, Object nanos) {
        if (time == null && nanos == null) {
            return null;
        }
        if (time instanceof OffsetDateTime at && nanos instanceof Integer below) {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at.toInstant());
            if (below >= 0 && below < 1000) {
                return Long.toString(Math.addExact(Math.multiplyExact(micros, 1000L), below));
            }
        }
        return quoted("event_time " + time + " and nanos " + nanos);
    }

    private static String text(Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number) ? EcmaScriptNumber.text(number) : number.toString();
        }
        if (value instanceof List<?> items) {
            return "["
                    + String.join(
                            ",",
                            items.stream().map(item -> item == null ? "null" : text(item)).toList())
                    + "]";
        }
        return value instanceof Number ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = "\b\t\n\f\r".indexOf(c);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (letter >= 0) {
                out.append('\\').append("btnfr".charAt(letter));
            } else if (c < ' ') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
