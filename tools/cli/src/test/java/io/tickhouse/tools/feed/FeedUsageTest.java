package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is refused before anything is sent. */
class FeedUsageTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--kinds=ticks | --kinds takes trades, quotes",
                "--timestamps=iso | --timestamps takes rfc3339 or ms, not iso.",
                "--start-time=noon | --start-time takes a time such as 2026-03-02T14:30:00Z, not"
                        + " noon.",
                "--corrupt=1.5 | --corrupt",
                "--quotes=1 | --quotes is a share from 0 to below 1, as 0.2.",
                "--quotes=some | --quotes",
                "--quotes=0.2 --kinds=trades,quotes | leave quotes out of --kinds.",
                "--bars --kinds=trades,bars | --kinds must have trades and not bars.",
                "--bars --kinds=quotes | --kinds must have trades and not bars.",
                "--tape --kinds=trades,bars | --kinds must have trades and not bars.",
                "--quotes=0.2 --kinds=clocks | --kinds must have more than clocks.",
                "--late=0.1 | add --tape.",
                "--tape --late=2 | --late is a share from 0 to 1, as 0.004.",
                "--batch-size=0 | --batch-size",
                "--rate=fast | --rate",
            })
    void theGeneratorRefuses(String options, String sentence) {
        CommandRun run = run(("generate " + options).split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--batch-size=0 | must be 1 or more.",
                "--partitions=0 | must be 1 or more.",
                "--speed=fast | --speed takes 1x, 10x, 0.5x or max, not fast.",
                "--speed=0x | --speed takes 1x, 10x, 0.5x or max, not 0x.",
                "--speed=-1 | --speed takes 1x, 10x, 0.5x or max, not -1.",
                "--on-bad-row=ignore | --on-bad-row takes report, skip or fail, not ignore.",
                "--zone=Mars/Olympus | --zone",
                "--decimal=dot | --decimal",
                "--format=nothing | --format",
            })
    void theReplayRefuses(String option, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve("x.ndjson"), "{}\n");

        CommandRun run = run("replay", file.toString(), option);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
    }

    private CommandRun run(String... line) {
        List<String> arguments = new ArrayList<>(List.of(line));
        arguments.addAll(List.of("--home", folder.toString()));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
