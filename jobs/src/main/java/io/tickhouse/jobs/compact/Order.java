package io.tickhouse.jobs.compact;

import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.RewritePlan;
import io.tickhouse.minio.care.Where;
import java.io.Serializable;
import java.time.Duration;

/**
 * What is to be compacted, and how.
 *
 * @param id of the compaction: a UUID
 * @param where a condition on rows, as {@link Where} reads it
 * @param partition as in the folders of the files; empty for all
 * @param targetFileSize in bytes
 * @param maxBytes groups beyond this sum wait for the next time
 * @param commits parts in which the groups are committed
 * @param sorted whether rows are sorted by the table's order
 * @param proof how closely new files are compared with the old ones
 */
record Order(
        String id,
        String where,
        String partition,
        long targetFileSize,
        int minInputFiles,
        long minAgeMs,
        long maxBytes,
        int commits,
        long leftoversAfterMs,
        boolean sorted,
        Proof proof)
        implements Serializable {

    RewritePlan.Options options() {
        return new RewritePlan.Options(
                Where.parse(where),
                partition,
                targetFileSize,
                minInputFiles,
                Duration.ofMillis(minAgeMs),
                maxBytes,
                sorted);
    }
}
