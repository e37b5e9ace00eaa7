package io.tickhouse.tools.care;

import io.tickhouse.tools.UserError;
import java.math.BigInteger;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/** How options name a snapshot: by its id, or by a tag or branch. */
final class SnapshotName {

    private SnapshotName() {}

    /**
     * @throws UserError if the table has no such snapshot
     */
    static long of(Table table, String option, String text) {
        SnapshotRef ref = table.refs().get(text);
        if (ref != null) {
            return ref.snapshotId();
        }
        if (text.matches("\\d{1,19}") && isLong(text)) {
            long id = Long.parseLong(text);
            if (table.snapshot(id) != null) {
                return id;
            }
        }
        throw UserError.failed(
                "Table "
                        + table.name()
                        + " has no snapshot, tag or branch "
                        + text
                        + ": correct "
                        + option
                        + " (./tickhouse lake snapshots and lake refs list them).");
    }

    private static boolean isLong(String digits) {
        return new BigInteger(digits).bitLength() < Long.SIZE;
    }
}
