package io.tickhouse.minio.care;

import java.util.Locale;

/** What a receipt is of. */
public enum CareKind {
    COMPACT,
    MANIFESTS,
    EXPIRE,
    ORPHANS;

    /** As snapshots and the ledger have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
