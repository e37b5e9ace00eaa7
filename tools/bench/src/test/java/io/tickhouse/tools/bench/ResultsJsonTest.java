package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the document that other programs read. */
class ResultsJsonTest {

    private static final Latencies.Figures SEEN = figures(0);

    @Test
    void whatWasNotMeasuredIsNotThere() {
        JsonNode json = json(none());

        assertThat(json.path("command").asText()).isEqualTo("./tickhouse bench");
        assertThat(json.path("machine").path("cpu").asText()).isEqualTo("cpu");
        assertThat(json.has("run")).isFalse();
        assertThat(json.has("calibration")).isFalse();
        assertThat(json.path("settings").path("coreUnderTest").isNull()).isTrue();
        assertThat(json.path("throughput")).isEmpty();
        assertThat(json.path("goals")).isNotEmpty().allMatch(goal -> !goal.has("met"));
    }

    @Test
    void whatFollowsFromTheRestIsNotRepeated() {
        JsonNode json = json(none().with(latency("flink-both", null, SEEN)));

        assertThat(json.has("failed")).isFalse();
        assertThat(json.path("latency").path(0).has("failed")).isFalse();
        assertThat(json.path("latency").path(0).has("failure")).isFalse();
    }

    @Test
    void theGoalsOfLatencyStandBesideThoseOfThroughput() {
        JsonNode json = json(none().with(latency("flink-both", null, SEEN)));

        assertThat(json.path("goals"))
                .anySatisfy(
                        goal -> {
                            assertThat(goal.path("wanted").asText()).contains("p99 in kafka");
                            assertThat(goal.path("measured").asDouble()).isEqualTo(2);
                            assertThat(goal.path("met").asBoolean()).isTrue();
                        });
    }

    @Test
    void eachStepAddsAndLeavesTheRest() {
        Results results =
                none().with(latency("a", null, SEEN))
                        .with(recovery(true))
                        .with(latency("b", null, SEEN))
                        .withFailure("one")
                        .withFailure("two")
                        .withJmh(List.of(new Jmh.Score("x", "", 1, 0, "ops/s", 0)))
                        .after(12.5);

        assertThat(results.latency())
                .extracting(LatencyResult::contender)
                .containsExactly("a", "b");
        assertThat(results.recovery()).hasSize(1);
        assertThat(results.failures()).containsExactly("one", "two");
        assertThat(results.jmh()).hasSize(1);
        assertThat(results.seconds()).isEqualTo(12.5);
        assertThat(results.run().command()).isEqualTo("./tickhouse bench");
    }

    @Test
    void newThroughputTakesThePlaceOfTheOldWithItsSettings() {
        Settings measured = settings(7);
        Spread loops = new Spread(1, 1, 1, 1);
        Results first =
                none().withThroughput(
                                List.of(new ContenderResult("loop", Leg.BOTH, List.of())),
                                loops,
                                settings(3));

        Results second = first.withThroughput(List.of(), loops, measured);

        assertThat(second.throughput()).isEmpty();
        assertThat(second.settings()).isEqualTo(measured);
        assertThat(json(second).path("calibration").path("count").asInt()).isEqualTo(1);
    }

    @Test
    void aRunFailedIfOneOfItsPartsDid() {
        assertThat(none().isFailed()).isFalse();
        assertThat(none().with(latency("a", null, SEEN)).isFailed()).isFalse();
        assertThat(none().with(latency("a", "It died.", SEEN)).isFailed()).isTrue();
        assertThat(none().with(latency("a", null, figures(1))).isFailed()).isTrue();
        assertThat(none().with(recovery(true)).isFailed()).isFalse();
        assertThat(none().with(recovery(false)).isFailed()).isTrue();
        assertThat(none().withFailure("No Kafka.").isFailed()).isTrue();
    }

    @Test
    void aPlaceIsFoundByItsName() {
        LatencyResult result = latency("a", null, SEEN);

        assertThat(result.place("kafka")).isPresent();
        assertThat(result.place("pinot")).isEmpty();
    }

    @Test
    void aGoalIsMetAtItsBound() {
        assertThat(Goal.atLeast(2, "x", 2.0).met()).isTrue();
        assertThat(Goal.atLeast(2, "x", 1.99).met()).isFalse();
        assertThat(Goal.atMost(2, "x", 2.0).met()).isTrue();
        assertThat(Goal.atMost(2, "x", 2.01).met()).isFalse();
        assertThat(Goal.atMost(2, "x", null).met()).isNull();
    }

    private static JsonNode json(Results results) {
        return new ObjectMapper().valueToTree(results);
    }

    private static Results none() {
        return Results.none(
                new Results.Run(
                        "./tickhouse bench",
                        "2026-03-02T14:30:00Z",
                        new Machine("cpu", 2, 1, "os", "1", "17", "0", Map.of("flink", "2"))),
                settings(1));
    }

    private static Settings settings(int rounds) {
        return new Settings(
                false, 0, 0, 0, 4, 1, 1, 1, rounds, 1000, "exactly-once", 1, null, null, null);
    }

    private static LatencyResult latency(
            String contender, String failure, Latencies.Figures figures) {
        return new LatencyResult(
                contender,
                "exactly-once",
                1000,
                10,
                1,
                1,
                0.5,
                SEEN,
                List.of(new LatencyResult.Place("kafka", "looks", figures)),
                failure);
    }

    private static Latencies.Figures figures(long missing) {
        return new Latencies.Figures(10, missing, 1, 2, 3, 4, List.of());
    }

    private static RecoveryResult recovery(boolean clean) {
        return new RecoveryResult(
                "flink-both",
                "exactly-once",
                1000,
                10,
                "it",
                Map.of(),
                List.of(),
                1,
                0,
                0,
                clean,
                null);
    }
}
