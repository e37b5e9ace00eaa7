package io.tickhouse.connectors.iceberg;

/** How columns are named in the lake. */
public enum ColumnNames {
    /** As in the feed: {@code S} and {@code s} differ only in case. */
    SEED,
    /** In words, for engines that ignore case. */
    DESCRIPTIVE
}
