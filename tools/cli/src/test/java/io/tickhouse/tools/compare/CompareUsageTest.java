package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is refused before any service is asked. */
class CompareUsageTest {

    @TempDir private Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | SIDE",
                "a a | a is named twice",
                "a oracle: | A side is [oracle:]",
                "a iceberg:t | A table reads iceberg:",
                "iceberg:db.t iceberg:local.db.t | iceberg:db.t and iceberg:local.db.t are one table,",
                "a b_quotes | --kind",
                "a b --kind=ticks | --kind is one of trades, quotes, bars,",
                "a b --show=-1 | --show takes a number, 0 or more, not -1.",
                "a b --wait=10000000000 | --wait takes seconds, 0 to 31536000, not 10000000000.",
                "a b --wait=-1 | --wait takes seconds, 0 to 31536000, not -1.",
                "a b --min-time=noon | --min-time",
                "a iceberg:db.t --catalog-type=hive | rest, jdbc, hadoop",
                "a b --kafka-brokers=nonsense | correct --kafka-brokers",
            })
    void isRefusedAsBadUsage(String line, String sentence) {
        List<String> arguments = new ArrayList<>(List.of("compare", "--home", home.toString()));
        arguments.addAll(List.of(line.split(" ")));

        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
        assertThat(run.out()).isEmpty();
    }
}
