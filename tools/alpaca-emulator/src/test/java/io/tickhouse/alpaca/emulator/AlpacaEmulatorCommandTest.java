package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** What the command refuses; without the refusal it would serve for ever. */
@Timeout(20)
class AlpacaEmulatorCommandTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "--port=70000, --port must be from 0 to 65535.",
        "--port=-1, --port must be from 0 to 65535.",
        "--storm=-3, --storm must be 0 or more.",
        "--buffer=4096, --buffer must be from 1 to 2047.",
        "--requests-per-minute=-1, --requests-per-minute must be 0 or more.",
        "--latest=1, --latest must be from 2 to 3600",
        "--day-length=0, --day-length must be more than 0",
        "--day-length=1e12, --day-length must be more than 0",
        "--zombie-hold=1e12, --zombie-hold must be from 0",
        "--opens-at=9999-01-01T00:00:00Z, --opens-at must be between 1971 and 2200.",
        "--session=2500-01-01, --session must be between 1971 and 2200.",
        "--faults=no-such-file.yaml, There is no file no-such-file.yaml"
    })
    void refusesWhatCannotBe(String option, String message) {
        refuses(message, "--port=0", option);
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refuses(
                    "Cannot listen on port " + taken.getLocalPort(),
                    "--port=" + taken.getLocalPort());
        }
    }

    @Test
    void refusesAPlanThatIsNotYaml() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), "- {kind: reset");
        refuses(plan + " is not valid YAML: correct it.", "--port=0", "--faults=" + plan);
        refuses("Cannot read " + folder, "--port=0", "--faults=" + folder);
    }

    private static void refuses(String message, String... args) {
        StringWriter err = new StringWriter();
        int code =
                new CommandLine(new AlpacaEmulatorCommand())
                        .setOverwrittenOptionsAllowed(true)
                        .setErr(new PrintWriter(err))
                        .execute(args);
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }
}
