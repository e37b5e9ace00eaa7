package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The table of gap records: a row when a gap is opened and one when it is closed, with the same id.
 * The row that has {@code closed} replaces the other. Times are UTC.
 *
 * <p>Guarantee: the same as {@link LakeSink}, for the same reasons.
 */
public final class GapTable {

    static final Schema SCHEMA =
            new Schema(
                    NestedField.required(1, "id", Types.StringType.get()),
                    NestedField.required(2, "feed", Types.StringType.get()),
                    NestedField.required(3, "channel", Types.StringType.get()),
                    NestedField.required(
                            4, "symbols", Types.ListType.ofRequired(100, Types.StringType.get())),
                    NestedField.required(5, "from", Types.TimestampType.withZone()),
                    NestedField.required(6, "to", Types.TimestampType.withZone()),
                    NestedField.required(7, "cause", Types.StringType.get()),
                    NestedField.optional(8, "detail", Types.StringType.get()),
                    NestedField.required(9, "opened", Types.TimestampType.withZone()),
                    NestedField.optional(10, "closed", Types.TimestampType.withZone()),
                    NestedField.required(11, "rows", Types.LongType.get()),
                    NestedField.required(12, "state", Types.StringType.get()));

    private GapTable() {}

    /**
     * Writes the gap records to the table.
     *
     * @param table as {@link LakeTables#ensureGaps} returned it
     * @param name name of the operators; their uids derive from it
     */
    public static void attach(
            DataStream<GapRecord> gaps,
            LakeCatalog catalog,
            TableIdentifier id,
            Table table,
            String name) {
        DataStream<RowData> rows =
                gaps.map(new ToRow())
                        .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema())))
                        .name(name + "-rows")
                        .uid(name + "-rows");
        // The ledger topic has every record, so none is lost if one was not committed.
        LakeSink.attach(
                rows,
                catalog,
                id,
                table,
                name,
                OpenFiles.MOST_HEAP_OF_FEW_ROWS,
                ExpiredSnapshot.COMMITTED);
    }

    /** Refuses a table of this name with other columns. */
    static void check(Table table) {
        if (!LakeTables.hasColumns(table, SCHEMA)) {
            throw new Refusal(
                    "Table "
                            + table.name()
                            + " has other columns than a table of gap records: name another one"
                            + " with --gaps-table, which the job then creates, or write none with"
                            + " --no-gaps-table.");
        }
    }

    static final class ToRow implements MapFunction<GapRecord, RowData> {

        private static final long serialVersionUID = 1L;

        @Override
        public RowData map(GapRecord gap) {
            return GenericRowData.of(
                    text(gap.id()),
                    text(gap.feed()),
                    text(gap.channel()),
                    new GenericArrayData(gap.symbols().stream().map(ToRow::text).toArray()),
                    time(gap.from()),
                    time(gap.to()),
                    text(gap.cause()),
                    text(gap.detail()),
                    time(gap.opened()),
                    time(gap.closed()),
                    gap.rows(),
                    text(gap.state().name().toLowerCase(Locale.ROOT)));
        }

        private static StringData text(String text) {
            return text == null ? null : StringData.fromString(text);
        }

        private static TimestampData time(Instant time) {
            return time == null ? null : TimestampData.fromInstant(time);
        }
    }
}
