package io.tickhouse.tools.care;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/** What the commands that change columns have in common. No file is written anew. */
abstract class SchemaChange extends ChangeCommand {

    /** Makes the change, which is not committed yet. */
    abstract void prepare(Table table, UpdateSchema update);

    /** What an operator has to know, in a sentence. */
    abstract String note();

    @Override
    int change(Table table) {
        UpdateSchema update = table.updateSchema();
        prepare(table, update);
        Schema after = update.apply();
        if (!dryRun()) {
            update.commit();
        }
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("columns", columns(after).objects());
            printJson(document);
            return 0;
        }
        columns(after).print(out());
        out().println(dryRun() ? "nothing was changed (--dry-run)" : note());
        return 0;
    }

    static Listing columns(Schema schema) {
        Listing listing = new Listing("id", "name", "type", "required", "doc");
        for (Types.NestedField each : schema.columns()) {
            listing.row(
                    each.fieldId(),
                    each.name(),
                    each.type().toString(),
                    each.isRequired(),
                    each.doc());
        }
        return listing;
    }
}
