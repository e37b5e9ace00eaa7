package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.kafka.topics.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContendersTest {

    @Test
    void everyNameMeansOneContender() {
        assertThat(Stream.concat(Contenders.all().stream(), Contenders.ofWindows().stream()))
                .extracting(Contenders.Choice::name)
                .contains("flink-sql-both", "flink-sql-hop")
                .doesNotHaveDuplicates();
        assertThat(Contenders.withBefore(Contenders.all()))
                .extracting(Contenders.Choice::name)
                .doesNotHaveDuplicates();
    }

    /** The report divides by the loop of the same leg. */
    @Test
    void everyContenderHasALoopToBeComparedWith() {
        List<Leg> loops =
                Contenders.all().stream()
                        .filter(choice -> choice.engine().equals(Contenders.LOOP))
                        .map(Contenders.Choice::leg)
                        .toList();

        assertThat(Contenders.all()).extracting(Contenders.Choice::leg).isSubsetOf(loops);
    }

    @Test
    void everyGoalNamesContendersThatThereAre() {
        List<String> names =
                Stream.concat(Contenders.all().stream(), Contenders.ofWindows().stream())
                        .map(Contenders.Choice::name)
                        .toList();

        assertThat(Results.goals(List.of(), List.of()))
                .extracting(Goal::wanted)
                .filteredOn(wanted -> wanted.startsWith("cpu("))
                .isNotEmpty()
                .allSatisfy(
                        wanted ->
                                assertThat(wanted.replaceAll("cpu\\(([^)]*)\\).*", "$1"))
                                        .isIn(names))
                .allSatisfy(
                        wanted ->
                                assertThat(wanted.replaceAll(".*/ cpu\\(([^)]*)\\).*", "$1"))
                                        .isIn(names));
    }

    @Test
    void onlyTheFlattenJobHasAnEarlierBuild() {
        List<Contenders.Choice> choices =
                List.of(
                        new Contenders.Choice(Contenders.FLINK_SQL, Leg.KAFKA),
                        new Contenders.Choice(Contenders.FLINK, Leg.ICEBERG),
                        new Contenders.Choice(Contenders.STREAMS, Leg.KAFKA));

        assertThat(Contenders.withBefore(choices))
                .extracting(Contenders.Choice::name)
                .containsExactly(
                        "flink-sql-kafka",
                        "flink-iceberg",
                        "flink-before-iceberg",
                        "streams-kafka");
    }

    @ParameterizedTest
    @CsvSource({
        "CONSUME, consume, false, false",
        "PARSE, parse, false, false",
        "KAFKA, kafka, true, false",
        "ICEBERG, iceberg, false, true",
        "BOTH, both, true, true",
        "WINDOWS, windows, true, false",
    })
    void aLegSaysWhereItWrites(Leg leg, String option, boolean kafka, boolean iceberg) {
        assertThat(leg.option()).isEqualTo(option);
        assertThat(leg.kafka()).isEqualTo(kafka);
        assertThat(leg.iceberg()).isEqualTo(iceberg);
    }

    @Test
    void aTransactionOutlivesTheIntervalOfItsCommits() {
        assertThat(Contenders.streamsRecovery(round(Delivery.EXACTLY_ONCE)))
                .containsEntry("group.instance.id", "out")
                .containsEntry("transaction.timeout.ms", "32000");
        assertThat(Contenders.streamsRecovery(round(Delivery.AT_LEAST_ONCE)))
                .doesNotContainKey("transaction.timeout.ms");
    }

    private static Round round(Delivery delivery) {
        return new Round("raw", "out", Duration.ofSeconds(2), delivery, false);
    }
}
