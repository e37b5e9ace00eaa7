package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.care.Receipt;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The ledger of receipts: a row for each commit of a compaction, of any table, which stays when the
 * snapshot with the receipt expires.
 *
 * <p>Guarantee: each receipt of a retained snapshot is there once after {@link #record}, also those
 * that an earlier run could not write. It rests on the guard of the append: what was read of the
 * ledger is all that it has. A receipt is missing only if no compaction came between a failed write
 * and the expiry of its snapshot.
 */
public final class ReceiptTable {

    static final Schema SCHEMA =
            new Schema(
                    NestedField.required(1, "table", Types.StringType.get()),
                    NestedField.required(2, "snapshot_id", Types.LongType.get()),
                    NestedField.required(3, "committed", Types.TimestampType.withZone()),
                    NestedField.required(4, "compaction", Types.StringType.get()),
                    NestedField.required(5, "attempt", Types.StringType.get()),
                    NestedField.required(6, "part", Types.IntegerType.get()),
                    NestedField.required(7, "rows", Types.LongType.get()),
                    NestedField.required(8, "hash", Types.StringType.get()),
                    NestedField.required(9, "algorithm", Types.StringType.get()),
                    NestedField.required(10, "schema_id", Types.IntegerType.get()),
                    NestedField.required(11, "files_in", Types.IntegerType.get()),
                    NestedField.required(12, "files_out", Types.IntegerType.get()),
                    NestedField.required(13, "plan_snapshot_id", Types.LongType.get()));

    private static final int ATTEMPTS = 10;

    private ReceiptTable() {}

    /** Refuses a table of this name with other columns. */
    static void check(Table table) {
        for (NestedField column : SCHEMA.columns()) {
            NestedField there = table.schema().findField(column.name());
            if (there == null || !there.type().equals(column.type())) {
                throw new Refusal(
                        "Table "
                                + table.name()
                                + " has other columns than a table of receipts: name another one"
                                + " with --receipts-table, which the job then creates, or write"
                                + " none with --no-receipts-table.");
            }
        }
    }

    /**
     * Adds the receipts of a table's retained snapshots that the ledger does not have.
     *
     * @param ledger as {@link LakeTables#ensureReceipts} returned it
     * @param id under which the ledger has the table
     * @param table up to date
     * @return the number of rows added
     */
    public static int record(Table ledger, TableIdentifier id, Table table) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ledger.refresh();
            List<RowData> missing = missing(ledger, id, table);
            if (missing.isEmpty()) {
                return 0;
            }
            List<DataFile> files = write(ledger, missing);
            try {
                append(ledger, files);
                return missing.size();
            } catch (ValidationException e) {
                files.forEach(file -> ledger.io().deleteFile(file.location()));
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static List<RowData> missing(Table ledger, TableIdentifier id, Table table)
            throws IOException {
        Set<Long> there = new HashSet<>();
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(ledger)
                        .select("snapshot_id")
                        .where(Expressions.equal("table", id.toString()))
                        .build()) {
            rows.forEach(row -> there.add((Long) row.getField("snapshot_id")));
        }
        List<RowData> missing = new ArrayList<>();
        for (Snapshot each : table.snapshots()) {
            if (!there.contains(each.snapshotId())) {
                Receipt.of(each).ifPresent(receipt -> missing.add(row(id, each, receipt)));
            }
        }
        return missing;
    }

    private static RowData row(TableIdentifier id, Snapshot snapshot, Receipt receipt) {
        return GenericRowData.of(
                StringData.fromString(id.toString()),
                snapshot.snapshotId(),
                TimestampData.fromInstant(Instant.ofEpochMilli(snapshot.timestampMillis())),
                StringData.fromString(receipt.run().id()),
                StringData.fromString(receipt.run().attempt()),
                receipt.part(),
                receipt.content().rows(),
                StringData.fromString(receipt.content().hex()),
                StringData.fromString(receipt.algorithm()),
                receipt.schemaId(),
                receipt.filesIn(),
                receipt.filesOut(),
                receipt.planSnapshot());
    }

    private static List<DataFile> write(Table ledger, List<RowData> rows) throws IOException {
        PartitionSpec unpartitioned = PartitionSpec.unpartitioned();
        DataFileFactory factory = new DataFileFactory(ledger, SCHEMA, unpartitioned);
        OpenFiles files =
                factory.files(
                        partition ->
                                ledger.encryption()
                                        .encrypt(
                                                ledger.io()
                                                        .newOutputFile(
                                                                ledger.locationProvider()
                                                                        .newDataLocation(
                                                                                "receipts-"
                                                                                        + UUID
                                                                                                .randomUUID()
                                                                                        + ".parquet"))),
                        factory.targetFileSize());
        for (RowData row : rows) {
            files.write(row);
        }
        return files.complete();
    }

    /** Only if the ledger has not changed since it was read. */
    private static void append(Table ledger, List<DataFile> files) {
        Snapshot head = ledger.currentSnapshot();
        AppendFiles append = ledger.newAppend();
        files.forEach(append::appendFile);
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
