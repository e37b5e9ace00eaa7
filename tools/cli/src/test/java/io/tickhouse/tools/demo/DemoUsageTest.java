package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is refused before anything is started. */
class DemoUsageTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trades=-1 | --trades must be 0 or more.",
                "--rate=0 | --rate must be 1 or more.",
                "--corrupt=0.6 | --corrupt must be 0 to 0.5.",
                "--corrupt=-0.1 | --corrupt must be 0 to 0.5.",
                "--corrupt=NaN | --corrupt must be 0 to 0.5.",
                "--exit | --exit needs an end: add --trades 200000, say.",
                "--faults=plan | --faults needs --source alpaca-emulator.",
                "--source=alpaca-emulator --corrupt=0.1 | --corrupt is for --source generator.",
                "--with-streams --delivery=at-least-once | may repeat rows",
                "--source=nasdaq | --source",
            })
    void isRefusedAsBadUsage(String options, String sentence) {
        Path home = folder.resolve("home");
        List<String> arguments = new ArrayList<>(List.of("demo", "--home", home.toString()));
        arguments.addAll(List.of(options.split(" ")));

        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
        assertThat(home).doesNotExist();
    }
}
