package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.contenders.SqlStatements.Read;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A contender does what the job does when it is given the same options. */
class EndsTest {

    @Test
    void deadLettersGoWhereThoseOfTheJobGo() {
        assertThat(ends("--source-topic=raw").deadLetterTopic()).isEqualTo("raw_dead_letters");
        assertThat(ends("--dead-letter-topic=dead").deadLetterTopic()).isEqualTo("dead");
    }

    @ParameterizedTest
    @CsvSource({"2, PT2S", "0.5, PT0.5S", "10 seconds, PT10S", "500 ms, PT0.5S"})
    void aTimeWithoutAUnitIsInSeconds(String text, Duration interval) {
        assertThat(ends("--interval=" + text).processingTime).isEqualTo(interval);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "", "exactly once"})
    void anUnknownDeliveryIsRefused(String delivery) {
        assertThatThrownBy(() -> ends("--delivery=" + delivery))
                .isInstanceOf(CommandLine.ParameterException.class);
    }

    @Test
    void transactionsAreForExactlyOnceAlone() {
        assertThat(ends().exactlyOnce()).isTrue();
        assertThat(ends("--delivery=at-least-once").exactlyOnce()).isFalse();
        assertThat(sql("--delivery=at-least-once").kafkaSink())
                .contains("'sink.delivery-guarantee' = 'at-least-once'");
        assertThat(sql().kafkaSink()).contains("'sink.delivery-guarantee' = 'exactly-once'");
    }

    @ParameterizedTest
    @CsvSource({"latest, latest-offset", "committed, group-offsets", "earliest, earliest-offset"})
    void theSourceBeginsWhereItIsTold(String offsets, String mode) {
        String start = "--starting-offsets=" + offsets;
        assertThat(sql().source(job(start)))
                .contains("'scan.startup.mode' = '" + mode + "'")
                .doesNotContain("scan.bounded.mode");
        assertThat(sql().source(job(start, "--ending-offsets=latest")))
                .contains("'scan.bounded.mode' = 'latest-offset'");
    }

    private static JobOptions job(String... args) {
        return CommandLine.populateCommand(new JobOptions(), args);
    }

    private static SqlStatements sql(String... args) {
        return new SqlStatements(ends(args), Read.UNNEST);
    }

    private static Ends ends(String... args) {
        Ends ends = new Ends();
        new CommandLine(ends)
                .parseArgs(
                        Stream.concat(
                                        Stream.of(
                                                "--dest-topic=flat",
                                                "--group-id=g",
                                                "--iceberg-table=local.db.trades"),
                                        Stream.of(args))
                                .toArray(String[]::new));
        return ends;
    }
}
