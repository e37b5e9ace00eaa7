package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Expiry;
import io.tickhouse.minio.care.Expiry.Fate;
import io.tickhouse.minio.care.Expiry.Outlook;
import io.tickhouse.minio.care.Expiry.Report;
import io.tickhouse.minio.care.Expiry.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tickhouse lake expire}. */
@Command(
        name = "expire",
        mixinStandardHelpOptions = true,
        description = {
            "Removes old snapshots, and the files that only they need.",
            "Each writer finds its position afterwards, also one that is down."
        },
        footer = {"", "Example:", "  ./tickhouse lake expire --older-than 1h --dry-run"})
final class ExpireCommand extends ChangeCommand {

    @Mixin private LedgerOption ledger;
    @Mixin private RetentionOptions retention;

    @Option(
            names = "--writer-grace",
            paramLabel = "AGE",
            defaultValue = "30d",
            description =
                    "A writer that committed within this time keeps its position; the last run of"
                            + " each keeps it for ever (default ${DEFAULT-VALUE}).")
    private String writerGrace;

    @Option(
            names = "--forget-writer",
            paramLabel = "JOB/OPERATOR",
            description =
                    "A writer that will never be restored, as lake stats names it; repeatable.")
    private List<String> forgotten = new ArrayList<>();

    @Override
    int change(Table table) {
        ledger.check();
        retention.check();
        Instant now = Instant.now();
        Rules rules =
                retention.rules(
                        table,
                        now,
                        Age.of("--writer-grace", writerGrace),
                        WriterName.all("--forget-writer", forgotten));
        Expiry expiry = new Expiry(table, rules, now.toEpochMilli());
        if (!dryRun()) {
            ledger.record(this, table); // before a snapshot goes that has one
        }
        if (dryRun()) {
            Forecast<Report> plan = Forecast.of(expiry::plan);
            show(table, plan.found(), expectedSeconds(plan));
            return 0;
        }
        Report report = expiry.run(progress("deleted %,d files"));
        ledger.record(this, table, report.receipt());
        show(table, report, null);
        return report.failures() == 0 ? 0 : 1;
    }

    static long expectedSeconds(Forecast<Report> plan) {
        Report report = plan.found();
        long bookmarks =
                report.writers().stream().filter(each -> each.fate() == Fate.REPEATED).count();
        return plan.seconds(1 + bookmarks, report.dataFiles() + report.metadataFiles());
    }

    private void show(Table table, Report report, Long expectedSeconds) {
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("expectedSeconds", expectedSeconds);
            document.put("report", report);
            printJson(document);
        } else {
            print(table, report);
            if (expectedSeconds != null) {
                out().printf("it would take about %,d s%n", expectedSeconds);
            }
        }
    }

    private void print(Table table, Report report) {
        out().printf(
                        "%s: %,d snapshots, %s %,d, then %,d%n",
                        table.name(),
                        report.before(),
                        dryRun() ? "would expire" : "expired",
                        report.expired(),
                        report.after());
        out().printf(
                        "%s %,d data files and %,d files of metadata, %s%n",
                        dryRun() ? "would delete" : "deleted",
                        report.dataFiles(),
                        report.metadataFiles(),
                        Words.bytes(report.bytes()));
        if (report.failures() > 0) {
            out().printf(
                            "%,d files could not be deleted: ./tickhouse lake orphans finds them.%n",
                            report.failures());
        }
        Instant now = Instant.now();
        for (Outlook each : report.writers()) {
            out().printf(
                            "writer %s: checkpoint %d of %s ago, %s%n",
                            each.position().writer(),
                            each.position().checkpoint(),
                            Words.age(
                                    Duration.between(
                                            Instant.ofEpochMilli(each.position().writtenMs()),
                                            now)),
                            switch (each.fate()) {
                                case KEPT -> "kept by its snapshot";
                                case REPEATED ->
                                        dryRun()
                                                ? "to be kept by a bookmark at the head"
                                                : "kept by a bookmark at the head";
                                case LET_GO -> "not kept: it will not be restored";
                            });
        }
    }
}
