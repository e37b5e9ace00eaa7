package io.tickhouse.tools.care;

import io.tickhouse.minio.care.CareKind;
import io.tickhouse.minio.care.ManifestReceipt;
import io.tickhouse.minio.care.Receipt;
import io.tickhouse.minio.care.ReceiptLedger;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse lake receipts}. */
@Command(
        name = "receipts",
        mixinStandardHelpOptions = true,
        description = {
            "Lists what was done to the table, the oldest first: compactions, manifests, expiry,"
                    + " orphans.",
            "Receipts of commits are in the snapshots, and all are in the ledger. lake verify"
                    + " computes those of compactions again."
        },
        footer = {"", "Example:", "  ./tickhouse lake receipts --json"})
final class ReceiptsCommand extends TableCommand {

    @Option(
            names = "--receipts-table",
            paramLabel = "DB.TABLE",
            defaultValue = "db.lake_receipts",
            description = "The ledger, in the same catalog (default ${DEFAULT-VALUE}).")
    private String receiptsTable;

    /** A line of the list; what its kind has not is null. */
    private record Line(
            Instant committed,
            String kind,
            Long snapshot,
            Long rows,
            Integer filesIn,
            Integer filesOut,
            Long files,
            Integer snapshots,
            Long bytes,
            String hash,
            String run,
            Integer part) {}

    @Override
    int run(Table table) throws IOException {
        LedgerOption.check(receiptsTable);
        List<Line> lines = new ArrayList<>();
        Set<Long> known = new HashSet<>();
        for (Snapshot each : table.snapshots()) {
            Receipt.of(each).ifPresent(found -> lines.add(line(each, found)));
            ManifestReceipt.of(each).ifPresent(found -> lines.add(line(table, each, found)));
        }
        lines.forEach(line -> known.add(line.snapshot));
        Optional<Table> ledger = other(receiptsTable);
        if (ledger.isPresent()) {
            new ReceiptLedger(ledger.get(), new ReceiptFiles())
                    .read(
                            nameInCatalog(),
                            row -> {
                                Line line = line(row);
                                // A removal names the head, which may have a receipt of its own.
                                if (line.filesIn == null || !known.contains(line.snapshot)) {
                                    lines.add(line);
                                }
                            });
        }
        Listing listing =
                new Listing(
                        "committed",
                        "kind",
                        "snapshot",
                        "rows",
                        "filesIn",
                        "filesOut",
                        "files",
                        "snapshots",
                        "bytes",
                        "hash",
                        "run",
                        "part");
        lines.stream()
                .sorted(Comparator.comparing(Line::committed))
                .forEach(
                        each ->
                                listing.row(
                                        each.committed.toString(),
                                        each.kind,
                                        each.snapshot,
                                        each.rows,
                                        each.filesIn,
                                        each.filesOut,
                                        each.files,
                                        each.snapshots,
                                        each.bytes,
                                        each.hash,
                                        each.run,
                                        each.part));
        if (lines.isEmpty() && !json()) {
            out().println("no receipts");
        } else {
            print(listing);
        }
        return 0;
    }

    private static Line line(Snapshot snapshot, Receipt receipt) {
        return new Line(
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                CareKind.COMPACT.word(),
                snapshot.snapshotId(),
                receipt.content().rows(),
                receipt.filesIn(),
                receipt.filesOut(),
                null,
                null,
                null,
                receipt.content().hex(),
                receipt.run().id(),
                receipt.part());
    }

    private static Line line(Table table, Snapshot snapshot, ManifestReceipt receipt) {
        return new Line(
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                CareKind.MANIFESTS.word(),
                snapshot.snapshotId(),
                null,
                receipt.manifestsIn(),
                snapshot.dataManifests(table.io()).size(),
                receipt.files().rows(),
                null,
                null,
                receipt.files().hex(),
                receipt.id(),
                null);
    }

    private static Line line(Record row) {
        Object kind = row.getField("kind");
        return new Line(
                ((OffsetDateTime) row.getField("committed")).toInstant(),
                kind == null ? CareKind.COMPACT.word() : (String) kind,
                (Long) row.getField("snapshot_id"),
                (Long) row.getField("rows"),
                (Integer) row.getField("files_in"),
                (Integer) row.getField("files_out"),
                (Long) row.getField("files"),
                (Integer) row.getField("snapshots"),
                (Long) row.getField("bytes"),
                (String) row.getField("hash"),
                (String) row.getField("compaction"),
                (Integer) row.getField("part"));
    }

    /** A receipt in JSON. */
    static Map<String, Object> object(Receipt receipt) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("compaction", receipt.run().id());
        object.put("part", receipt.part());
        object.put("rows", receipt.content().rows());
        object.put("hash", receipt.content().hex());
        object.put("algorithm", receipt.algorithm());
        object.put("filesIn", receipt.filesIn());
        object.put("filesOut", receipt.filesOut());
        return object;
    }
}
