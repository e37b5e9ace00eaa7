package io.tickhouse.minio.lake;

import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.TableProperties;

/** How the tables of this house are written, as properties of Iceberg. */
public final class TableDefaults {

    /** What a job gives a new table. */
    public static final Map<String, String> PROPERTIES =
            Map.ofEntries(
                    Map.entry(TableProperties.FORMAT_VERSION, "2"),
                    Map.entry(TableProperties.PARQUET_COMPRESSION, "zstd"),
                    // Room for every symbol. Times, ids and offsets never repeat, so they soon
                    // overflow it and are then written plainly, without a large hash table.
                    Map.entry(TableProperties.PARQUET_DICT_SIZE_BYTES, "262144"),
                    // About nine million trades. Readers share the work by files.
                    Map.entry(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, "134217728"),
                    // Distribution by a hash of the day would send nearly all rows to one writer.
                    Map.entry(TableProperties.WRITE_DISTRIBUTION_MODE, "none"),
                    // Each commit writes the list of all snapshots, about 900 bytes for each.
                    Map.entry(TableProperties.METADATA_COMPRESSION, "gzip"),
                    Map.entry(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true"),
                    Map.entry(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20"),
                    // A job without input commits an empty snapshot once in so many checkpoints.
                    Map.entry("flink.max-continuous-empty-commits", "360"),
                    Map.entry(TableProperties.COMMIT_NUM_RETRIES, "10"));

    private TableDefaults() {}

    /**
     * What a table has otherwise than a new one would.
     *
     * @param properties of the table
     * @return the properties to set, in the order of their names
     */
    public static Map<String, String> missing(Map<String, String> properties) {
        Map<String, String> missing = new TreeMap<>(PROPERTIES);
        // Iceberg keeps the version of the format apart from the properties.
        missing.remove(TableProperties.FORMAT_VERSION);
        missing.entrySet().removeIf(each -> each.getValue().equals(properties.get(each.getKey())));
        return missing;
    }
}
