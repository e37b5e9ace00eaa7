package io.tickhouse.tools.care;

import io.tickhouse.minio.lake.TableDefaults;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateProperties;
import picocli.CommandLine.Command;

/** {@code tickhouse lake properties}. */
@Command(
        name = "properties",
        mixinStandardHelpOptions = true,
        description =
                "Gives a table the properties that a new one gets from the job. A job that runs goes"
                        + " on, and takes most of them at its next start.",
        footer = {"", "Example:", "  ./tickhouse lake properties --dry-run"})
final class PropertiesCommand extends ChangeCommand {

    @Override
    int change(Table table) {
        Map<String, String> missing = TableDefaults.missing(table.properties());
        Listing listing = new Listing("property", "is", "of_a_new_table");
        missing.forEach(
                (property, value) ->
                        listing.row(property, table.properties().get(property), value));
        if (!dryRun() && !missing.isEmpty()) {
            UpdateProperties update = table.updateProperties();
            missing.forEach(update::set);
            update.commit();
        }
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("properties", listing.objects());
            printJson(document);
        } else if (missing.isEmpty()) {
            out().println(table.name() + " has the properties of a new table");
        } else {
            listing.print(out());
            out().println(dryRun() ? "nothing was changed (--dry-run)" : "all were set");
        }
        return 0;
    }
}
