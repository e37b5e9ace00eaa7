package io.tickhouse.minio.care;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/**
 * What a rewrite says of itself, in the summary of its snapshot: it is written with the commit or
 * not at all. It can be computed again from the files that the snapshot removed and added.
 *
 * @param run the attempt of the compaction, which may commit in parts
 * @param part of the attempt, from 0
 * @param content of the removed files and, as it was read again, of the added files
 * @param algorithm how the hash was made; another one cannot be compared
 * @param schemaId of the table when the files were read
 * @param planSnapshot id of the snapshot that was rewritten
 */
public record Receipt(
        CareRun run,
        int part,
        ContentHash content,
        String algorithm,
        int schemaId,
        int filesIn,
        int filesOut,
        long planSnapshot) {

    static final String ID = "tickhouse.care.id";
    private static final String ATTEMPT = "tickhouse.care.attempt";
    private static final String PART = "tickhouse.care.part";
    static final String KIND = "tickhouse.care.kind";
    private static final String ROWS = "tickhouse.care.rows";
    private static final String HASH = "tickhouse.care.hash";
    static final String HASHED_BY = "tickhouse.care.algorithm";
    private static final String SCHEMA = "tickhouse.care.schema-id";
    private static final String FILES_IN = "tickhouse.care.files-in";
    private static final String FILES_OUT = "tickhouse.care.files-out";
    private static final String PLANNED_ON = "tickhouse.care.plan-snapshot";

    /** What a snapshot says of this. */
    Map<String, String> summary() {
        Map<String, String> summary = new LinkedHashMap<>();
        summary.put(ID, run.id());
        summary.put(ATTEMPT, run.attempt());
        summary.put(PART, Integer.toString(part));
        summary.put(KIND, CareKind.COMPACT.word());
        summary.put(ROWS, Long.toString(content.rows()));
        summary.put(HASH, content.hex());
        summary.put(HASHED_BY, algorithm);
        summary.put(SCHEMA, Integer.toString(schemaId));
        summary.put(FILES_IN, Integer.toString(filesIn));
        summary.put(FILES_OUT, Integer.toString(filesOut));
        summary.put(PLANNED_ON, Long.toString(planSnapshot));
        return summary;
    }

    /**
     * The receipt of a snapshot; empty if it has none.
     *
     * @throws CareRefusal if it has one that cannot be read
     */
    public static Optional<Receipt> of(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        if (summary == null || !summary.containsKey(HASH)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Receipt(
                            new CareRun(summary.get(ID), summary.get(ATTEMPT)),
                            Integer.parseInt(summary.get(PART)),
                            ContentHash.of(Long.parseLong(summary.get(ROWS)), summary.get(HASH)),
                            summary.get(HASHED_BY),
                            Integer.parseInt(summary.get(SCHEMA)),
                            Integer.parseInt(summary.get(FILES_IN)),
                            Integer.parseInt(summary.get(FILES_OUT)),
                            Long.parseLong(summary.get(PLANNED_ON))));
        } catch (IllegalArgumentException e) {
            throw unreadable(snapshot, e);
        }
    }

    static CareRefusal unreadable(Snapshot snapshot, IllegalArgumentException e) {
        return new CareRefusal(
                "The receipt of snapshot %d cannot be read (%s)."
                        .formatted(snapshot.snapshotId(), e.getMessage()));
    }

    boolean isThatOf(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        return summary != null
                && run.id().equals(summary.get(ID))
                && run.attempt().equals(summary.get(ATTEMPT))
                && Integer.toString(part).equals(summary.get(PART));
    }
}
