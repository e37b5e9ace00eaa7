package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Receipt;
import io.tickhouse.tools.lake.TableReader;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse lake receipts}. */
@Command(
        name = "receipts",
        mixinStandardHelpOptions = true,
        description = {
            "Lists what compactions say of themselves, the oldest first: one line a commit.",
            "They are in the snapshots, and in the ledger when the snapshots are gone. lake verify"
                    + " computes them again."
        },
        footer = {"", "Example:", "  ./tickhouse lake receipts --json"})
final class ReceiptsCommand extends TableCommand {

    @Option(
            names = "--receipts-table",
            paramLabel = "DB.TABLE",
            defaultValue = "db.lake_receipts",
            description = "The ledger, in the same catalog (default ${DEFAULT-VALUE}).")
    private String receiptsTable;

    /** A line of the list. */
    private record Line(
            Instant committed,
            long snapshot,
            long rows,
            int filesIn,
            int filesOut,
            String hash,
            String compaction,
            int part) {}

    @Override
    int run(Table table) throws IOException {
        Map<Long, Line> lines = new HashMap<>();
        for (Snapshot each : table.snapshots()) {
            Receipt.of(each)
                    .ifPresent(receipt -> lines.put(each.snapshotId(), line(each, receipt)));
        }
        Optional<Table> ledger = other(receiptsTable);
        if (ledger.isPresent()) {
            addLedger(ledger.get(), tableName().substring(tableName().indexOf('.') + 1), lines);
        }
        Listing listing =
                new Listing(
                        "committed",
                        "snapshot",
                        "rows",
                        "filesIn",
                        "filesOut",
                        "hash",
                        "compaction",
                        "part");
        lines.values().stream()
                .sorted(Comparator.comparing(Line::committed))
                .forEach(
                        each ->
                                listing.row(
                                        each.committed.toString(),
                                        each.snapshot,
                                        each.rows,
                                        each.filesIn,
                                        each.filesOut,
                                        each.hash,
                                        each.compaction,
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
                snapshot.snapshotId(),
                receipt.content().rows(),
                receipt.filesIn(),
                receipt.filesOut(),
                receipt.content().hex(),
                receipt.run().id(),
                receipt.part());
    }

    /** As the compaction job writes it. */
    private static void addLedger(Table ledger, String name, Map<Long, Line> lines)
            throws IOException {
        try (CloseableIterable<FileScanTask> files = ledger.newScan().planFiles()) {
            for (FileScanTask file : files) {
                try (CloseableIterable<Record> rows =
                        TableReader.rows(
                                ledger.io().newInputFile(file.file().location()),
                                ledger.schema())) {
                    for (Record row : rows) {
                        if (row.getField("table").equals(name)) {
                            Line line = line(row);
                            lines.putIfAbsent(line.snapshot, line);
                        }
                    }
                }
            }
        }
    }

    private static Line line(Record row) {
        return new Line(
                ((OffsetDateTime) row.getField("committed")).toInstant(),
                (Long) row.getField("snapshot_id"),
                (Long) row.getField("rows"),
                (Integer) row.getField("files_in"),
                (Integer) row.getField("files_out"),
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
        object.put("filesIn", receipt.filesIn());
        object.put("filesOut", receipt.filesOut());
        return object;
    }
}
