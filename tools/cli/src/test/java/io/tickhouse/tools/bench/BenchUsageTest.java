package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is refused before anything is measured or written. */
class BenchUsageTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trades=0 | --trades must be 1 or more.",
                "--interval=0.05 | --interval must be 0.1 seconds or more.",
                "--interval=NaN | --interval must be 0.1 seconds or more.",
                "--only=storm | There is no contender storm: ./tickhouse bench --home /",
                "--only=loop-kafka,storm | There is no contender storm",
                "--only=flink-before | There is no contender flink-before",
                "--measure=speed | --measure takes throughput, latency, recovery and analytics, not"
                        + " speed.",
                "--measure=LATENCY | --measure takes throughput, latency, recovery and analytics, not"
                        + " LATENCY.",
                "--measure=analytics,latency | --measure analytics stands alone",
                "--only=flink-sql-hop | flink-sql-hop is measured with --measure analytics.",
                "--hours=NaN | --hours must be more than 0",
                "--rate=0 | must be 1 or more.",
                "--latency-seconds=0 | must be 1 or more.",
                "--warm-up-seconds=-1 | must be 1 or more.",
                "--kills=0 | must be 1 or more.",
                "--pinot-flush-rows=-1 | --pinot-flush-rows must be 0 or more.",
                "--before=no-such.jar | There is no file no-such.jar",
                "--rounds=many | --rounds",
            })
    void isRefusedAsBadUsage(String option, String sentence) {
        Path out = folder.resolve("out");

        CommandRun run =
                CommandRun.of(
                        "bench", "--home", folder.toString(), "--out", out.toString(), option);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
        assertThat(out).doesNotExist();
    }
}
