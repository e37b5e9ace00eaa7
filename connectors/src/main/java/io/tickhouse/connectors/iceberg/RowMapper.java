package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.Field;
import io.tickhouse.model.FieldWriter;
import io.tickhouse.model.Message;
import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * Maps a message to a row with the columns of the table as it is, in its order. Columns that others
 * added stay null. The row is reused: the writer copies its values before the next one comes.
 */
public final class RowMapper<M extends Message> extends FieldWriter
        implements MapFunction<M, RowData> {

    private static final long serialVersionUID = 1L;

    /** The place of each column of the kind in the row; -1 if the table does not have it. */
    private final int[] places;

    private final int fields;
    private final int arity;
    private transient GenericRowData row;
    private transient StringDataCache strings;

    /**
     * @throws Refusal if the table requires a column that no message has
     */
    public RowMapper(LakeTable table, Schema schema, ColumnNames names) {
        requireFillable(table, schema, names);
        List<String> there = schema.columns().stream().map(Types.NestedField::name).toList();
        places =
                table.columns().stream()
                        .mapToInt(column -> there.indexOf(column.name(names)))
                        .toArray();
        fields = table.kind().fields().size();
        arity = there.size();
    }

    /**
     * Looks whether a message can fill each required column of a table.
     *
     * @throws Refusal if the table requires a column that no message has
     */
    static void requireFillable(LakeTable table, Schema schema, ColumnNames names) {
        List<String> filled = table.columns().stream().map(column -> column.name(names)).toList();
        for (Types.NestedField field : schema.columns()) {
            if (field.isRequired() && !filled.contains(field.name())) {
                throw new Refusal(
                        "The table requires a column "
                                + field.name()
                                + " that the feed does not have: make it optional, or name another"
                                + " table with --iceberg-table.");
            }
        }
    }

    @Override
    public RowData map(M message) {
        if (row == null) {
            row = new GenericRowData(arity);
            strings = new StringDataCache();
        }
        fields(message);
        long timeNs = message.timeNs;
        set(fields, TimestampData.fromEpochMillis(message.timeMs(), (int) (timeNs % 1_000_000)));
        set(fields + 1, (int) (timeNs % 1000));
        set(fields + 2, message.partition);
        set(fields + 3, message.offset);
        set(fields + 4, message.index);
        return row;
    }

    private void set(int column, Object value) {
        int place = places[column];
        if (place >= 0) {
            row.setField(place, value);
        }
    }

    @Override
    protected void text(Field field, byte[] text) {
        set(field.index(), text == null ? null : strings.of(text));
    }

    @Override
    protected void texts(Field field, byte[][] texts) {
        if (texts == null) {
            set(field.index(), null);
            return;
        }
        Object[] list = new Object[texts.length];
        for (int i = 0; i < list.length; i++) {
            list[i] = strings.of(texts[i]);
        }
        set(field.index(), new GenericArrayData(list));
    }

    @Override
    protected void integer(Field field, long number) {
        set(field.index(), number == Message.ABSENT ? null : (Object) number);
    }

    @Override
    protected void decimal(Field field, double number) {
        set(field.index(), Double.isNaN(number) ? null : (Object) number);
    }
}
