package io.tickhouse.tools.care;

import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.Verification;
import io.tickhouse.minio.care.Verification.Finding;
import io.tickhouse.minio.care.Verification.Verdict;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.TableReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
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
                    + " cannot be told any more."
        },
        footer = {"", "Example:", "  ./tickhouse lake verify --all"})
final class VerifyCommand extends TableCommand {

    private static final int FILES_BETWEEN_LINES = 1000;

    @ArgGroup private Which which = new Which();

    private static final class Which {

        @Option(names = "--all", description = "All that are retained, not only the newest.")
        private boolean all;

        @Option(
                names = "--snapshot",
                paramLabel = "ID",
                description = "The one that made this snapshot.")
        private Long snapshot;
    }

    @Override
    int run(Table table) {
        Verification verification = new Verification(table, TableReader::rows);
        List<Finding> findings = new ArrayList<>();
        LongConsumer progress = progress("%,d files read");
        long[] files = {0};
        for (Snapshot each : wanted(table, verification.rewrites())) {
            findings.add(
                    verification.verify(
                            each,
                            file -> {
                                if (++files[0] % FILES_BETWEEN_LINES == 0) {
                                    progress.accept(files[0]);
                                }
                            }));
        }
        print(findings);
        return findings.stream().allMatch(VerifyCommand::isProven) ? 0 : 1;
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
