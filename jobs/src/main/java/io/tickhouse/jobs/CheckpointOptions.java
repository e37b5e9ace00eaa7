package io.tickhouse.jobs;

import io.tickhouse.connectors.Refusal;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import picocli.CommandLine.Option;

/** When a job makes its rows visible, and what it remembers. */
final class CheckpointOptions {

    @Option(
            names = "--processing-time",
            paramLabel = "DURATION",
            defaultValue = "${env:PROCESSING_TIME:-10 seconds}",
            converter = OptionTypes.DurationConverter.class,
            description = "Checkpoint interval: how often rows become visible, all at once.")
    Duration processingTime;

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "URI",
            defaultValue = "${env:CHECKPOINT_DIR:-}",
            description = "Where checkpoints go. Default: what the cluster is set to.")
    private String checkpointDir;

    void check() {
        if (processingTime.toMillis() < 10) {
            throw new Refusal("--processing-time must be 10 ms at least.");
        }
    }

    /** What every job of ours adds to the settings of the cluster it runs on. */
    Configuration configuration() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, processingTime);
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        if (!checkpointDir.isEmpty()) {
            flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpointDir);
        }
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        return flink;
    }
}
