package io.tickhouse.minio.care;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The ledger of receipts: a table with a row for all that was done to any table of the lake. A row
 * stays when the snapshot with the receipt expires.
 *
 * <p>Guarantee: each receipt of a retained snapshot is there once after {@link #record}, also those
 * that an earlier run could not write. It rests on the guard of the append: what was read of the
 * ledger is all that it has. A receipt is missing only if nothing recorded between a failed write
 * and the expiry of its snapshot. A removal is in no snapshot: if its row cannot be written, it has
 * none.
 */
public final class ReceiptLedger {

    /** Reads and writes files of rows: each program has Parquet under another name. */
    public interface Files {

        /** The columns of the schema, as far as the file has them. */
        CloseableIterable<Record> read(InputFile file, Schema schema);

        /** Writes rows of the ledger's schema into one file, without a partition. */
        DataFile write(Table ledger, OutputFile file, List<Record> rows) throws IOException;
    }

    /** The columns that a ledger has had from the beginning. */
    private static final int FIRST = 13;

    public static final Schema SCHEMA =
            new Schema(
                    NestedField.required(1, "table", Types.StringType.get()),
                    NestedField.optional(2, "snapshot_id", Types.LongType.get()),
                    NestedField.required(3, "committed", Types.TimestampType.withZone()),
                    NestedField.required(4, "compaction", Types.StringType.get()),
                    NestedField.optional(5, "attempt", Types.StringType.get()),
                    NestedField.optional(6, "part", Types.IntegerType.get()),
                    NestedField.optional(7, "rows", Types.LongType.get()),
                    NestedField.required(8, "hash", Types.StringType.get()),
                    NestedField.required(9, "algorithm", Types.StringType.get()),
                    NestedField.optional(10, "schema_id", Types.IntegerType.get()),
                    NestedField.optional(11, "files_in", Types.IntegerType.get()),
                    NestedField.optional(12, "files_out", Types.IntegerType.get()),
                    NestedField.optional(13, "plan_snapshot_id", Types.LongType.get()),
                    NestedField.optional(14, "kind", Types.StringType.get()),
                    NestedField.optional(15, "snapshots", Types.IntegerType.get()),
                    NestedField.optional(16, "files", Types.LongType.get()),
                    NestedField.optional(17, "bytes", Types.LongType.get()));

    private static final int ATTEMPTS = 10;

    private final Table ledger;
    private final Files files;

    /**
     * @param ledger that {@link #fit} has seen; this object refreshes it
     */
    public ReceiptLedger(Table ledger, Files files) {
        this.ledger = ledger;
        this.files = files;
    }

    /**
     * Lets a ledger of an earlier version grow.
     *
     * @throws CareRefusal if the table is none
     */
    public static void fit(Table table) {
        for (int attempt = 1; ; attempt++) {
            check(table);
            try {
                grow(table);
                return;
            } catch (CommitFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                table.refresh();
            }
        }
    }

    private static void check(Table table) {
        for (NestedField column : SCHEMA.columns()) {
            NestedField there = table.schema().findField(column.name());
            boolean fits =
                    there == null ? column.fieldId() > FIRST : there.type().equals(column.type());
            if (!fits) {
                throw notALedger(table);
            }
        }
        for (NestedField there : table.schema().columns()) {
            if (there.isRequired() && SCHEMA.findField(there.name()) == null) {
                throw notALedger(table);
            }
        }
        if (table.spec().isPartitioned()) {
            throw notALedger(table);
        }
    }

    private static CareRefusal notALedger(Table table) {
        return new CareRefusal(
                ("Table %s has other columns than a table of receipts: name another one with"
                                + " --receipts-table, which is made then, or write none with"
                                + " --no-receipts-table.")
                        .formatted(table.name()));
    }

    private static void grow(Table table) {
        UpdateSchema update = table.updateSchema();
        boolean grows = false;
        for (NestedField column : SCHEMA.columns()) {
            NestedField there = table.schema().findField(column.name());
            if (there == null) {
                update.addColumn(column.name(), column.type());
                grows = true;
            } else if (there.isRequired() && column.isOptional()) {
                update.makeColumnOptional(column.name());
                grows = true;
            }
        }
        if (grows) {
            update.commit();
        }
    }

    /** Whether a retained snapshot of the table has a receipt. */
    public static boolean isNeededFor(Table table) {
        for (Snapshot each : table.snapshots()) {
            if (Receipt.of(each).isPresent() || ManifestReceipt.of(each).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds the receipts of a table's retained snapshots that the ledger does not have, and those of
     * removals.
     *
     * @param name under which the ledger has the table, without that of the catalog
     * @param table up to date
     * @return the number of rows added
     */
    public int record(String name, Table table, List<Removal> removals) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ledger.refresh();
            List<Record> missing = missing(name, table, removals);
            if (missing.isEmpty()) {
                return 0;
            }
            DataFile file =
                    files.write(
                            ledger,
                            ledger.io()
                                    .newOutputFile(
                                            ledger.locationProvider()
                                                    .newDataLocation(
                                                            "receipts-%s.parquet"
                                                                    .formatted(UUID.randomUUID()))),
                            missing);
            try {
                append(file);
                return missing.size();
            } catch (ValidationException e) {
                ledger.io().deleteFile(file.location());
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Reads the rows of a table, in no order. A row without a kind is of a compaction, from an
     * earlier version.
     *
     * @param name of the table, without that of the catalog
     */
    public void read(String name, Consumer<Record> to) throws IOException {
        try (CloseableIterable<FileScanTask> tasks =
                ledger.newScan().filter(Expressions.equal("table", name)).planFiles()) {
            for (FileScanTask task : tasks) {
                try (CloseableIterable<Record> rows =
                        files.read(
                                ledger.io().newInputFile(task.file().location()),
                                ledger.schema())) {
                    for (Record row : rows) {
                        if (row.getField("table").equals(name)) {
                            to.accept(row);
                        }
                    }
                }
            }
        }
    }

    private List<Record> missing(String name, Table table, List<Removal> removals)
            throws IOException {
        Set<Object> runs = new HashSet<>();
        Set<Object> snapshots = new HashSet<>();
        read(
                name,
                row -> {
                    if (isRemoval(row)) {
                        runs.add(row.getField("compaction"));
                    } else {
                        snapshots.add(row.getField("snapshot_id"));
                    }
                });
        List<Record> missing = new ArrayList<>();
        for (Snapshot each : table.snapshots()) {
            if (!snapshots.contains(each.snapshotId())) {
                Receipt.of(each).ifPresent(found -> missing.add(row(name, each, found)));
                ManifestReceipt.of(each)
                        .ifPresent(found -> missing.add(row(name, table, each, found)));
            }
        }
        for (Removal each : removals) {
            if (!runs.contains(each.id())) {
                missing.add(row(name, each));
            }
        }
        return missing;
    }

    private static boolean isRemoval(Record row) {
        Object kind = row.getField("kind");
        return CareKind.EXPIRE.word().equals(kind) || CareKind.ORPHANS.word().equals(kind);
    }

    private Record row(String name, Snapshot snapshot, Receipt receipt) {
        Record row =
                row(
                        CareKind.COMPACT,
                        name,
                        snapshot.snapshotId(),
                        Instant.ofEpochMilli(snapshot.timestampMillis()),
                        receipt.run().id(),
                        receipt.content().hex());
        row.setField("attempt", receipt.run().attempt());
        row.setField("part", receipt.part());
        row.setField("rows", receipt.content().rows());
        row.setField("algorithm", receipt.algorithm());
        row.setField("schema_id", receipt.schemaId());
        row.setField("files_in", receipt.filesIn());
        row.setField("files_out", receipt.filesOut());
        row.setField("plan_snapshot_id", receipt.planSnapshot());
        return row;
    }

    private Record row(String name, Table table, Snapshot snapshot, ManifestReceipt receipt) {
        Record row =
                row(
                        CareKind.MANIFESTS,
                        name,
                        snapshot.snapshotId(),
                        Instant.ofEpochMilli(snapshot.timestampMillis()),
                        receipt.id(),
                        receipt.files().hex());
        row.setField("files", receipt.files().rows());
        row.setField("files_in", receipt.manifestsIn());
        row.setField("files_out", snapshot.dataManifests(table.io()).size());
        return row;
    }

    private Record row(String name, Removal removal) {
        Record row =
                row(
                        removal.kind(),
                        name,
                        removal.head(),
                        Instant.ofEpochMilli(removal.atMs()),
                        removal.id(),
                        removal.hash());
        row.setField("snapshots", removal.snapshots());
        row.setField("files", removal.files());
        row.setField("bytes", removal.bytes());
        return row;
    }

    private Record row(
            CareKind kind, String name, Long snapshot, Instant at, String id, String hash) {
        Record row = GenericRecord.create(ledger.schema());
        row.setField("kind", kind.word());
        row.setField("table", name);
        row.setField("snapshot_id", snapshot);
        row.setField("committed", at.atOffset(ZoneOffset.UTC));
        row.setField("compaction", id);
        row.setField("hash", hash);
        row.setField("algorithm", ContentHash.ALGORITHM);
        return row;
    }

    /** Only if the ledger has not changed since it was read. */
    private void append(DataFile file) {
        Snapshot head = ledger.currentSnapshot();
        AppendFiles append = ledger.newAppend().appendFile(file);
        append.validateWith(
                base -> {
                    var newest = base.iterator();
                    return head == null
                            ? !newest.hasNext()
                            : newest.hasNext() && newest.next().snapshotId() == head.snapshotId();
                });
        append.commit();
    }
}
