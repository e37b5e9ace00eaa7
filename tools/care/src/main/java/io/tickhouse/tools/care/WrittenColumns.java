package io.tickhouse.tools.care;

import io.tickhouse.model.Field;
import io.tickhouse.model.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * The columns that the flatten job writes into a table, and by which names.
 *
 * @param descriptive whether columns are named in words, and not as in the feed
 */
record WrittenColumns(Kind kind, boolean descriptive) {

    static final String TIME = "event_time";

    private static final List<String> TIME_AND_SOURCE =
            List.of(TIME, "nanos", "src_partition", "src_offset", "src_index");

    /** Empty if the table is none of the job's. */
    static Optional<WrittenColumns> of(Schema schema) {
        Set<String> names = names(schema);
        if (!names.containsAll(TIME_AND_SOURCE)) {
            return Optional.empty();
        }
        return Arrays.stream(Kind.values())
                .flatMap(
                        kind ->
                                Stream.of(
                                        new WrittenColumns(kind, false),
                                        new WrittenColumns(kind, true)))
                .filter(each -> each.requiredAreIn(names))
                // The fields of one kind may all be fields of another.
                .max(
                        Comparator.<WrittenColumns>comparingLong(each -> each.countIn(names))
                                .thenComparingInt(each -> -each.kind.fields().size()));
    }

    private static Set<String> names(Schema schema) {
        Set<String> names = new HashSet<>();
        for (Types.NestedField column : schema.columns()) {
            names.add(column.name());
        }
        return names;
    }

    private boolean requiredAreIn(Set<String> names) {
        return kind.fields().stream()
                .filter(Field::required)
                .allMatch(field -> names.contains(name(field)));
    }

    private long countIn(Set<String> names) {
        return kind.fields().stream().filter(field -> names.contains(name(field))).count();
    }

    String name(Field field) {
        return descriptive ? field.name() : field.flatKey();
    }

    /** Whether the job writes a column of this name. */
    boolean has(String column) {
        return TIME_AND_SOURCE.contains(column)
                || kind.fields().stream().anyMatch(field -> name(field).equals(column));
    }
}
