package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchOptionsTest {

    @Test
    void measuresAllContendersFiveTimesByDefault() {
        BenchOptions options = parse();

        assertThat(options.contenders()).isEqualTo(Contenders.all());
        assertThat(options.trades()).isEqualTo(5_000_000);
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.pin()).isTrue();
    }

    @Test
    void doesLessInAQuickRun() {
        BenchOptions options = parse("--quick");

        assertThat(options.trades()).isEqualTo(200_000);
        assertThat(options.rounds()).isEqualTo(1);
        assertThat(options.latency().rate()).isEqualTo(5_000);
        assertThat(parse("--quick", "--rate=9").recovery().rate()).isEqualTo(9);
        assertThat(parse().latency().rate()).isEqualTo(20_000);
        assertThat(options.contenders())
                .extracting(Contenders.Choice::name)
                .contains("loop-both", "flink-both", "streams-kafka", "flink-sql-kafka")
                .doesNotContain("loop-consume", "flink-sql-both", "flink-sql-explode-kafka");
        assertThat(options.jmh()).isTrue();
        assertThat(options.deliveries()).containsExactly(Delivery.EXACTLY_ONCE);
        assertThat(parse("--quick", "--only=flink-both").deliveries())
                .containsExactly(Delivery.values());
    }

    @Test
    void doesWhatIsAskedForInAQuickRunToo() {
        BenchOptions options = parse("--quick", "--trades=7", "--rounds=3", "--only=loop-consume");

        assertThat(options.trades()).isEqualTo(7);
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.contenders())
                .containsExactly(new Contenders.Choice("loop", Leg.CONSUME));
    }

    @Test
    void takesContendersAndEngines() {
        BenchOptions options = parse("--only", "flink,loop-kafka");

        options.check();
        assertThat(options.contenders())
                .extracting(Contenders.Choice::name)
                .containsExactly("loop-kafka", "flink-kafka", "flink-iceberg", "flink-both");
    }

    @Test
    void setsAnEarlierBuildBesideThisOne(@TempDir Path folder) throws IOException {
        Path jar = Files.createFile(folder.resolve("jobs-0-all.jar"));

        BenchOptions options = parse("--only", "flink-both,loop-both", "--before", jar.toString());

        options.check();
        assertThat(options.contenders())
                .extracting(Contenders.Choice::name)
                .containsExactly("loop-both", "flink-both", "flink-before-both");
    }

    @Test
    void takesTheReadingsOfFlinkSqlApart() {
        assertThat(parse("--only", "flink-sql").contenders())
                .extracting(Contenders.Choice::name)
                .containsExactly("flink-sql-kafka", "flink-sql-both");
        assertThat(parse("--only", "flink-sql-explode").contenders())
                .extracting(Contenders.Choice::name)
                .containsExactly("flink-sql-explode-kafka", "flink-sql-explode-both");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--trades=0",
                "--rounds=0",
                "--interval=0",
                "--batch-size=0",
                "--symbols=0",
                "--hours=0",
                "--hours=25",
                "--only=storm",
                "--before=no-such.jar",
                "--port-offset=-1"
            })
    void refusesWhatMakesNoSense(String argument) {
        BenchOptions options = parse(argument);

        assertThatThrownBy(options::check)
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        argument.startsWith("--only") ? "--list" : argument.replaceAll("=.*", ""));
    }

    @Test
    void measuresEverythingUnlessOneThingIsAskedFor() {
        assertThat(Measure.values())
                .filteredOn(parse()::measures)
                .containsExactly(Measure.THROUGHPUT, Measure.LATENCY, Measure.RECOVERY);
        BenchOptions options = parse("--measure=latency,recovery");

        assertThat(options.measures(Measure.THROUGHPUT)).isFalse();
        assertThat(options.measures(Measure.LATENCY)).isTrue();
        assertThat(options.measures(Measure.RECOVERY)).isTrue();
    }

    @Test
    void measuresAnalyticsAlone() {
        BenchOptions options = parse("--measure=analytics");

        options.check();
        assertThat(options.contenders()).isEqualTo(Contenders.ofWindows());
        assertThat(options.jmh()).isFalse();
        assertThat(options.symbols()).isEqualTo(300);
        assertThat(parse().symbols()).isEqualTo(11_000);
        BenchOptions one = parse("--measure=analytics", "--only=analytics", "--symbols=7");
        one.check();
        assertThat(one.contenders())
                .containsExactly(new Contenders.Choice("analytics", Leg.WINDOWS));
        assertThat(one.symbols()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "--measure=analytics+--measure=latency, stands alone",
        "--measure=analytics+--only=flink-both, does not measure flink-both",
        "--only=flink-sliding, is measured with --measure analytics",
    })
    void refusesAnalyticsTogetherWithOthers(String arguments, String reason) {
        BenchOptions options = parse(arguments.split("\\+", -1));

        assertThatThrownBy(options::check)
                .isInstanceOf(UserError.class)
                .hasMessageContaining(reason);
    }

    @Test
    void liveContendersAllWriteTopics() {
        assertThat(parse().liveContenders())
                .extracting(Contenders.Choice::name)
                .containsExactly("loop-kafka", "flink-both", "streams-kafka");
        assertThat(parse("--quick").liveContenders())
                .extracting(Contenders.Choice::name)
                .containsExactly("flink-both");
        assertThat(parse("--only=loop").liveContenders())
                .extracting(Contenders.Choice::name)
                .containsExactly("loop-kafka", "loop-both");
        assertThat(parse("--only=loop-iceberg").liveContenders()).isEmpty();
    }

    @Test
    void onlyJmhRunsNothingElse() {
        BenchOptions options = parse("--only=jmh");

        options.check();
        assertThat(options.jmh()).isTrue();
        assertThat(options.contenders()).isEmpty();
        assertThat(parse("--only=loop").jmh()).isFalse();
    }

    @Test
    void theIntervalIsReadToTheMillisecond() {
        assertThat(parse().interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(parse("--interval=0.25").recovery().interval())
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aQuickRunIsShortUnlessToldOtherwise() {
        assertThat(parse("--quick").latency().warmUp()).isEqualTo(Duration.ofSeconds(10));
        assertThat(parse("--quick").recovery().kills()).isEqualTo(1);
        assertThat(parse("--quick", "--kills=4").recovery().kills()).isEqualTo(4);
        assertThat(parse("--quick", "--latency-seconds=90").latency().duration())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(parse().latency().pinotFlushRows()).isEqualTo(3_000_000);
    }

    @Test
    void theSettingsAreThoseOfTheRun() {
        Settings settings =
                parse("--quick", "--seed=9", "--interval=1")
                        .settings(new Backlog("b", 10, 1500, 99, null), new Cores("0", "1"));

        assertThat(settings.quick()).isTrue();
        assertThat(settings.trades()).isEqualTo(1500);
        assertThat(settings.records()).isEqualTo(10);
        assertThat(settings.seed()).isEqualTo(9);
        assertThat(settings.intervalMillis()).isEqualTo(1000);
        assertThat(settings.coreUnderTest()).isEqualTo("0");
        assertThat(settings.coresOfServices()).isEqualTo("1");
    }

    private static BenchOptions parse(String... arguments) {
        return CommandLine.populateCommand(new BenchOptions(), arguments);
    }
}
