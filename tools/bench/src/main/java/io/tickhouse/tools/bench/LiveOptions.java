package io.tickhouse.tools.bench;

import java.time.Duration;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options for latency and recovery. */
final class LiveOptions {

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Trades a second at which latency and recovery are measured (default 20000,"
                            + " quick 5000). On two cores, a job that has just begun does not keep"
                            + " up with more.")
    private Integer rate;

    @Option(
            names = "--latency-seconds",
            paramLabel = "N",
            description = "Time over which latency is measured (default 60, quick 15).")
    private Integer seconds;

    @Option(
            names = "--warm-up-seconds",
            paramLabel = "N",
            description = "Time before that, which does not count (default 30, quick 10).")
    private Integer warmUp;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "Times that a contender is killed for recovery (default 3, quick 1).")
    private Integer kills;

    @Option(
            names = "--pinot-flush-rows",
            paramLabel = "N",
            defaultValue = "3000000",
            description =
                    "Rows in Pinot's memory that become a segment, as in pinot apply. The default"
                            + " is more than a run has; 0 leaves Pinot out (default"
                            + " ${DEFAULT-VALUE}).")
    private int pinotFlushRows;

    /**
     * Rejects values that make no sense.
     *
     * @throws io.tickhouse.tools.UserError (bad usage)
     */
    void check() {
        BenchOptions.require(
                Stream.of(rate, seconds, warmUp, kills)
                        .allMatch(number -> number == null || number >= 1),
                "--rate, --latency-seconds, --warm-up-seconds and --kills must be 1 or more.");
        BenchOptions.require(pinotFlushRows >= 0, "--pinot-flush-rows must be 0 or more.");
    }

    LatencyTrial.Plan latency(boolean quick, Duration interval) {
        return new LatencyTrial.Plan(
                rate(quick),
                Duration.ofSeconds(warmUp != null ? warmUp : quick ? 10 : 30),
                Duration.ofSeconds(seconds != null ? seconds : quick ? 15 : 60),
                interval,
                pinotFlushRows);
    }

    RecoveryTrial.Plan recovery(boolean quick, Duration interval) {
        return new RecoveryTrial.Plan(rate(quick), kills != null ? kills : quick ? 1 : 3, interval);
    }

    private int rate(boolean quick) {
        return rate != null ? rate : quick ? 5_000 : 20_000;
    }
}
