package io.tickhouse.connectors.iceberg;

import io.tickhouse.model.Field;
import io.tickhouse.model.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The table of a kind in the lake: a column for each field of the kind, in its order, and then the
 * time and the source of the row.
 */
public final class LakeTable {

    /**
     * A column under both names.
     *
     * @param required for a new table
     * @param alwaysPresent whether every row has it, though it is optional in existing tables
     */
    record Column(
            String seedName,
            String descriptiveName,
            Type type,
            boolean required,
            boolean alwaysPresent) {

        private static Column of(Field field) {
            return new Column(
                    field.flatKey(),
                    field.name(),
                    typeOf(field),
                    field.required(),
                    field.required());
        }

        private static Column ofEveryRow(String name, Type type) {
            return new Column(name, name, type, false, true);
        }

        private static Type typeOf(Field field) {
            return switch (field.type()) {
                case SYMBOL, TEXT -> Types.StringType.get();
                case TEXTS ->
                        Types.ListType.ofOptional(
                                ELEMENT_ID + field.index(), Types.StringType.get());
                case INTEGER, TIME -> Types.LongType.get();
                case DECIMAL -> Types.DoubleType.get();
            };
        }

        String name(ColumnNames names) {
            return names == ColumnNames.SEED ? seedName : descriptiveName;
        }
    }

    // Far from the ids of the columns themselves, which count from 1. The index of a field follows.
    private static final int ELEMENT_ID = 1000;

    private static final List<String> COARSE_TO_FINE = List.of("void", "year", "month", "day");

    private static final String EVENT_TIME = "event_time";

    /** After the fields. Microseconds in one column and the rest in another lose nothing. */
    private static final List<Column> TIME_AND_SOURCE =
            List.of(
                    Column.ofEveryRow(EVENT_TIME, Types.TimestampType.withZone()),
                    Column.ofEveryRow("nanos", Types.IntegerType.get()),
                    Column.ofEveryRow("src_partition", Types.IntegerType.get()),
                    Column.ofEveryRow("src_offset", Types.LongType.get()),
                    Column.ofEveryRow("src_index", Types.IntegerType.get()));

    private final Kind kind;
    private final List<Column> columns;

    private LakeTable(Kind kind) {
        this.kind = kind;
        this.columns =
                Stream.concat(kind.fields().stream().map(Column::of), TIME_AND_SOURCE.stream())
                        .toList();
    }

    /** The table of a kind. */
    public static LakeTable of(Kind kind) {
        return new LakeTable(kind);
    }

    /** The tables of all kinds. */
    public static List<LakeTable> all() {
        return Stream.of(Kind.values()).map(LakeTable::of).toList();
    }

    /** The kind of the rows. */
    public Kind kind() {
        return kind;
    }

    /** Bytes of heap that a writer may use for open files. */
    long mostHeap() {
        return switch (kind) {
            case TRADE, QUOTE, BAR -> OpenFiles.MOST_HEAP;
            default -> OpenFiles.MOST_HEAP_OF_FEW_ROWS;
        };
    }

    List<Column> columns() {
        return columns;
    }

    Schema schema(ColumnNames names) {
        List<Types.NestedField> fields = new ArrayList<>();
        int id = 1;
        for (Column column : columns) {
            Types.NestedField.Builder field =
                    column.required()
                            ? Types.NestedField.required(column.name(names))
                            : Types.NestedField.optional(column.name(names));
            fields.add(field.withId(id++).ofType(column.type()).build());
        }
        return new Schema(fields);
    }

    /** How a new table is partitioned; an existing one keeps its partitioning. */
    PartitionSpec partitions(Schema schema) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        return switch (kind.period()) {
            case DAY -> spec.day(EVENT_TIME).build();
            case MONTH -> spec.month(EVENT_TIME).build();
        };
    }

    /** The name of Iceberg's transform for the period of a partition. */
    String transform() {
        return kind.period().name().toLowerCase(Locale.ROOT);
    }

    /** The partition field of an existing table that divides the period, if there is one. */
    Optional<PartitionField> finerThanPeriod(Table existing) {
        Types.NestedField time = existing.schema().findField(EVENT_TIME);
        return existing.spec().fields().stream()
                .filter(field -> time != null && field.sourceId() == time.fieldId())
                .filter(field -> dividesPeriod(field.transform().toString()))
                .findFirst();
    }

    private boolean dividesPeriod(String other) {
        int place = COARSE_TO_FINE.indexOf(other);
        return place < 0 || place > COARSE_TO_FINE.indexOf(transform());
    }
}
