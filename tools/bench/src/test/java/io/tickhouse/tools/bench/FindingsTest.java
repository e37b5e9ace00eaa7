package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {

    @TempDir private Path folder;

    @Test
    void areOnDiskAfterEachStep() throws IOException {
        Findings findings = findings();
        assertThat(folder.resolve("out")).isEmptyDirectory();
        assertThat(findings.place()).isEqualTo("Nothing was measured.");

        findings.add(results -> results.with(latency(0)));
        assertThat(onDisk().at("/latency")).hasSize(1);
        findings.add(results -> results.with(latency(0)));
        findings.add(results -> results.withJmh(List.of()));

        assertThat(onDisk().at("/latency")).hasSize(2);
        assertThat(onDisk().at("/goals")).isNotEmpty();
        assertThat(folder.resolve("out/bench.md")).content().contains("## Latency");
        assertThat(findings.place()).endsWith("out");
        assertThat(findings.areFailed()).isFalse();
    }

    @Test
    void areFailedWithAPartThatFailed() throws Exception {
        Findings findings = findings();
        String failure = findings.failure(UserError.failed("Pinot is gone."));
        findings.add(results -> results.withFailure("Latency failed: " + failure));

        assertThat(findings.areFailed()).isTrue();
        assertThat(findings.report()).contains("- Latency failed: Pinot is gone.");
    }

    @Test
    void areFailedWithTradesThatWereNeverSeen() throws IOException {
        Findings findings = findings();
        findings.add(results -> results.with(latency(1)));

        assertThat(findings.areFailed()).isTrue();
    }

    @Test
    void tellTheEndOfTheRunFromAFailure() throws Exception {
        Findings findings = findings();
        assertThat(findings.failure(new IOException("full"))).contains("full");

        findings.stop();
        assertThatThrownBy(() -> findings.failure(UserError.failed("Interrupted.")))
                .isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> findings().failure(new InterruptedException()))
                .isInstanceOf(InterruptedException.class);
    }

    private JsonNode onDisk() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out/bench.json").toFile());
    }

    private Findings findings() throws IOException {
        return new Findings(
                folder.resolve("out"),
                Results.none(
                        new Results.Run(
                                "./tickhouse bench",
                                "2026-03-02T14:30:00Z",
                                new Machine(
                                        "cpu",
                                        2,
                                        1,
                                        "os",
                                        "1",
                                        "17",
                                        "0",
                                        new TreeMap<>(Map.of()))),
                        new Settings(
                                false,
                                0,
                                0,
                                0,
                                4,
                                1,
                                1,
                                1,
                                1,
                                1000,
                                "exactly-once",
                                1,
                                null,
                                null,
                                null)),
                Progress.silent());
    }

    private static LatencyResult latency(long missing) {
        Latencies.Figures figures =
                new Latencies.Figures(10, missing, 1, 2, 3, 4, List.of(new Latencies.Point(50, 1)));
        return new LatencyResult(
                "flink-both",
                "exactly-once",
                1000,
                10,
                1,
                1,
                0.5,
                figures,
                List.of(new LatencyResult.Place("kafka", "looks", figures)),
                null);
    }
}
