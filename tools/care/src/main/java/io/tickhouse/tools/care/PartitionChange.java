package io.tickhouse.tools.care;

import io.tickhouse.model.Kind.Period;
import io.tickhouse.tools.UserError;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdatePartitionSpec;

/** What the commands that change partitions have in common. Files that are there stay. */
abstract class PartitionChange extends ChangeCommand {

    /** Makes the change, which is not committed yet. */
    abstract void prepare(UpdatePartitionSpec update);

    abstract PartitionTransform added();

    @Override
    int change(Table table) {
        refuseManyFiles(table);
        UpdatePartitionSpec update = table.updateSpec();
        prepare(update);
        PartitionSpec after = update.apply();
        if (!dryRun()) {
            update.commit();
        }
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("fields", fields(after, table.schema()).objects());
            printJson(document);
            return 0;
        }
        fields(after, table.schema()).print(out());
        out().println(
                        dryRun()
                                ? "nothing was changed (--dry-run)"
                                : "Files that are there stay where they are. A job that runs writes"
                                        + " the partitions of its start: restart it.");
        return 0;
    }

    static Listing fields(PartitionSpec spec, Schema schema) {
        Listing listing = new Listing("name", "column", "transform");
        for (PartitionField each : spec.fields()) {
            listing.row(
                    each.name(),
                    schema.findColumnName(each.sourceId()),
                    each.transform().toString());
        }
        return listing;
    }

    /** The flatten job refuses them, because each partition is a file of each checkpoint. */
    private void refuseManyFiles(Table table) {
        WrittenColumns.of(table.schema())
                .filter(written -> added().column().equals(WrittenColumns.TIME))
                .filter(written -> !isCoarse(added().name(), written.kind().period()))
                .ifPresent(
                        written -> {
                            throw UserError.failed(
                                    ("The flatten job refuses a table of %s with partitions "
                                                    + "finer than a %s: divide them by another column, such as "
                                                    + "bucket(16, %s).")
                                            .formatted(
                                                    written.kind().plural(),
                                                    written.kind()
                                                            .period()
                                                            .name()
                                                            .toLowerCase(Locale.ROOT),
                                                    written.descriptive() ? "symbol" : "S"));
                        });
    }

    private static boolean isCoarse(String transform, Period period) {
        return switch (transform) {
            case "year", "month" -> true;
            case "day" -> period == Period.DAY;
            default -> false;
        };
    }
}
