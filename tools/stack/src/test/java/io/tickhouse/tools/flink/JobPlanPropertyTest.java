package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests what must hold for any two jobs, however their options are written. */
class JobPlanPropertyTest {

    @Provide
    Arbitrary<JobPlan> plans() {
        Arbitrary<String> names = Arbitraries.of("a", "b");
        Arbitrary<String> modes = Arbitraries.of("both", "kafka-only", "iceberg-only");
        return Combinators.combine(names, names, names, names, modes)
                .as(
                        (source, topic, table, prefix, mode) ->
                                plan(
                                        "--source-topic=" + source,
                                        "--dest-topic=" + topic,
                                        "--iceberg-table=db." + table,
                                        "--transactional-id-prefix=" + prefix,
                                        "--output-mode=" + mode));
    }

    @Property
    void aClashIsOneFromBothSides(@ForAll("plans") JobPlan one, @ForAll("plans") JobPlan other) {
        assertThat(one.clashWith(other).isPresent()).isEqualTo(other.clashWith(one).isPresent());
    }

    @Property
    void aJobClashesWithItselfAndTakesItsOwnState(@ForAll("plans") JobPlan plan) {
        assertThat(plan.clashWith(plan)).isPresent();
        assertThat(plan.takesStateOf(plan)).isTrue();
    }

    @Property
    void aStateOfAJobThatCouldRunBesideIsNeverTaken(
            @ForAll("plans") JobPlan one, @ForAll("plans") JobPlan other) {
        if (one.clashWith(other).isEmpty()) {
            assertThat(one.takesStateOf(other)).isFalse();
        }
    }

    @Property
    void anOptionMeansTheSameAfterABlankAnEqualsSignAndInTheEnvironment(
            @ForAll("plans") JobPlan plan) {
        List<String> apart = new ArrayList<>();
        List<String> together = new ArrayList<>();
        Map<String, String> options =
                Map.of(
                        "--source-topic", plan.source(),
                        "--transactional-id-prefix", plan.prefix(),
                        "--output-mode", plan.mode());
        options.forEach(
                (option, value) -> {
                    apart.addAll(List.of(option, value));
                    together.add(option + "=" + value);
                });
        Map<String, String> environment =
                Map.of(
                        "SOURCE_TOPIC", plan.source(),
                        "TRANSACTIONAL_ID_PREFIX", plan.prefix(),
                        "OUTPUT_MODE", plan.mode());

        JobPlan expected = JobPlan.of("flatten", together, Map.of());
        assertThat(JobPlan.of("flatten", apart, Map.of())).isEqualTo(expected);
        assertThat(JobPlan.of("flatten", List.of(), environment)).isEqualTo(expected);
    }

    @Property
    void theLastOfSeveralArgumentsCounts(@ForAll("plans") JobPlan plan) {
        assertThat(plan("--source-topic", "first", "--source-topic=" + plan.source()))
                .isEqualTo(plan("--source-topic=" + plan.source()));
    }

    private static JobPlan plan(String... arguments) {
        return JobPlan.of("flatten", List.of(arguments), Map.of());
    }
}
