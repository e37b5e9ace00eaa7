package io.tickhouse.jobs.options;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.kafka.topics.PropertyList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The lake of a job that writes tables: where it is, and what tables are made like. */
public final class LakeOptions {

    @Mixin private CatalogOptions catalog;

    @Option(
            names = "--iceberg-property",
            paramLabel = "KEY=VALUE",
            split = PropertyList.COMMA,
            splitSynopsisLabel = ",",
            description = "Any property of tables that the job makes; can be repeated.")
    private Map<String, String> icebergProperties = new LinkedHashMap<>();

    @Option(
            names = "--max-snapshots",
            paramLabel = "N",
            defaultValue = "${env:MAX_SNAPSHOTS:-20000}",
            description =
                    "Refuse to start on a table with more snapshots: each commit writes the list of"
                            + " them.")
    public int maxSnapshots;

    /**
     * Refuses settings of the cluster that would lose rows.
     *
     * @param flink what the job is about to run with
     */
    public static void checkAligned(ReadableConfig flink) {
        if (flink.get(CheckpointingOptions.ENABLE_UNALIGNED)) {
            throw new Refusal(
                    "Unaligned checkpoints lose rows in the Iceberg sink: set"
                            + " execution.checkpointing.unaligned.enabled to false.");
        }
    }

    public Map<String, String> tableProperties() {
        return OptionTypes.orEnvironment(icebergProperties, "ICEBERG_PROPERTY");
    }

    public LakeCatalog catalog() {
        return catalog.catalog();
    }
}
