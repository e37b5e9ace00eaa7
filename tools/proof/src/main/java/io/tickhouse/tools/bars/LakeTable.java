package io.tickhouse.tools.bars;

import io.tickhouse.model.Field;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.Lake;
import io.tickhouse.tools.lake.TableReader;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;

/** A table as it was when it was opened, to be read several times. */
final class LakeTable {

    private final String name;
    private final TableReader reader;

    private LakeTable(String name, TableReader reader) {
        this.name = name;
        this.reader = reader;
    }

    /**
     * Opens a table.
     *
     * @param remedy what to do if there is none
     * @throws UserError if there is none, or the catalog does not answer
     */
    static LakeTable open(Lake lake, String name, String remedy) {
        TableReader reader = lake.reader(name);
        reader.refresh();
        if (!reader.exists()) {
            throw UserError.failed("There is no table " + Lake.fullName(name) + ": " + remedy);
        }
        return new LakeTable(Lake.fullName(name), reader);
    }

    String name() {
        return name;
    }

    /** The names of its columns, in their order. */
    List<String> columns() {
        return reader.schema().columns().stream().map(column -> column.name()).toList();
    }

    /**
     * The name that a field of the flattened messages has in it.
     *
     * @throws UserError if it has no such column
     */
    String column(Kind kind, String flatKey) {
        boolean seed = reader.schema().findField("S") != null;
        for (Field field : kind.fields()) {
            if (field.flatKey().equals(flatKey)) {
                return require(seed ? flatKey : field.name());
            }
        }
        return require(flatKey);
    }

    private String require(String column) {
        if (reader.schema().findField(column) == null) {
            throw UserError.failed(
                    "Table "
                            + name
                            + " has no column "
                            + column
                            + ": name the table that the job made with the options of this command.");
        }
        return column;
    }

    /**
     * Passes on the rows that may match.
     *
     * @param columns to read
     * @throws UserError if it has not these columns, or the store does not answer
     */
    void read(List<String> columns, Expression filter, Consumer<Record> to) {
        read(columns, filter, to, () -> false);
    }

    void read(
            List<String> columns, Expression filter, Consumer<Record> to, BooleanSupplier enough) {
        columns.forEach(this::require);
        Schema schema = reader.schema().select(columns);
        reader.readAgain(schema, filter, (row, writtenMs) -> to.accept(row), enough);
    }

    /** The microseconds since the epoch of a column with a time. */
    static long micros(Record row, String column) {
        return ChronoUnit.MICROS.between(
                Instant.EPOCH, ((OffsetDateTime) row.getField(column)).toInstant());
    }
}
