package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.FreePorts;
import io.tickhouse.tools.cli.Main;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchITCase {

    private static final int TRADES = 20_000;
    @TempDir private Path folder;

    @AfterEach
    void stop() {
        LocalStack.of(folder.resolve("home/bench"), Path.of("../..")).clear(Progress.silent());
    }

    @Test
    void measuresTwoContendersAndCleansUp() throws IOException {
        int exit =
                Main.run(
                        "bench",
                        "--home",
                        folder.resolve("home").toString(),
                        "--port-offset",
                        String.valueOf(FreePorts.offset()),
                        "--out",
                        folder.resolve("out").toString(),
                        "--trades",
                        String.valueOf(TRADES),
                        "--rounds",
                        "1",
                        "--interval",
                        "0.5",
                        "--measure",
                        "throughput",
                        "--only",
                        "flink-kafka,streams-kafka");

        JsonNode results = new ObjectMapper().readTree(folder.resolve("out/bench.json").toFile());
        assertThat(exit).as("exit code, with results %s", results).isZero();
        assertThat(results.at("/settings/trades").asLong()).isEqualTo(TRADES);
        assertThat(results.at("/machine/versions/flink").asText()).isNotEmpty();
        assertThat(results.at("/throughput")).hasSize(2);
        for (JsonNode contender : results.at("/throughput")) {
            JsonNode figures = contender.at("/rounds/0/figures");
            assertThat(figures.at("/whole/cpuSecondsPerMillion").asDouble()).isPositive();
            assertThat(figures.at("/whole/trades").asLong()).isEqualTo(TRADES);
            assertThat(figures.at("/peakResidentBytes").asLong()).isGreaterThan(50L << 20);
            assertThat(figures.at("/allocatedBytesPerTrade").asDouble()).isPositive();
            assertThat(figures.at("/topicBytesPerTrade").asDouble()).isBetween(5.0, 200.0);
            assertThat(figures.at("/serviceCpuSecondsPerMillion/kafka").isNumber()).isTrue();
        }
        assertThat(folder.resolve("out/bench.md")).content().contains("| `flink-kafka` |");
        assertThat(folder.resolve("home/bench")).doesNotExist();
    }
}
