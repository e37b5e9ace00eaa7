package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Manifests;
import io.tickhouse.minio.care.Manifests.Report;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tickhouse lake manifests}. */
@Command(
        name = "manifests",
        mixinStandardHelpOptions = true,
        description = {
            "Writes small manifests together, so that queries are planned faster.",
            "Checks that the table has the same files afterwards."
        },
        footer = {"", "Example:", "  ./tickhouse lake manifests --dry-run"})
final class ManifestsCommand extends ChangeCommand {

    @Mixin private LedgerOption ledger;

    @Override
    int change(Table table) {
        ledger.check();
        Manifests manifests = new Manifests(table);
        Forecast<Report> done = Forecast.of(dryRun() ? manifests::plan : manifests::run);
        Report report = done.found();
        if (!dryRun() && report.worthwhile()) {
            ledger.record(this, table);
        }
        long expectedSeconds = expectedSeconds(done);
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("expectedSeconds", dryRun() ? expectedSeconds : null);
            document.put("report", report);
            printJson(document);
            return 0;
        }
        String before =
                "%s: %,d manifests of %s, %,d of them small"
                        .formatted(
                                table.name(),
                                report.before(),
                                Words.bytes(report.beforeBytes()),
                                report.small());
        if (!report.worthwhile()) {
            out().println(before + ": nothing to do");
        } else if (dryRun()) {
            out().printf(
                            "%s, which would be written together in about %,d s%n",
                            before, expectedSeconds);
        } else {
            out().printf(
                            "%s; now %,d of %s, with the same files%n",
                            before, report.after(), Words.bytes(report.afterBytes()));
        }
        return 0;
    }

    static long expectedSeconds(Forecast<Report> plan) {
        return plan.found().worthwhile() ? plan.secondsOfManifests(plan.found().before()) : 0;
    }
}
