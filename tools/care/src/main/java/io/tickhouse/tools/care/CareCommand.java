package io.tickhouse.tools.care;

import io.tickhouse.minio.care.CareRefusal;
import io.tickhouse.minio.care.Expiry;
import io.tickhouse.minio.care.Manifests;
import io.tickhouse.minio.care.Orphans;
import io.tickhouse.minio.care.Receipt;
import io.tickhouse.minio.care.RewritePlan;
import io.tickhouse.minio.care.TableStats;
import io.tickhouse.model.MarketCalendar;
import io.tickhouse.model.MarketCalendar.Phase;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.flink.FlinkOption;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tickhouse lake care}. */
@Command(
        name = "care",
        mixinStandardHelpOptions = true,
        description = {
            "Does what tables need from time to time, in the safe order: compact, manifests, expire,"
                    + " orphans.",
            "Of a table that needs nothing only its metadata are read."
        },
        footer = {"", "Example:", "  ./tickhouse lake care --all --older-than 1h --retain-last 20"})
final class CareCommand extends ChangeCommand {

    @Mixin private FlinkOption flink;
    @Mixin private LedgerOption ledger;
    @Mixin private RetentionOptions retention;

    @Option(names = "--all", description = "All tables of the database of --table.")
    private boolean all;

    @Option(
            names = "--no-compact",
            description = "Leave small files as they are; needs no Flink cluster.")
    private boolean noCompact;

    @Option(
            names = "--min-input-files",
            paramLabel = "N",
            defaultValue = "5",
            description = "As for lake compact (default ${DEFAULT-VALUE}).")
    private int minInputFiles;

    @Option(
            names = "--min-age",
            paramLabel = "AGE",
            defaultValue = "3d",
            description = "As for lake orphans (default ${DEFAULT-VALUE}).")
    private String minAge;

    /** Made of the options, before anything is changed. */
    private Orphans.Rules orphanRules;

    /** What {@code --json} shows of each table. */
    private final List<Object> documents = new ArrayList<>();

    /** Of the steps of one table so far, as a dry run says it. */
    private long expectedSeconds;

    /** When there is work to do. */
    enum When {
        ALWAYS,
        /** Outside the hours in which trades are reported to the tapes. */
        CLOSED
    }

    @Option(
            names = "--when",
            paramLabel = "always|closed",
            defaultValue = "always",
            description =
                    "closed: do nothing from 04:00 to 20:00 in New York on trading days, or until"
                            + " 17:00 on half days (default ${DEFAULT-VALUE}).")
    private String when;

    /** One step; it prints what it did, and returns what {@code --json} shows. */
    private interface Step {
        Object take() throws IOException;
    }

    @Override
    int work(Lake lake) throws IOException {
        CompactCommand.atLeast(2, "--min-input-files", minInputFiles);
        ledger.check();
        retention.check();
        orphanRules = orphanRules();
        Phase phase = new MarketCalendar(MarketCalendar.Hours.TAPE).at(Instant.now()).phase();
        if (!isTime(Choice.of("--when", when, When.class), phase)) {
            String session = Choice.word(phase);
            if (json()) {
                printJson(Map.of("skipped", "the market is open", "session", session));
            } else {
                out().printf("the market is open (%s): nothing is done now%n", session);
            }
            return 0;
        }
        int exitCode = all ? onAll(lake) : super.work(lake);
        if (json()) {
            printJson(all ? documents : documents.get(0));
        }
        return exitCode;
    }

    private int onAll(Lake lake) throws IOException {
        int exitCode = 0;
        for (String each : lake.tablesBeside(tableName())) {
            try {
                exitCode = Math.max(exitCode, on(each));
            } catch (UserError e) {
                say(each, e);
                exitCode = Math.max(exitCode, e.exitCode());
            }
        }
        return exitCode;
    }

    private Orphans.Rules orphanRules() {
        try {
            return new Orphans.Rules(Age.of("--min-age", minAge), false, Set.of());
        } catch (CareRefusal e) {
            throw UserError.failed(e.getMessage(), e);
        }
    }

    static boolean isTime(When when, Phase phase) {
        return when == When.ALWAYS || phase == Phase.CLOSED;
    }

    private void say(String what, UserError e) {
        err().println(what + ": " + e.getMessage());
        err().flush();
    }

    @Override
    int change(Table table) throws IOException {
        if (!json()) {
            out().println(table.name() + (dryRun() ? " (--dry-run)" : ""));
        }
        expectedSeconds = 0;
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("table", table.name());
        document.put("dryRun", dryRun());
        boolean clean = true;
        if (!noCompact) {
            clean &= step(document, "compact", () -> compact(table));
        }
        clean &= step(document, "manifests", () -> manifests(table));
        clean &= step(document, "expire", () -> expire(table));
        clean &= step(document, "orphans", () -> orphans(table));
        document.put("expectedSeconds", dryRun() ? expectedSeconds : null);
        if (dryRun()) {
            line("in all     about %,d s", expectedSeconds);
        }
        documents.add(document);
        return clean ? 0 : 1;
    }

    /** A step that cannot be taken does not keep the table from the next ones. */
    private boolean step(Map<String, Object> document, String name, Step step) throws IOException {
        try {
            document.put(name, step.take());
            return true;
        } catch (UserError e) {
            say(name, e);
        } catch (CareRefusal | ValidationException | CommitFailedException e) {
            say(name, told(e));
        }
        document.put(name, null);
        return false;
    }

    private void line(String format, Object... values) {
        if (!json()) {
            out().printf(format + "%n", values);
            out().flush();
        }
    }

    private Object compact(Table table) throws IOException {
        int targetMb = (int) Math.max(1, TableStats.targetBytes(table) >> 20);
        Compaction compaction =
                Compaction.of(tableName(), targetMb, minInputFiles, ledger.arguments());
        RewritePlan plan = compaction.plan(table);
        if (!plan.groups().isEmpty()) {
            expectedSeconds += compaction.expectedSeconds(plan);
        }
        List<Receipt> receipts =
                dryRun() || plan.groups().isEmpty()
                        ? List.of()
                        : compaction.run(
                                table,
                                plan,
                                workspace(),
                                settings(),
                                flink.url(workspace()),
                                err());
        line(
                "compact    %,d files of %s%s",
                plan.files(),
                Words.bytes(plan.bytes()),
                dryRun() ? "" : "; then %,d".formatted(filesOut(receipts)));
        return Map.of(
                "files",
                plan.files(),
                "bytes",
                plan.bytes(),
                "receipts",
                receipts.stream().map(ReceiptsCommand::object).toList());
    }

    private static long filesOut(List<Receipt> receipts) {
        return receipts.stream().mapToLong(Receipt::filesOut).sum();
    }

    private Object manifests(Table table) {
        Manifests manifests = new Manifests(table);
        Forecast<Manifests.Report> done = Forecast.of(dryRun() ? manifests::plan : manifests::run);
        Manifests.Report written = done.found();
        expectedSeconds += ManifestsCommand.expectedSeconds(done);
        line(
                "manifests  %,d of %s, %,d small; then %s",
                written.before(),
                Words.bytes(written.beforeBytes()),
                written.small(),
                dryRun() && written.worthwhile() ? "fewer" : "%,d".formatted(written.after()));
        return written;
    }

    private Object expire(Table table) {
        if (!dryRun()) {
            ledger.record(this, table); // before a snapshot goes that has one
        }
        Instant now = Instant.now();
        Expiry expiry =
                new Expiry(
                        table,
                        retention.rules(table, now, Expiry.Rules.WRITER_GRACE, Set.of()),
                        now.toEpochMilli());
        Forecast<Expiry.Report> done =
                Forecast.of(
                        () ->
                                dryRun()
                                        ? expiry.plan()
                                        : expiry.run(progress("deleted %,d files of snapshots")));
        Expiry.Report expired = done.found();
        expectedSeconds += ExpireCommand.expectedSeconds(done);
        ledger.record(this, table, expired.receipt());
        line(
                "expire     %,d snapshots of %,d, with %,d files of %s; then %,d",
                expired.expired(),
                expired.before(),
                expired.dataFiles() + expired.metadataFiles(),
                Words.bytes(expired.bytes()),
                expired.after());
        requireDeleted(expired.failures());
        return expired;
    }

    private Object orphans(Table table) {
        Orphans orphans = new Orphans(table, orphanRules);
        Forecast<Orphans.Found> look =
                Forecast.of(
                        () ->
                                orphans.find(
                                        dryRun()
                                                ? System.currentTimeMillis()
                                                : orphans.storesClock(),
                                        progress("listed %,d files")));
        Orphans.Found found = look.found();
        expectedSeconds += OrphansCommand.expectedSeconds(look);
        Orphans.Removed removed =
                dryRun() ? null : orphans.delete(found, progress("deleted %,d orphans"));
        line(
                "orphans    %,d of %,d files, %s",
                found.orphans().size(), found.listed(), Words.bytes(found.bytes()));
        if (removed != null) {
            ledger.record(this, table, removed.receipt());
            requireDeleted(removed.failures());
        }
        return found;
    }

    private static void requireDeleted(long failures) {
        if (failures > 0) {
            throw UserError.failed(
                    "%,d files could not be deleted: run the command again.".formatted(failures));
        }
    }
}
