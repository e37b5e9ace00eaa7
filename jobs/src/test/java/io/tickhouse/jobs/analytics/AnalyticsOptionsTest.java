package io.tickhouse.jobs.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.jobs.options.OptionPage;
import io.tickhouse.model.Kind;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.OptionSpec;

class AnalyticsOptionsTest {

    @Test
    void defaultsAreTheDocumentedOnes() {
        AnalyticsOptions options = parse();

        assertThat(options.kafka.brokers).isEqualTo("localhost:9092");
        assertThat(options.sourceTopic).isEqualTo("flattened_stocks");
        assertThat(options.sourceTopic(Kind.CORRECTION)).isEqualTo("flattened_stocks_corrections");
        assertThat(options.sourceTopic(Kind.CLOCK)).isEqualTo("flattened_stocks_clocks");
        assertThat(options.gapsTopic).isEqualTo("iex_data_gaps");
        assertThat(options.topics()).containsExactly("analytics_bars", "analytics_windows");
        assertThat(tables(options))
                .containsExactly(
                        "db.analytics_bars",
                        "db.analytics_windows",
                        "db.analytics_late",
                        "db.analytics_corrections");
        assertThat(options.settings()).isEqualTo(BarSettings.DEFAULT);
        assertThat(options.outputMode).isEqualTo(AnalyticsOptions.OutputMode.BOTH);
        assertThat(options.job.delivery).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
        assertThat(options.transactionalIdPrefix())
                .isEqualTo("tickhouse-flattened_stocks-analytics");
        assertThat(options.jobName()).isEqualTo("analytics flattened_stocks to analytics");
    }

    @Test
    void everyOptionIsRead() {
        AnalyticsOptions options =
                parse(
                        "--kafka-brokers=k:1",
                        "--source-topic=flat",
                        "--gaps-topic=ledger",
                        "--bars-topic=ohlc",
                        "--iceberg-table=cat.a.b.c",
                        "--output-mode=iceberg-only",
                        "--bar-sizes=1d,2m",
                        "--horizons=30m",
                        "--lateness=2 min",
                        "--amendable=PT10M",
                        "--idle-timeout=1 s",
                        "--processing-time=500 ms",
                        "--starting-offsets=2026-03-02T14:30:00Z",
                        "--ending-offsets=latest",
                        "--on-missing-offsets=earliest",
                        "--on-expired-snapshot=committed",
                        "--delivery=at-least-once",
                        "--transactional-id-prefix=prod-analytics",
                        "--group-id=g",
                        "--checkpoint-dir=file:///c",
                        "--parallelism=3",
                        "--kafka-property=a=1",
                        "--iceberg-property=w=1");

        assertThat(options.gapsTopic).isEqualTo("ledger");
        assertThat(tables(options)).contains("a.b.c_bars");
        assertThat(options.settings())
                .isEqualTo(
                        new BarSettings(
                                List.of(Duration.ofMinutes(2), Duration.ofDays(1)),
                                List.of(Duration.ofMinutes(30)),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(10)));
        assertThat(options.job.delivery).isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
        assertThat(options.transactionalIdPrefix()).isEqualTo("prod-analytics");
        assertThat(options.jobName()).isEqualTo("analytics flat to a.b.c");
        assertThat(options.kafka.properties()).isEqualTo(Map.of("a", "1"));
        assertThat(options.lake.tableProperties()).isEqualTo(Map.of("w", "1"));
        Configuration flink = options.configuration();
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).isEqualTo("file:///c");
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofMillis(500));
        assertThat(flink.get(CoreOptions.DEFAULT_PARALLELISM)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--no-such-option | Unknown option",
                "--output-mode=console-debug | is not one of",
                "--bar-sizes=soon | not a duration",
                "--bar-sizes=7m | sizes are whole minutes that divide an hour",
                "--bar-sizes=1s | sizes are whole minutes that divide an hour",
                "--horizons=90 s | horizons are whole minutes",
                "--lateness=1h | raise amendable above lateness",
                "--amendable=5m | raise amendable above lateness",
                "--idle-timeout=900 ms | a second at least",
                "--starting-offsets=yesterday | neither latest",
                "--ending-offsets=never | none or latest",
                "--delivery=none | would lose rows",
                "--on-missing-offsets=latest | is not one of",
                "--on-expired-snapshot=ignore | is not one of",
                "--iceberg-table=bars | [CATALOG.]DB.TABLE",
                "--gaps-topic=analytics_bars | would be written as well",
                "--source-topic=analytics_bars | would read what it writes",
                "--bars-topic=flattened_stocks --source-topic=flattened_stocks_bars | read what",
                "--transactional-id-prefix=run-1772461800000 | does not look stable",
                "--parallelism=-1 | 1 at least"
            })
    void badUsageIsOneSentence(String arguments, String says) {
        String[] args = arguments.contains(" --") ? arguments.split(" ") : new String[] {arguments};

        assertThatThrownBy(() -> parse(args))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(says);
    }

    @Test
    void ledgersHaveNoTopic() {
        AnalyticsOptions options = parse();

        assertThat(options.tables().stream().filter(options::hasTopic).map(AnalyticsTable::name))
                .containsExactly("bars", "windows");
        assertThat(options.tables()).noneMatch(parse("--output-mode=iceberg-only")::hasTopic);
    }

    /** A job that ends waits for every partition; another passes over one that is quiet. */
    @Test
    void onlyAJobThatEndsWaitsForQuietPartitions() {
        assertThat(parse().clock().getClass())
                .isNotEqualTo(parse("--ending-offsets=latest").clock().getClass());
    }

    @Test
    void theWebUiShowsWhatIsMadeAndNoSecrets() {
        AnalyticsOptions options =
                parse("--s3-secret-key=hidden", "--kafka-property=sasl.jaas.config=hidden");

        assertThat(options.configuration().get(PipelineOptions.GLOBAL_JOB_PARAMETERS))
                .containsEntry("source-topic", "flattened_stocks")
                .containsEntry("topic of windows", "analytics_windows")
                .containsEntry("table of late", "db.analytics_late")
                .containsEntry("bar-sizes", "1m,5m,15m,1h,1d")
                .containsEntry("horizons", "15m,1h")
                .containsEntry("amendable", "1h")
                .containsEntry("delivery", "exactly-once");
        assertThat(options.configuration().toString()).doesNotContain("hidden");
    }

    @Test
    void refusesWhatWouldLoseRows() {
        Configuration flink = parse("--processing-time=10 minutes").configuration();
        flink.addAll(CheckpointOptions.defaults(flink));

        assertThatThrownBy(() -> parse().check(flink, parse().kafkaEnds()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("transaction.timeout.ms");
        flink.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        assertThatThrownBy(
                        () -> parse("--output-mode=iceberg-only").check(flink, parse().kafkaEnds()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("unaligned");
        parse("--output-mode=kafka-only", "--delivery=at-least-once")
                .check(flink, parse().kafkaEnds());
    }

    @Test
    void pageNamesEachOptionWithItsDefault() throws IOException {
        String page = Files.readString(Path.of("../docs/jobs/analytics.md"));
        List<OptionSpec> options =
                AnalyticsOptions.commandLine().getCommandSpec().options().stream()
                        .filter(o -> !o.usageHelp() && !o.versionHelp())
                        .toList();

        for (OptionSpec option : options) {
            assertThat(page).contains(OptionPage.row(option));
        }
    }

    private static List<String> tables(AnalyticsOptions options) {
        return options.tables().stream()
                .map(table -> options.tableIdentifier(table).toString())
                .toList();
    }

    private static AnalyticsOptions parse(String... args) {
        return AnalyticsOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
    }
}
