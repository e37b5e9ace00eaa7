package io.tickhouse.connectors.iceberg;

/** How columns are named in the lake. */
public enum ColumnNames {
    /** As in the feed: {@code S} and {@code s} differ in case alone. */
    SEED,
    /** In words, for engines that fold case. */
    DESCRIPTIVE
}
