package io.tickhouse.tools.care;

import io.tickhouse.model.Field;
import io.tickhouse.tools.UserError;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tickhouse lake rename-columns}. */
@Command(
        name = "rename-columns",
        mixinStandardHelpOptions = true,
        description = {
            "Names all columns of the flatten job in words, or as in the feed again.",
            "Spark and Trino fold case, and cannot read a table with S and s. No file is written"
                    + " anew."
        },
        footer = {"", "Example:", "  ./tickhouse lake rename-columns descriptive --dry-run"})
final class RenameColumnsCommand extends SchemaChange {

    @Parameters(paramLabel = "seed|descriptive", description = "Which names.")
    private String names;

    @Override
    void prepare(Table table, UpdateSchema update) {
        if (!names.equals("seed") && !names.equals("descriptive")) {
            throw UserError.badUsage("Names are seed or descriptive, not " + names + ".");
        }
        WrittenColumns now =
                WrittenColumns.of(table.schema())
                        .orElseThrow(
                                () ->
                                        UserError.failed(
                                                "Table "
                                                        + table.name()
                                                        + " has the columns of no kind of message:"
                                                        + " use ./tickhouse lake schema"
                                                        + " rename."));
        WrittenColumns then = new WrittenColumns(now.kind(), names.equals("descriptive"));
        for (Field field : now.kind().fields()) {
            String from = now.name(field);
            String to = then.name(field);
            if (!from.equals(to) && table.schema().findField(from) != null) {
                update.renameColumn(from, to);
            }
        }
    }

    @Override
    String note() {
        return "Restart the flatten job with --iceberg-columns "
                + names
                + ". Until then it writes as before.";
    }
}
