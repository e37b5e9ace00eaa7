package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.Column;
import io.tickhouse.model.analytics.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table of analytics in the lake. Rows are only appended: a later version of a row stands beside
 * the earlier ones.
 *
 * <p>Guarantee: the same as {@link LakeSink}, for the same reasons.
 */
public final class AnalyticsLakeTable {

    private final AnalyticsTable table;
    private final Schema schema;

    public AnalyticsLakeTable(AnalyticsTable table) {
        this.table = table;
        List<NestedField> fields = new ArrayList<>();
        for (Column column : table.columns()) {
            NestedField.Builder field =
                    column.required()
                            ? NestedField.required(column.name())
                            : NestedField.optional(column.name());
            fields.add(field.withId(fields.size() + 1).ofType(typeOf(column.type())).build());
        }
        this.schema = new Schema(fields);
    }

    private static Type typeOf(ColumnType type) {
        return switch (type) {
            case TEXT -> Types.StringType.get();
            case INT -> Types.IntegerType.get();
            case LONG -> Types.LongType.get();
            case BOOLEAN -> Types.BooleanType.get();
            case PRICE, AVERAGE, AMOUNT, DEVIATION ->
                    Types.DecimalType.of(type.precision(), type.scale());
            case INSTANT -> Types.TimestampType.withZone();
            case DATE -> Types.DateType.get();
        };
    }

    /** The type of its rows in a stream. */
    public static TypeInformation<RowData> rowType(AnalyticsTable table) {
        return InternalTypeInfo.of(FlinkSchemaUtil.convert(new AnalyticsLakeTable(table).schema));
    }

    Schema schema() {
        return schema;
    }

    /**
     * By day if there are rows of every minute. Ledgers, whose rows have no time as key, are small.
     */
    PartitionSpec partitions() {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        return table.key().contains(table.time())
                ? spec.day(table.time()).build()
                : spec.month(table.time()).build();
    }

    SortOrder order() {
        return SortOrder.builderFor(schema).asc("symbol").asc(table.time()).build();
    }

    /** Refuses a table of this name with other columns. */
    void check(Table there) {
        if (!LakeTables.hasColumns(there, schema)) {
            throw new Refusal(
                    ("Table %s has other columns than a table of %s with these options: name another"
                                    + " one with --iceberg-table, which the job then creates.")
                            .formatted(there.name(), table.name()));
        }
    }

    /**
     * Writes the rows to the table.
     *
     * @param rows as {@link RowConverter} makes them
     * @param there as {@link LakeTables#ensure} returned it
     * @param name name of the operators; their uids derive from it
     * @param onExpired if the table no longer says what the job has committed
     */
    public void attach(
            DataStream<RowData> rows,
            LakeCatalog catalog,
            TableIdentifier id,
            Table there,
            String name,
            ExpiredSnapshot onExpired) {
        LakeSink.attach(rows, catalog, id, there, name, OpenFiles.MOST_HEAP_OF_FEW_ROWS, onExpired);
    }
}
