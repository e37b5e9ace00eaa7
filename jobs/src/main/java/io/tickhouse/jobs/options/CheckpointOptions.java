package io.tickhouse.jobs.options;

import io.tickhouse.connectors.Refusal;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.CheckpointingMode;
import picocli.CommandLine.Option;

/**
 * Options that say when a job makes its rows visible and where its checkpoints go.
 *
 * <p>Guarantee: no Kafka transaction expires while its checkpoint can still complete. The broker
 * would drop its rows and the sink would go on. It rests on {@link #checkTransactions}, and on
 * outages being shorter than {@link #OUTAGE}.
 */
public final class CheckpointOptions {

    /** How long a checkpoint may take, unless the cluster sets something else. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** How long a job may be down before it commits what its last checkpoint contains. */
    private static final Duration OUTAGE = Duration.ofMinutes(3);

    @Option(
            names = "--processing-time",
            paramLabel = "DURATION",
            defaultValue = "${env:PROCESSING_TIME:-10 seconds}",
            converter = OptionTypes.DurationConverter.class,
            description = "Checkpoint interval: how often rows become visible, all at once.")
    public Duration processingTime;

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "URI",
            defaultValue = "${env:CHECKPOINT_DIR:-}",
            description = "Where checkpoints go. Default: what the cluster is set to.")
    private String checkpointDir;

    public void check() {
        if (processingTime.toMillis() < 10) {
            throw new Refusal("--processing-time must be 10 ms at least.");
        }
    }

    /** What every job of ours adds to the settings of the cluster it runs on. */
    public Configuration configuration() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, processingTime);
        // Under at-least-once, files of the next checkpoint are committed with this one. In batch
        // mode, or without a checkpoint after the last task, the last rows are never committed.
        flink.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        flink.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, true);
        flink.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
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

    /** What the job adds where the cluster is set to nothing. */
    public static Configuration defaults(ReadableConfig flink) {
        Configuration added = new Configuration();
        if (flink.getOptional(CheckpointingOptions.CHECKPOINTING_TIMEOUT).isEmpty()) {
            added.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, TIMEOUT);
        }
        return added;
    }

    /**
     * Refuses checkpoints that can outlast the transactions whose rows they hold. A transaction
     * begins after one checkpoint and is committed when the next has completed. That next one
     * begins an interval later, or when the first has ended, which may take the whole timeout. It
     * then takes at most another timeout. Each checkpoint that may fail without failing the job
     * adds one round.
     *
     * @param flink what the job is about to run with
     * @param transactionTimeoutMs after which the broker drops a transaction
     */
    public static void checkTransactions(ReadableConfig flink, long transactionTimeoutMs) {
        Duration transactionTimeout = Duration.ofMillis(transactionTimeoutMs);
        Duration interval = flink.get(CheckpointingOptions.CHECKPOINTING_INTERVAL);
        Duration timeout = flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT);
        Duration pause = flink.get(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS);
        int failures = Math.max(0, flink.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER));
        Duration busy = timeout.plus(pause);
        Duration round = interval.compareTo(busy) > 0 ? interval : busy;
        Duration needed = round.multipliedBy(failures + 1L).plus(timeout).plus(OUTAGE);
        if (needed.compareTo(transactionTimeout) > 0) {
            Duration longestRound =
                    transactionTimeout.minus(timeout).minus(OUTAGE).dividedBy(failures + 1L);
            throw new Refusal(
                    ("Kafka would drop transactions that a checkpoint still needs, and their rows."
                                    + " The next checkpoint may begin after %s%s (the longer of"
                                    + " --processing-time %s and execution.checkpointing.timeout"
                                    + " %s%s). It may take %s, and a restart %s, together %s, but"
                                    + " transaction.timeout.ms is %s. Lower the longest of them%s,"
                                    + " or raise --kafka-property transaction.timeout.ms and the"
                                    + " broker's transaction.max.timeout.ms.")
                            .formatted(
                                    text(round),
                                    failures == 0
                                            ? ""
                                            : ", "
                                                    + (failures + 1)
                                                    + " times as"
                                                    + " execution.checkpointing.tolerable-failed-checkpoints"
                                                    + " is "
                                                    + failures,
                                    text(interval),
                                    text(timeout),
                                    pause.isZero()
                                            ? ""
                                            : " with execution.checkpointing.min-pause "
                                                    + text(pause),
                                    text(timeout),
                                    text(OUTAGE),
                                    text(needed),
                                    text(transactionTimeout),
                                    longestRound.compareTo(busy) < 0
                                            ? ""
                                            : " (--processing-time "
                                                    + text(longestRound)
                                                    + " fits)"));
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
