package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeTable.Column;
import io.tickhouse.connectors.iceberg.LakeTable.Value;
import io.tickhouse.model.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * Maps a message to a row with the columns of the table as it is, in its order. Columns that others
 * added stay null. The row is reused: the writer copies its values before the next one comes.
 */
public final class RowMapper<M extends Message> implements MapFunction<M, RowData> {

    private static final long serialVersionUID = 1L;

    private final ArrayList<Value<M>> values;
    private transient GenericRowData row;
    private transient StringDataCache strings;

    /**
     * @throws Refusal if the table requires a column that no message has
     */
    public RowMapper(LakeTable<M> table, Schema schema, ColumnNames names) {
        requireFillable(table, schema, names);
        Map<String, Value<M>> byName = new HashMap<>();
        for (Column<M> column : table.columns()) {
            byName.put(column.name(names), column.value());
        }
        List<Types.NestedField> fields = schema.columns();
        values = new ArrayList<>(fields.size());
        for (Types.NestedField field : fields) {
            values.add(byName.get(field.name()));
        }
    }

    /**
     * Looks whether a message can fill each required column of a table.
     *
     * @throws Refusal if the table requires a column that no message has
     */
    static <M extends Message> void requireFillable(
            LakeTable<M> table, Schema schema, ColumnNames names) {
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
            row = new GenericRowData(values.size());
            strings = new StringDataCache();
        }
        for (int i = 0; i < values.size(); i++) {
            Value<M> value = values.get(i);
            row.setField(i, value == null ? null : inFlink(value.of(message)));
        }
        return row;
    }

    private Object inFlink(Object value) {
        if (value instanceof byte[] text) {
            return strings.of(text);
        }
        if (value instanceof byte[][] texts) {
            Object[] list = new Object[texts.length];
            for (int i = 0; i < list.length; i++) {
                list[i] = strings.of(texts[i]);
            }
            return new GenericArrayData(list);
        }
        return value;
    }
}
