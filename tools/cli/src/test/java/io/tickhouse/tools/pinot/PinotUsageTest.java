package io.tickhouse.tools.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is refused before Pinot is asked. */
class PinotUsageTest {

    @TempDir private Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apply --flush-rows=0 | --flush-rows and --retention-days are at least 1",
                "apply --retention-days=0 | --flush-rows and --retention-days are at least 1",
                "apply --wait=-1 | --wait at least 0",
                "apply --on-missing-offsets=skip | --on-missing-offsets",
                "status --controller=nowhere | --controller takes a URL such as http://HOST:PORT, not nowhere.",
                "status --controller=localhost:9000 | --controller takes a URL",
            })
    void isRefusedAsBadUsage(String line, String sentence) {
        List<String> arguments = new ArrayList<>(List.of("pinot"));
        arguments.addAll(List.of(line.split(" ")));
        arguments.addAll(List.of("--home", home.toString()));

        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
    }

    @Test
    void aCommandOfPinotMustBeNamed() {
        CommandRun run = CommandRun.of("pinot");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("Say apply, delete or status.");
    }
}
