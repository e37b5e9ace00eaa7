package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Orphans;
import io.tickhouse.minio.care.Orphans.Found;
import io.tickhouse.minio.care.Orphans.Orphan;
import io.tickhouse.minio.care.Orphans.Pending;
import io.tickhouse.minio.care.Orphans.Removed;
import io.tickhouse.minio.care.Orphans.Rules;
import io.tickhouse.tools.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tickhouse lake orphans}. */
@Command(
        name = "orphans",
        mixinStandardHelpOptions = true,
        description = {
            "Removes files below a table that no snapshot needs, and no writer will commit.",
            "What a writer holds in its last checkpoint stays at any age."
        },
        footer = {"", "Example:", "  ./tickhouse lake orphans --dry-run"})
final class OrphansCommand extends ChangeCommand {

    private static final int SHOWN = 20;

    @Mixin private LedgerOption ledger;

    @Option(
            names = "--min-age",
            paramLabel = "AGE",
            defaultValue = "3d",
            description =
                    "Files must be this old (default ${DEFAULT-VALUE}). Less than 1d needs"
                            + " --writers-stopped.")
    private String minAge;

    @Option(
            names = "--writers-stopped",
            description = "All writers of the table are stopped, so no file is open.")
    private boolean writersStopped;

    @Option(
            names = "--forget-writer",
            paramLabel = "JOB/OPERATOR",
            description =
                    "A writer that will never be restored, as this command names it; repeatable.")
    private List<String> forgotten = new ArrayList<>();

    @Override
    int change(Table table) {
        ledger.check();
        Orphans orphans =
                new Orphans(
                        table,
                        new Rules(
                                Age.of("--min-age", minAge),
                                writersStopped,
                                WriterName.all("--forget-writer", forgotten)));
        long now = dryRun() ? System.currentTimeMillis() : orphans.storesClock();
        Forecast<Found> look = Forecast.of(() -> orphans.find(now, progress("listed %,d files")));
        Found found = look.found();
        Long expectedSeconds = dryRun() ? expectedSeconds(look) : null;
        Removed removed = dryRun() ? null : orphans.delete(found, progress("deleted %,d files"));
        if (removed != null) {
            ledger.record(this, table, removed.receipt());
        }
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("expectedSeconds", expectedSeconds);
            document.put("found", found);
            document.put("removed", removed);
            printJson(document);
        } else {
            print(table, found, removed, now);
            if (expectedSeconds != null) {
                out().printf("to delete them would take about %,d s%n", expectedSeconds);
            }
        }
        return removed == null || removed.failures() == 0 ? 0 : 1;
    }

    static long expectedSeconds(Forecast<Found> look) {
        return look.seconds(0, look.found().orphans().size());
    }

    private void print(Table table, Found found, Removed removed, long now) {
        out().printf(
                        "%s: %,d files, %,d orphans of %s, %,d others that are too young to say%n",
                        table.name(),
                        found.listed(),
                        found.orphans().size(),
                        Words.bytes(found.bytes()),
                        found.young());
        for (Orphan each : found.orphans().stream().limit(SHOWN).toList()) {
            out().printf(
                            "  %s  %s, %s old%n",
                            Printable.text(each.location()),
                            Words.bytes(each.bytes()),
                            Words.age(Duration.ofMillis(now - each.createdMs())));
        }
        if (found.orphans().size() > SHOWN) {
            out().printf("  and %,d more%n", found.orphans().size() - SHOWN);
        }
        for (Pending each : found.pending()) {
            out().printf(
                            "writer %s holds %,d files of checkpoint %d, which it commits after a"
                                    + " restore: they stay%n",
                            each.writer(), each.files(), each.checkpoint());
        }
        for (String each : found.elsewhere()) {
            out().printf(
                            "not searched: %s, where other tables may have files, too%n",
                            Printable.text(each));
        }
        if (removed == null) {
            out().println("nothing was deleted (--dry-run)");
            return;
        }
        out().printf("deleted %,d files of %s%n", removed.files(), Words.bytes(removed.bytes()));
        if (removed.spared() > 0) {
            out().printf("%,d files were committed meanwhile, and stay%n", removed.spared());
        }
        if (removed.failures() > 0) {
            out().printf(
                            "%,d files could not be deleted: run the command again.%n",
                            removed.failures());
        }
    }
}
