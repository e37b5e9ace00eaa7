package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Expiry;
import io.tickhouse.minio.care.Manifests;
import io.tickhouse.minio.care.Orphans;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse lake care}. */
@Command(
        name = "care",
        mixinStandardHelpOptions = true,
        description = {
            "Does what a table needs from time to time, in the safe order: manifests, expire,"
                    + " orphans."
        },
        footer = {"", "Example:", "  ./tickhouse lake care --older-than 1h"})
final class CareCommand extends ChangeCommand {

    @Option(
            names = "--older-than",
            paramLabel = "AGE|TIME",
            defaultValue = "5d",
            description = "As for lake expire (default ${DEFAULT-VALUE}).")
    private String olderThan;

    @Option(
            names = "--retain-last",
            paramLabel = "N",
            defaultValue = "1",
            description = "As for lake expire (default ${DEFAULT-VALUE}).")
    private int retainLast;

    @Option(
            names = "--min-age",
            paramLabel = "AGE",
            defaultValue = "3d",
            description = "As for lake orphans (default ${DEFAULT-VALUE}).")
    private String minAge;

    @Override
    int change(Table table) {
        Instant now = Instant.now();
        Manifests manifests = new Manifests(table);
        Expiry expiry =
                new Expiry(
                        table,
                        new Expiry.Rules(
                                Age.before(now, "--older-than", olderThan).toEpochMilli(),
                                retainLast,
                                Expiry.Rules.WRITER_GRACE,
                                Set.of()),
                        now.toEpochMilli());
        Orphans orphans =
                new Orphans(table, new Orphans.Rules(Age.of("--min-age", minAge), false, Set.of()));

        Manifests.Report written = dryRun() ? manifests.plan() : manifests.run();
        Expiry.Report expired =
                dryRun() ? expiry.plan() : expiry.run(progress("deleted %,d files of snapshots"));
        Orphans.Found found =
                orphans.find(
                        dryRun() ? now.toEpochMilli() : orphans.storesClock(),
                        progress("listed %,d files"));
        Orphans.Removed removed =
                dryRun() ? null : orphans.delete(found, progress("deleted %,d orphans"));

        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("manifests", written);
            document.put("expire", expired);
            document.put("orphans", found);
            document.put("removed", removed);
            printJson(document);
        } else {
            String would = dryRun() ? " (--dry-run)" : "";
            out().printf("%s%s%n", table.name(), would);
            out().printf(
                            "manifests  %,d of %s, %,d small; then %s%n",
                            written.before(),
                            Words.bytes(written.beforeBytes()),
                            written.small(),
                            dryRun() && written.worthwhile()
                                    ? "fewer"
                                    : "%,d".formatted(written.after()));
            out().printf(
                            "expire     %,d snapshots of %,d, with %,d files of %s; then %,d%n",
                            expired.expired(),
                            expired.before(),
                            expired.dataFiles() + expired.metadataFiles(),
                            Words.bytes(expired.bytes()),
                            expired.after());
            out().printf(
                            "orphans    %,d of %,d files, %s%n",
                            found.orphans().size(), found.listed(), Words.bytes(found.bytes()));
        }
        boolean failed = expired.failures() > 0 || (removed != null && removed.failures() > 0);
        return failed ? 1 : 0;
    }
}
