package io.tickhouse.minio.care;

import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The receipt of what was removed. It is in no snapshot, because a removal commits none: only the
 * ledger has it ({@link ReceiptLedger}).
 *
 * @param id of the run: a UUID
 * @param head id of the table's newest snapshot then, or null if it had none
 * @param atMs epoch milliseconds
 * @param snapshots how many went; null for orphans
 * @param files how many are not needed any more
 * @param bytes of those that say their size
 * @param hash of the locations of all of them, as {@link ContentHash#hex} writes it
 */
public record Removal(
        CareKind kind,
        String id,
        Long head,
        long atMs,
        Integer snapshots,
        long files,
        long bytes,
        String hash) {

    static Removal of(
            CareKind kind, Table table, Integer snapshots, long bytes, ContentHash files) {
        Snapshot head = table.currentSnapshot();
        return new Removal(
                kind,
                UUID.randomUUID().toString(),
                head == null ? null : head.snapshotId(),
                System.currentTimeMillis(),
                snapshots,
                files.rows(),
                bytes,
                files.hex());
    }
}
