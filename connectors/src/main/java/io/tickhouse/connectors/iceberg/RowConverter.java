package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.Column;
import io.tickhouse.model.analytics.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/**
 * Makes Flink's rows of rows of analytics.
 *
 * <p>Guarantee: every value is the same in the row. One that its column cannot hold is refused in
 * words, never rounded or left out.
 */
public final class RowConverter {

    private static final long MICROS_PER_MILLI = 1_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private RowConverter() {}

    /**
     * A row with the columns of its table, in their order.
     *
     * @throws Refusal if a column cannot hold its value
     */
    public static RowData toRowData(Row row) {
        AnalyticsTable table = row.table();
        int columns = table.columns().size();
        GenericRowData data = new GenericRowData(columns);
        for (int i = 0; i < columns; i++) {
            data.setField(i, value(row, table.columns().get(i), row.values()[i]));
        }
        return data;
    }

    private static Object value(Row row, Column column, Object value) {
        if (value == null) {
            if (column.required()) {
                throw cannotHold(row, column, "no value");
            }
            return null;
        }
        return switch (column.type()) {
            case TEXT -> StringData.fromString((String) value);
            case INT, LONG, BOOLEAN, DATE -> value;
            case PRICE, AVERAGE, AMOUNT, DEVIATION -> decimal(row, column, (BigDecimal) value);
            case INSTANT -> time((Long) value);
        };
    }

    private static DecimalData decimal(Row row, Column column, BigDecimal value) {
        int scale = column.type().scale();
        int precision = column.type().precision();
        BigDecimal scaled;
        try {
            scaled = value.setScale(scale, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException tooManyDecimals) {
            throw cannotHold(row, column, value.toString());
        }
        if (scaled.precision() > precision) {
            throw cannotHold(row, column, value.toString());
        }
        return DecimalData.fromBigDecimal(scaled, precision, scale);
    }

    private static TimestampData time(long micros) {
        return TimestampData.fromEpochMillis(
                Math.floorDiv(micros, MICROS_PER_MILLI),
                (int) Math.floorMod(micros, MICROS_PER_MILLI) * NANOS_PER_MICRO);
    }

    private static Refusal cannotHold(Row row, Column column, String value) {
        StringBuilder key = new StringBuilder();
        for (String part : row.table().key()) {
            key.append(key.isEmpty() ? "" : ", ").append(part).append(' ').append(row.get(part));
        }
        return new Refusal(
                "Column %s of %s cannot hold %s (%s, the row of %s)."
                        .formatted(
                                column.name(), row.table().name(), value, described(column), key));
    }

    private static String described(Column column) {
        return switch (column.type()) {
            case PRICE, AVERAGE, AMOUNT, DEVIATION ->
                    "%s digits, %s of them after the point"
                            .formatted(column.type().precision(), column.type().scale());
            default -> "it is required";
        };
    }
}
