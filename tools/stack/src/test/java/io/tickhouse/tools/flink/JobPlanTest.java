package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that the plan of a job reads its options as the job itself does. */
class JobPlanTest {

    @Test
    void theStandardNamesAreThoseOfThePages() throws IOException {
        Path pages = Path.of("../..", "docs", "jobs");
        JobPlan flatten = flatten();
        JobPlan ingest = JobPlan.of("ingest", List.of(), Map.of());
        JobPlan compact = JobPlan.of("compact", List.of(), Map.of());
        JobPlan analytics = JobPlan.of("analytics", List.of(), Map.of());

        assertThat(Files.readString(pages.resolve("flatten.md")))
                .contains("| `--source-topic` | `" + flatten.source() + "` |")
                .contains("| `--dest-topic` | `" + flatten.destination() + "` |")
                .contains("| `--iceberg-table` | `local." + flatten.table() + "` |")
                .contains("| `--output-mode` | `" + flatten.mode() + "` |");
        assertThat(Files.readString(pages.resolve("ingest.md")))
                .contains("| `--feed` | `" + ingest.source() + "` |")
                .contains("| `--topic` | `" + ingest.destination() + "` |")
                .contains("| `--gaps-table` | `local." + ingest.table() + "` |");
        assertThat(Files.readString(pages.resolve("analytics.md")))
                .contains("| `--source-topic` | `" + analytics.source() + "` |")
                .contains("| `--bars-topic` | `" + analytics.destination() + "` |")
                .contains("| `--iceberg-table` | `local." + analytics.table() + "` |")
                .contains("| `--output-mode` | `" + analytics.mode() + "` |");
        assertThat(Files.readString(pages.resolve("compact.md")))
                .contains("| `--table` | `local." + compact.source() + "` |");
    }

    @ParameterizedTest
    @CsvSource({
        "--source-topic=a --dest-topic=b --iceberg-table=c.d.e, flatten a to topic b and table d.e",
        "--source-topic a --dest-topic b --iceberg-table d.e, flatten a to topic b and table d.e",
        "--output-mode=KAFKA_ONLY, flatten iex_data to topic flattened_stocks",
        "--output-mode=iceberg-only, flatten iex_data to table db.flattened_stocks",
        "--output-mode=console-debug, flatten iex_data"
    })
    void argumentsWin(String arguments, String plan) {
        JobPlan read =
                JobPlan.of(
                        "flatten",
                        List.of(arguments.split(" ")),
                        Map.of("SOURCE_TOPIC", "iex_data"));

        assertThat(read).hasToString(plan);
    }

    @Test
    void aCompactionIsNamedForItsTable() {
        JobPlan plan = JobPlan.of("compact", List.of("--table", "prod.a.b"), Map.of());

        assertThat(plan).hasToString("compact a.b");
        assertThat(plan.name()).isEqualTo("compact a.b");
        assertThat(plan.clashWith(plan)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--output-mode=both, flatten iex_data to flattened_stocks",
        "--output-mode=iceberg-only, flatten iex_data to db.flattened_stocks",
        "--output-mode=console-debug, flatten iex_data"
    })
    void theNameIsTheOneThatTheJobGivesItself(String argument, String name) {
        assertThat(JobPlan.of("flatten", List.of(argument), Map.of()).name()).isEqualTo(name);
    }

    @Test
    void analyticsReadsWhatFlattenWrites() {
        JobPlan plan = JobPlan.of("analytics", List.of("--bars-topic=b"), Map.of());

        assertThat(plan)
                .hasToString("analytics flattened_stocks to topic b and table db.analytics");
        assertThat(plan.name()).isEqualTo("analytics flattened_stocks to b");
        assertThat(plan.prefix()).isEqualTo("tickhouse-flattened_stocks-b");
        assertThat(plan.source()).isEqualTo(flatten().destination());
        assertThat(plan.clashWith(flatten())).isEmpty();
        assertThat(plan.takesStateOf(flatten())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "--output-mode=kafka-only, analytics flattened_stocks to topic analytics",
        "--output-mode=iceberg-only, analytics flattened_stocks to table db.analytics"
    })
    void analyticsWritesToOnePlaceIfToldSo(String argument, String plan) {
        assertThat(JobPlan.of("analytics", List.of(argument), Map.of())).hasToString(plan);
    }

    @Test
    void variablesOfOptionsCount() {
        JobPlan plan =
                JobPlan.of(
                        "flatten",
                        List.of("--dest-topic=b"),
                        Map.of("SOURCE_TOPIC", "a", "DEST_TOPIC", "no", "ICEBERG_TABLE", "x.y"));

        assertThat(plan).hasToString("flatten a to topic b and table x.y");
        assertThat(plan.prefix()).isEqualTo("tickhouse-a-b");
    }

    /** The job itself refuses the second of them by this prefix if they share dead letters. */
    @ParameterizedTest
    @CsvSource({
        "--output-mode=both, tickhouse-iex_data-flattened_stocks",
        "--output-mode=kafka-only, tickhouse-iex_data-flattened_stocks",
        "--output-mode=iceberg-only, tickhouse-iex_data-db.flattened_stocks",
        "--output-mode=console-debug, "
    })
    void theDefaultPrefixNamesWhereTheRowsGo(String argument, String prefix) {
        assertThat(flatten(argument).prefix()).isEqualTo(prefix);
    }

    @Test
    void theFileOfIngestIsReadBelowItsArguments(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("feed.yaml");
        Files.writeString(
                config,
                "alpaca: {ws_url: 'wss://there/v2/sip'}\nkafka: {topic: raw}\nsymbols: [A]");

        assertThat(JobPlan.of("ingest", List.of("--config=" + config), Map.of("TOPIC", "no")))
                .hasToString("ingest wss://there/v2/sip to topic raw and table db.gaps");
        assertThat(
                        JobPlan.of(
                                "ingest",
                                List.of("--config", config.toString(), "--topic", "mine"),
                                Map.of("NO_GAPS_TABLE", "true")))
                .hasToString("ingest wss://there/v2/sip to topic mine");
    }

    @ParameterizedTest
    @CsvSource({
        "--processing-time=1 s, true",
        "--transactional-id-prefix=mine, true",
        "--source-topic=other, false",
        "--dest-topic=other, false",
        "--iceberg-table=db.other, false",
        "--output-mode=kafka-only, false"
    })
    void aStateIsTakenOnlyBetweenEqualEnds(String changed, boolean takes) {
        assertThat(flatten().takesStateOf(flatten(changed))).isEqualTo(takes);
    }

    @ParameterizedTest
    @CsvSource({
        "--output-mode=kafka-only, true",
        "--output-mode=iceberg-only, true",
        "--output-mode=console-debug, true",
        "--output-mode=both, false",
        "--output-mode=kafka-only --dest-topic=other, false",
        "--output-mode=iceberg-only --iceberg-table=db.other, false",
        "--output-mode=kafka-only --source-topic=other, false"
    })
    void aSecondPlaceIsMoreToWrite(String before, boolean more) {
        assertThat(flatten().writesMoreThan(flatten(before.split(" ")))).isEqualTo(more);
        assertThat(flatten(before.split(" ")).writesMoreThan(flatten())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "--source-topic=other, writes to the topic flattened_stocks",
        "--dest-topic=other, writes to the table db.flattened_stocks",
        "--dest-topic=other --iceberg-table=db.other, ",
        "--dest-topic=other --output-mode=kafka-only, ",
        "--dest-topic=o --iceberg-table=db.o --transactional-id-prefix=tickhouse-iex_data-flattened_stocks,"
                + " has the transactional id prefix tickhouse-iex_data-flattened_stocks"
    })
    void jobsClashInWhatTheyWrite(String arguments, String clash) {
        assertThat(flatten(arguments.split(" ")).clashWith(flatten()).orElse(null))
                .isEqualTo(clash);
    }

    private static JobPlan flatten(String... arguments) {
        return JobPlan.of("flatten", List.of(arguments), Map.of());
    }
}
