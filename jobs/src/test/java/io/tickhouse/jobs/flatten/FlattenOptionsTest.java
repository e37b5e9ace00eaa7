package io.tickhouse.jobs.flatten;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.jobs.options.OptionPage;
import io.tickhouse.kafka.topics.MissingOffsets;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class FlattenOptionsTest {

    private static final KafkaEnds KAFKA = parse().kafkaEnds();

    @Test
    void defaultsAreTheDocumentedOnes() {
        FlattenOptions options = parse();

        assertThat(options.kafka.brokers).isEqualTo("localhost:9092");
        assertThat(options.sourceTopic).isEqualTo("iex_data");
        assertThat(options.deadLetterTopic()).isEqualTo("iex_data_dead_letters");
        assertThat(options.destTopic).isEqualTo("flattened_stocks");
        assertThat(options.tableIdentifier(Kind.TRADE)).hasToString("db.flattened_stocks");
        assertThat(options.lake.catalog().toString()).startsWith("REST catalog local");
        assertThat(options.icebergColumns).isEqualTo(ColumnNames.SEED);
        assertThat(options.checkpoints.processingTime).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.outputMode).isEqualTo(FlattenOptions.OutputMode.BOTH);
        assertThat(options.startingOffsets).isEqualTo("latest");
        assertThat(options.job.onMissingOffsets).isEqualTo(MissingOffsets.FAIL);
        assertThat(options.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(options.groupId()).isEqualTo("tickhouse-flatten-iex_data-flattened_stocks");
        assertThat(options.job.endsAtLatest()).isFalse();
        assertThat(options.job.delivery).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
        assertThat(options.transactionalIdPrefix())
                .isEqualTo("tickhouse-iex_data-flattened_stocks");
    }

    @Test
    void everyOptionIsRead() {
        FlattenOptions options =
                parse(
                        "--kafka-brokers=k:1",
                        "--source-topic=raw",
                        "--dest-topic=flat",
                        "--iceberg-table=cat.a.b.c",
                        "--iceberg-columns=descriptive",
                        "--catalog-type=hadoop",
                        "--processing-time=500 ms",
                        "--output-mode=iceberg-only",
                        "--starting-offsets=2026-03-02T14:30:00Z",
                        "--ending-offsets=latest",
                        "--delivery=at-least-once",
                        "--transactional-id-prefix=prod-flatten",
                        "--group-id=g",
                        "--dead-letter-topic=dead",
                        "--on-missing-offsets=earliest",
                        "--min-time=2001-01-01T00:00:00Z",
                        "--max-time=2100-01-01T00:00:00+01:00",
                        "--checkpoint-dir=file:///c",
                        "--parallelism=3",
                        "--kafka-property=a=1,b=2",
                        "--kafka-property=c=3",
                        "--iceberg-property=w=1");

        assertThat(options.kafka.brokers).isEqualTo("k:1");
        assertThat(options.deadLetterTopic()).isEqualTo("dead");
        assertThat(options.job.onMissingOffsets).isEqualTo(MissingOffsets.EARLIEST);
        assertThat(options.limits())
                .isEqualTo(
                        Limits.DEFAULT.withTimes(
                                Instant.parse("2001-01-01T00:00:00Z"),
                                Instant.parse("2099-12-31T23:00:00Z")));
        assertThat(options.tableIdentifier(Kind.TRADE)).hasToString("a.b.c");
        assertThat(options.icebergColumns).isEqualTo(ColumnNames.DESCRIPTIVE);
        assertThat(options.lake.catalog().toString()).startsWith("HADOOP catalog");
        assertThat(options.checkpoints.processingTime).isEqualTo(Duration.ofMillis(500));
        assertThat(options.outputMode).isEqualTo(FlattenOptions.OutputMode.ICEBERG_ONLY);
        assertThat(options.startingOffsets).isEqualTo("1772461800000");
        assertThat(options.job.endsAtLatest()).isTrue();
        assertThat(options.job.delivery).isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
        assertThat(options.transactionalIdPrefix()).isEqualTo("prod-flatten");
        assertThat(options.groupId()).isEqualTo("g");
        assertThat(options.kafka.properties()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(options.lake.tableProperties()).isEqualTo(Map.of("w", "1"));
        Configuration flink = options.configuration();
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).isEqualTo("file:///c");
        assertThat(flink.get(org.apache.flink.configuration.CoreOptions.DEFAULT_PARALLELISM))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "--no-such-option,Unknown option",
        "--processing-time=soon,not a duration",
        "--output-mode=everywhere,is not one of",
        "--starting-offsets=yesterday,neither latest",
        "--ending-offsets=never,none or latest",
        "--delivery=none,would lose rows",
        "--on-missing-offsets=latest,is not one of",
        "--min-time=yesterday,is not a time",
        "--min-time=2300-01-01T00:00:00Z,--min-time and --max-time",
        "--iceberg-table=trades,[CATALOG.]DB.TABLE",
        "--dead-letter-topic=iex_data,would read what it writes",
        "--dest-topic=iex_data,would read what it writes",
        "--source-topic=flattened_stocks_bars,would read what it writes",
        "--dead-letter-topic=flattened_stocks_quotes,is a topic of rows as well"
    })
    void badUsageIsOneSentence(String argument, String says) {
        assertThatThrownBy(() -> parse(argument))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-02T14:30Z", "2026-03-02T15:30:00+01:00", "1772461800000"})
    void aTimeToStartAtIsWrittenAsAnyOtherTime(String time) {
        assertThat(parse("--starting-offsets=" + time).startingOffsets).isEqualTo("1772461800000");
    }

    @Test
    void theNameOfAJobTellsWhatItReadsAndWrites() {
        assertThat(parse().jobName()).isEqualTo("flatten iex_data to flattened_stocks");
        assertThat(parse("--output-mode=iceberg-only", "--iceberg-table=local.db.t").jobName())
                .isEqualTo("flatten iex_data to db.t");
        assertThat(parse("--output-mode=console-debug").jobName()).isEqualTo("flatten iex_data");
    }

    @Test
    void theDefaultGroupIsThatOfTheJobAlone() {
        assertThat(parse("--output-mode=kafka-only").groupId())
                .isEqualTo("tickhouse-flatten-iex_data-flattened_stocks");
        assertThat(parse("--output-mode=iceberg-only", "--iceberg-table=local.db.t").groupId())
                .isEqualTo("tickhouse-flatten-iex_data-db.t");
        assertThat(parse("--output-mode=console-debug").groupId())
                .isEqualTo("tickhouse-flatten-iex_data-db.flattened_stocks");
    }

    /** Jobs that share dead letters must not count as one writer of them. */
    @Test
    void theDefaultPrefixNamesWhereTheRowsGo() {
        assertThat(parse("--output-mode=kafka-only").transactionalIdPrefix())
                .isEqualTo("tickhouse-iex_data-flattened_stocks");
        assertThat(
                        parse("--output-mode=iceberg-only", "--iceberg-table=local.db.t")
                                .transactionalIdPrefix())
                .isEqualTo("tickhouse-iex_data-db.t");
    }

    @Test
    void aLookAtTheRowsCommitsNoOffsets() {
        assertThat(parse("--output-mode=console-debug", "--kafka-property=a=1").kafkaProperties())
                .isEqualTo(Map.of("a", "1", "commit.offsets.on.checkpoint", "false"));
        assertThat(parse("--kafka-property=a=1").kafkaProperties()).isEqualTo(Map.of("a", "1"));
    }

    /** In the Configuration tab of the job, which everybody sees who sees the web UI. */
    @Test
    void theWebUiShowsSourceAndDestinationsAndNoSecrets() {
        FlattenOptions options =
                parse(
                        "--s3-access-key=AKIA",
                        "--s3-secret-key=hidden",
                        "--kafka-property=sasl.jaas.config=hidden",
                        "--catalog-uri=http://user:hidden@catalog");

        Map<String, String> shown =
                options.configuration().get(PipelineOptions.GLOBAL_JOB_PARAMETERS);

        assertThat(shown)
                .containsEntry("source-topic", "iex_data")
                .containsEntry("topic of quotes", "flattened_stocks_quotes")
                .containsEntry("table of bars", "db.flattened_stocks_bars")
                .containsEntry("dead-letter-topic", "iex_data_dead_letters")
                .containsEntry("output-mode", "both")
                .containsEntry("delivery", "exactly-once");
        assertThat(options.configuration().toString()).doesNotContain("hidden", "AKIA");
    }

    @Test
    void aCommaInAPropertyEndsNoPassword() {
        FlattenOptions options =
                parse(
                        "--kafka-property=sasl.jaas.config=Login required password=\"a,b\";",
                        "--kafka-property=bootstrap=one:1,two:2,client.id=x");

        assertThat(options.kafka.properties())
                .isEqualTo(
                        Map.of(
                                "sasl.jaas.config",
                                "Login required password=\"a,b\";",
                                "bootstrap",
                                "one:1,two:2",
                                "client.id",
                                "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run-1772461800000",
                "job-3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                "job-${RANDOM}",
                " "
            })
    void refusesAPrefixThatChangesWithEveryRun(String prefix) {
        assertThatThrownBy(() -> parse("--transactional-id-prefix=" + prefix))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not look stable");
    }

    @Test
    void refusesUnalignedCheckpointsWithIceberg() {
        Configuration flink = parse().configuration();
        flink.addAll(CheckpointOptions.defaults(flink));
        flink.set(CheckpointingOptions.ENABLE_UNALIGNED, true);

        assertThatThrownBy(() -> parse().check(flink, KAFKA))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("execution.checkpointing.unaligned.enabled");
        parse("--output-mode=kafka-only").check(flink, KAFKA);
    }

    @Test
    void refusesCheckpointsThatOutlastTransactions() {
        FlattenOptions options = parse("--processing-time=10 minutes");
        Configuration flink = options.configuration();
        flink.addAll(CheckpointOptions.defaults(flink));

        assertThatThrownBy(() -> options.check(flink, KAFKA))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("together 1080 s, but transaction.timeout.ms is 900 s");
        parse("--processing-time=10 minutes", "--delivery=at-least-once").check(flink, KAFKA);
    }

    @Test
    void aCatalogNeverPrintsItsKeys() {
        FlattenOptions options = parse("--s3-secret-key=hush", "--s3-access-key=who");

        assertThat(options.lake.catalog().toString()).doesNotContain("hush", "who");
        assertThat(help()).doesNotContain("hush");
    }

    @Test
    void pageNamesEachOptionWithItsDefault() throws IOException {
        String page = Files.readString(Path.of("../docs/jobs/flatten.md"));
        List<OptionSpec> options =
                FlattenOptions.commandLine().getCommandSpec().options().stream()
                        .filter(o -> !o.usageHelp() && !o.versionHelp())
                        .toList();

        for (OptionSpec option : options) {
            assertThat(page).contains(OptionPage.row(option));
        }
    }

    private static String help() {
        StringWriter text = new StringWriter();
        FlattenOptions.parse(new PrintWriter(text), "--help");
        return text.toString();
    }

    private static FlattenOptions parse(String... args) {
        return FlattenOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
    }
}
