package io.tickhouse.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A checkpoint never outlasts the transactions whose rows it holds. */
class CheckpointOptionsTest {

    private static final long STOCK_BROKER = 900_000;

    @Test
    void defaultsFitIntoWhatAStockBrokerAllows() {
        Configuration flink = new Configuration(options().configuration());
        flink.addAll(CheckpointOptions.defaults(flink));

        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(5));
        CheckpointOptions.checkTransactions(flink, STOCK_BROKER);
    }

    @Test
    void theClustersOwnTimeoutIsKept() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));

        assertThat(CheckpointOptions.defaults(flink).toMap()).isEmpty();
    }

    @ParameterizedTest(name = "every {0}, timeout {1}, pause {2}, {3} failures: needs {4}")
    @CsvSource({
        "PT10S,PT5M,PT0S,0,PT13M",
        "PT6M,PT5M,PT0S,0,PT14M",
        "PT10M,PT5M,PT0S,0,PT18M",
        "PT10S,PT10M,PT0S,0,PT23M",
        "PT10S,PT5M,PT2M,0,PT15M",
        "PT10S,PT1M,PT0S,2,PT7M",
        "PT30S,PT1S,PT0S,0,PT3M31S"
    })
    void aTransactionLastsFromOneCheckpointToTheEndOfTheNext(
            Duration interval, Duration timeout, Duration pause, int failures, Duration needed) {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, timeout);
        flink.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, pause);
        flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, failures);

        CheckpointOptions.checkTransactions(flink, needed.toMillis());
        assertThatThrownBy(() -> CheckpointOptions.checkTransactions(flink, needed.toMillis() - 1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("together " + needed.toSeconds() + " s");
    }

    @Test
    void theSentenceShowsTheArithmeticAndTheRemedy() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(15));
        flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(5));

        assertThatThrownBy(() -> CheckpointOptions.checkTransactions(flink, STOCK_BROKER))
                .hasMessageContaining("next checkpoint may begin after 900 s")
                .hasMessageContaining("--processing-time 900 s")
                .hasMessageContaining("execution.checkpointing.timeout 300 s")
                .hasMessageContaining("a restart 180 s, together 1380 s")
                .hasMessageContaining("transaction.timeout.ms is 900 s")
                .hasMessageContaining("broker's transaction.max.timeout.ms");
    }

    @ParameterizedTest(name = "timeout {0}, {1} failures: {2}")
    @CsvSource({"PT5M,0,420 s", "PT2M,0,600 s", "PT2M,3,150 s", "PT1M,6,94285 ms"})
    void theLongestProcessingTimeThatFitsIsNamed(Duration timeout, int failures, String fits) {
        Configuration flink = timeouts(Duration.ofMinutes(15), timeout, failures);

        assertThatThrownBy(() -> CheckpointOptions.checkTransactions(flink, STOCK_BROKER))
                .hasMessageContaining("Lower the longest of them (--processing-time " + fits);
        assertThatCode(
                        () ->
                                CheckpointOptions.checkTransactions(
                                        timeouts(TimeUtils.parseDuration(fits), timeout, failures),
                                        STOCK_BROKER))
                .doesNotThrowAnyException();
    }

    @Test
    void noProcessingTimeIsNamedWhereNoneFits() {
        Configuration flink = timeouts(Duration.ofSeconds(10), Duration.ofMinutes(10), 0);

        assertThatThrownBy(() -> CheckpointOptions.checkTransactions(flink, STOCK_BROKER))
                .hasMessageContaining("Lower the longest of them, or raise");
    }

    private static Configuration timeouts(Duration interval, Duration timeout, int failures) {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, timeout);
        flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, failures);
        return flink;
    }

    @Test
    void settingsOfTheClusterThatWouldLoseRowsAreOverruled() {
        Configuration flink = options().configuration();

        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE))
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(flink.get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH)).isTrue();
        assertThat(flink.get(ExecutionOptions.RUNTIME_MODE))
                .isEqualTo(RuntimeExecutionMode.STREAMING);
    }

    @Test
    void checkpointsComeEveryTenMillisecondsAtMost() {
        assertThatCode(() -> options("--processing-time=10 ms").check()).doesNotThrowAnyException();
        assertThatThrownBy(() -> options("--processing-time=9 ms").check())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("10 ms at least");
    }

    @Test
    void theFolderOfCheckpointsIsThatOfTheClusterUnlessGiven() {
        assertThat(options().configuration().contains(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                .isFalse();
        assertThat(
                        options("--checkpoint-dir=s3://bucket/c")
                                .configuration()
                                .get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                .isEqualTo("s3://bucket/c");
    }

    @Test
    void aCancelledJobKeepsItsLastCheckpoint() {
        assertThat(
                        options()
                                .configuration()
                                .get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
                .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }

    private static CheckpointOptions options(String... args) {
        CheckpointOptions options = new CheckpointOptions();
        new CommandLine(options).parseArgs(args);
        return options;
    }
}
