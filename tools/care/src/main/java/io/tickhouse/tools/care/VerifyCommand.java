package io.tickhouse.tools.care;

import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.TableContent;
import io.tickhouse.minio.care.Verification;
import io.tickhouse.minio.care.Verification.Finding;
import io.tickhouse.minio.care.Verification.Verdict;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.TableReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.ParquetUtil;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse lake verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the files of compactions again, and says whether the new ones have the rows of"
                    + " the old ones.",
            "It also judges compactions of other tools. Exit code 1 if rows differ, or if that"
                    + " cannot be told any more.",
            "With --against it compares the table with another one, or with another snapshot."
        },
        footer = {
            "",
            "Examples:",
            "  ./tickhouse lake verify --all",
            "  ./tickhouse lake verify --table db.copy --against db.flattened_stocks"
        })
final class VerifyCommand extends TableCommand {

    private static final int FILES_BETWEEN_LINES = 1000;

    @ArgGroup private Which which = new Which();

    private static final class Which {

        @Option(names = "--all", description = "All that are retained, not only the newest.")
        private boolean all;

        @Option(
                names = "--snapshot",
                paramLabel = "ID",
                description =
                        "The one that made this snapshot; with --against, the rows of this one.")
        private Long snapshot;
    }

    @Option(
            names = "--against",
            paramLabel = "DB.TABLE|SNAPSHOT",
            description =
                    "Compare all rows with those of this table, or of this snapshot, tag or branch."
                            + " Columns of another table are known by their names.")
    private String against;

    @Option(
            names = "--verify",
            paramLabel = "content|counts",
            defaultValue = "content",
            description =
                    "content: read every value. counts: compare only how many rows and values each"
                            + " column has, as the files say (default ${DEFAULT-VALUE}).")
    private String verify;

    @Override
    int run(Table table) {
        Proof proof = Choice.of("--verify", verify, Proof.class);
        if (against != null) {
            return compare(table, proof);
        }
        Verification verification =
                new Verification(table, TableReader::rows, VerifyCommand::footer);
        List<Finding> findings = new ArrayList<>();
        Consumer<DataFile> files = filesRead();
        for (Snapshot each : wanted(table, verification.rewrites())) {
            findings.add(verification.verify(each, proof, files));
        }
        print(findings);
        return findings.stream().allMatch(VerifyCommand::isProven) ? 0 : 1;
    }

    private static Metrics footer(InputFile file) {
        return ParquetUtil.fileMetrics(file, MetricsConfig.getDefault());
    }

    private Consumer<DataFile> filesRead() {
        LongConsumer progress = progress("%,d files read");
        long[] files = {0};
        return file -> {
            if (++files[0] % FILES_BETWEEN_LINES == 0) {
                progress.accept(files[0]);
            }
        };
    }

    private int compare(Table table, Proof proof) {
        if (which.all) {
            throw UserError.badUsage("--all does not go with --against.");
        }
        Snapshot here =
                which.snapshot == null
                        ? table.currentSnapshot()
                        : snapshot(table, "--snapshot", which.snapshot.toString());
        boolean isTable = against.contains(".");
        Table other = isTable ? otherTable() : table;
        Snapshot there = isTable ? other.currentSnapshot() : snapshot(table, "--against", against);
        Consumer<DataFile> files = filesRead();
        ContentHash one =
                new TableContent(table, here, TableReader::rows, VerifyCommand::footer)
                        .sum(table, proof, files);
        ContentHash two =
                new TableContent(other, there, TableReader::rows, VerifyCommand::footer)
                        .sum(table, proof, files);
        boolean equal = one.equals(two);
        Listing listing =
                new Listing("table", "snapshot", "rows", "hash", "verdict")
                        .row(table.name(), id(here), one.rows(), one.hex(), null)
                        .row(
                                other.name(),
                                id(there),
                                two.rows(),
                                two.hex(),
                                equal ? "equal" : "different");
        print(listing);
        return equal ? 0 : 1;
    }

    private Table otherTable() {
        String name = against;
        String catalog = tableName().substring(0, tableName().indexOf('.') + 1);
        if (name.startsWith(catalog) && name.split("\\.", -1).length > 2) {
            name = name.substring(catalog.length());
        }
        return other(name)
                .orElseThrow(
                        () ->
                                UserError.failed(
                                        "There is no table "
                                                + against
                                                + " in this catalog: correct --against."));
    }

    private static Snapshot snapshot(Table table, String option, String name) {
        return table.snapshot(SnapshotName.of(table, option, name));
    }

    private static Long id(Snapshot snapshot) {
        return snapshot == null ? null : snapshot.snapshotId();
    }

    private List<Snapshot> wanted(Table table, List<Snapshot> rewrites) {
        if (which.snapshot != null) {
            return rewrites.stream()
                    .filter(each -> each.snapshotId() == which.snapshot)
                    .findFirst()
                    .map(List::of)
                    .orElseThrow(
                            () ->
                                    UserError.failed(
                                            "Table %s has no compaction with the snapshot %d."
                                                    .formatted(table.name(), which.snapshot)));
        }
        return which.all || rewrites.isEmpty()
                ? rewrites
                : rewrites.subList(rewrites.size() - 1, rewrites.size());
    }

    private static boolean isProven(Finding finding) {
        return finding.verdict() == Verdict.EQUAL || finding.verdict() == Verdict.AS_RECEIPT;
    }

    private void print(List<Finding> findings) {
        Listing listing =
                new Listing(
                        "committed", "snapshot", "rows", "verdict", "hash", "receipt", "inputs");
        for (Finding each : findings) {
            listing.row(
                    Instant.ofEpochMilli(each.timestampMs()).toString(),
                    each.snapshotId(),
                    each.added().rows(),
                    words(each.verdict()),
                    each.added().hex(),
                    each.receipt() == null ? null : each.receipt().content().hex(),
                    hex(each.removed()));
        }
        if (findings.isEmpty() && !json()) {
            out().println("no compaction is retained");
        } else {
            print(listing);
        }
    }

    private static String hex(ContentHash hash) {
        return hash == null ? null : hash.hex();
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case EQUAL -> "equal";
            case AS_RECEIPT -> "as the receipt says";
            case DIFFERENT -> "different";
            case UNKNOWN -> "unknown";
        };
    }
}
