package io.tickhouse.minio.care;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/**
 * What the writing together of manifests says of itself, in the summary of its snapshot. Other
 * readers can compute it again from the manifests of the snapshot and of its parent.
 *
 * @param id of the run: a UUID
 * @param files what the parent says of its files, which the snapshot has to say, too; its rows are
 *     the number of files
 * @param manifestsIn how many manifests of data there were
 */
public record ManifestReceipt(String id, ContentHash files, int manifestsIn) {

    private static final String FILES = "tickhouse.care.files";
    private static final String HASH = "tickhouse.care.files-hash";
    private static final String MANIFESTS_IN = "tickhouse.care.manifests-in";

    /** What a snapshot says of this. */
    Map<String, String> summary() {
        Map<String, String> summary = new LinkedHashMap<>();
        summary.put(Receipt.ID, id);
        summary.put(Receipt.KIND, CareKind.MANIFESTS.word());
        summary.put(FILES, Long.toString(files.rows()));
        summary.put(HASH, files.hex());
        summary.put(Receipt.HASHED_BY, ContentHash.ALGORITHM);
        summary.put(MANIFESTS_IN, Integer.toString(manifestsIn));
        return summary;
    }

    /**
     * The receipt of a snapshot; empty if it has none.
     *
     * @throws CareRefusal if it has one that cannot be read
     */
    public static Optional<ManifestReceipt> of(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        if (summary == null || !summary.containsKey(HASH)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ManifestReceipt(
                            summary.get(Receipt.ID),
                            ContentHash.of(Long.parseLong(summary.get(FILES)), summary.get(HASH)),
                            Integer.parseInt(summary.get(MANIFESTS_IN))));
        } catch (IllegalArgumentException e) {
            throw Receipt.unreadable(snapshot, e);
        }
    }

    boolean isThatOf(Snapshot snapshot) {
        return of(snapshot).filter(each -> each.id.equals(id)).isPresent();
    }
}
