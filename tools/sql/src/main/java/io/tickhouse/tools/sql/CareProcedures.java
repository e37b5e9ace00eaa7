package io.tickhouse.tools.sql;

import io.tickhouse.minio.care.Expiry;
import io.tickhouse.minio.care.Manifests;
import io.tickhouse.minio.care.Orphans;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.annotation.ArgumentHint;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.ProcedureHint;
import org.apache.flink.table.procedure.ProcedureContext;
import org.apache.flink.table.procedures.Procedure;
import org.apache.flink.types.Row;
import org.apache.iceberg.Table;

/**
 * Spark's procedures that look after a table, with its names and arguments and the work of {@code
 * minio/care}: each writer keeps its position. Each also takes {@code dry_run}. Times are in UTC.
 */
public final class CareProcedures {

    static final List<String> NAMES =
            List.of("expire_snapshots", "remove_orphan_files", "rewrite_manifests");

    /** As for Spark, and for the command. */
    private static final Duration ORPHAN_AGE = Duration.ofDays(3);

    private CareProcedures() {}

    /** The procedure with this name. */
    static Procedure of(String name, CareTables tables) {
        return switch (name) {
            case "expire_snapshots" -> new ExpireSnapshots(tables);
            case "remove_orphan_files" -> new RemoveOrphanFiles(tables);
            case "rewrite_manifests" -> new RewriteManifests(tables);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Removes old snapshots, see {@link Expiry}. */
    public static final class ExpireSnapshots implements Procedure {

        private final CareTables tables;

        ExpireSnapshots(CareTables tables) {
            this.tables = tables;
        }

        /** One row with what was done. */
        @ProcedureHint(
                arguments = {
                    @ArgumentHint(name = "table", type = @DataTypeHint("STRING")),
                    @ArgumentHint(
                            name = "older_than",
                            type = @DataTypeHint("TIMESTAMP(3)"),
                            isOptional = true),
                    @ArgumentHint(
                            name = "retain_last",
                            type = @DataTypeHint("INT"),
                            isOptional = true),
                    @ArgumentHint(
                            name = "dry_run",
                            type = @DataTypeHint("BOOLEAN"),
                            isOptional = true)
                },
                output =
                        @DataTypeHint(
                                "ROW<expired_snapshots INT, kept_snapshots INT,"
                                        + " deleted_data_files BIGINT,"
                                        + " deleted_metadata_files BIGINT, deleted_bytes BIGINT,"
                                        + " failed_deletions BIGINT>"))
        public Row[] call(
                ProcedureContext context,
                String name,
                LocalDateTime olderThan,
                Integer retainLast,
                Boolean dryRun) {
            Table table = tables.load(name);
            long now = System.currentTimeMillis();
            Expiry expiry =
                    new Expiry(
                            table,
                            new Expiry.Rules(
                                    olderThan == null
                                            ? Expiry.Rules.standardOlderThanMs(table, now)
                                            : olderThan.toInstant(ZoneOffset.UTC).toEpochMilli(),
                                    retainLast == null
                                            ? Expiry.Rules.standardRetainLast(table)
                                            : retainLast,
                                    Expiry.Rules.WRITER_GRACE,
                                    Set.of()),
                            now);
            boolean dry = Boolean.TRUE.equals(dryRun);
            if (!dry) {
                tables.record(name, table); // before a snapshot goes that has one
            }
            Expiry.Report report = dry ? expiry.plan() : expiry.run(deleted -> {});
            tables.record(name, table, report.receipt());
            return new Row[] {
                Row.of(
                        report.expired(),
                        report.after(),
                        report.dataFiles(),
                        report.metadataFiles(),
                        report.bytes(),
                        report.failures())
            };
        }
    }

    /** Removes files that are not needed, see {@link Orphans}. */
    public static final class RemoveOrphanFiles implements Procedure {

        private final CareTables tables;

        RemoveOrphanFiles(CareTables tables) {
            this.tables = tables;
        }

        /** One row for each file. */
        @ProcedureHint(
                arguments = {
                    @ArgumentHint(name = "table", type = @DataTypeHint("STRING")),
                    @ArgumentHint(
                            name = "older_than",
                            type = @DataTypeHint("TIMESTAMP(3)"),
                            isOptional = true),
                    @ArgumentHint(
                            name = "dry_run",
                            type = @DataTypeHint("BOOLEAN"),
                            isOptional = true)
                },
                output = @DataTypeHint("ROW<orphan_file_location STRING>"))
        public Row[] call(
                ProcedureContext context, String name, LocalDateTime olderThan, Boolean dryRun) {
            Duration age =
                    olderThan == null
                            ? ORPHAN_AGE
                            : Duration.between(olderThan.toInstant(ZoneOffset.UTC), Instant.now());
            Table table = tables.load(name);
            Orphans orphans = new Orphans(table, new Orphans.Rules(age, false, Set.of()));
            boolean dry = Boolean.TRUE.equals(dryRun);
            Orphans.Found found =
                    orphans.find(
                            dry ? System.currentTimeMillis() : orphans.storesClock(), listed -> {});
            if (!dry) {
                Orphans.Removed removed = orphans.delete(found, deleted -> {});
                tables.record(name, table, removed.receipt());
                if (removed.failures() > 0) {
                    throw new IllegalStateException(
                            "%d of %d orphans could not be deleted: call it again"
                                    .formatted(removed.failures(), found.orphans().size()));
                }
            }
            return found.orphans().stream()
                    .map(orphan -> Row.of(orphan.location()))
                    .toArray(Row[]::new);
        }
    }

    /** Writes small manifests together, see {@link Manifests}. */
    public static final class RewriteManifests implements Procedure {

        private final CareTables tables;

        RewriteManifests(CareTables tables) {
            this.tables = tables;
        }

        /** One row with what was done. */
        @ProcedureHint(
                arguments = {
                    @ArgumentHint(name = "table", type = @DataTypeHint("STRING")),
                    @ArgumentHint(
                            name = "dry_run",
                            type = @DataTypeHint("BOOLEAN"),
                            isOptional = true)
                },
                output =
                        @DataTypeHint(
                                "ROW<manifests_before INT, small_manifests INT,"
                                        + " manifests_after INT>"))
        public Row[] call(ProcedureContext context, String name, Boolean dryRun) {
            Table table = tables.load(name);
            Manifests manifests = new Manifests(table);
            boolean dry = Boolean.TRUE.equals(dryRun);
            Manifests.Report report = dry ? manifests.plan() : manifests.run();
            if (!dry && report.worthwhile()) {
                tables.record(name, table);
            }
            return new Row[] {Row.of(report.before(), report.small(), report.after())};
        }
    }
}
