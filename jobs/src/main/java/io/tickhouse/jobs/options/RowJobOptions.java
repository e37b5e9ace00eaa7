package io.tickhouse.jobs.options;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.ExpiredSnapshot;
import io.tickhouse.kafka.topics.MissingOffsets;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import picocli.CommandLine.Option;

/** Options of a job that reads topics of Kafka and writes rows to topics and tables. */
public final class RowJobOptions {

    @Option(
            names = "--on-missing-offsets",
            paramLabel = "fail|earliest",
            defaultValue = "${env:ON_MISSING_OFFSETS:-fail}",
            converter = OptionTypes.MissingOffsetsConverter.class,
            description =
                    "What to do if Kafka no longer has the next offset. fail: end and name the lost"
                            + " offsets. earliest: go on with the oldest one that is left, and log"
                            + " what is left out.")
    public MissingOffsets onMissingOffsets;

    @Option(
            names = "--on-expired-snapshot",
            paramLabel = "fail|committed",
            defaultValue = "${env:ON_EXPIRED_SNAPSHOT:-fail}",
            converter = OptionTypes.ExpiredSnapshotConverter.class,
            description =
                    "What to do if the snapshot of the last checkpoint was expired while the job"
                            + " was down. fail: end with a message. committed: take its rows for"
                            + " committed, go on, and log it.")
    public ExpiredSnapshot onExpiredSnapshot;

    @Option(
            names = "--ending-offsets",
            paramLabel = "none|latest",
            defaultValue = "${env:ENDING_OFFSETS:-none}",
            description = "latest: end the job at the end that its topics have at start.")
    private String endingOffsets;

    @Option(
            names = "--delivery",
            paramLabel = "exactly-once|at-least-once",
            defaultValue = "${env:DELIVERY:-exactly-once}",
            converter = OptionTypes.DeliveryConverter.class,
            description =
                    "Delivery to Kafka. at-least-once is visible at once and may repeat after a"
                            + " failure. Iceberg is exactly once always.")
    public DeliveryGuarantee delivery;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "${env:PARALLELISM:-0}",
            description = "Parallel subtasks. Default: what the cluster is set to.")
    private int parallelism;

    public void check() {
        if (!endingOffsets.equals("none") && !endingOffsets.equals("latest")) {
            throw new Refusal("--ending-offsets is none or latest, not " + endingOffsets + ".");
        }
        if (parallelism < 0) {
            throw new Refusal("--parallelism must be 1 at least.");
        }
    }

    public boolean endsAtLatest() {
        return endingOffsets.equals("latest");
    }

    /** Adds what the options say to the settings that a job has. */
    public void addTo(Configuration flink) {
        if (parallelism > 0) {
            flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        }
    }
}
