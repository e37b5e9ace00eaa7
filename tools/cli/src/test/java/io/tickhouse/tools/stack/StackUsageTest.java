package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is refused before a service is prepared or started. */
class StackUsageTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | up kafak | There is no service kafak: choose one of kafka, s3,",
                "2 | up --without s3 | catalog needs s3",
                "2 | up --port-offset=-1 | --port-offset must be between 0 and",
                "2 | up --port-offset=70000 | --port-offset must be between 0 and",
                "2 | up --object-store=ceph | --object-store",
                "2 | logs kafak | There is no service kafak",
                "2 | logs kafka -n -1 | --lines is 0 or more, not -1.",
                "1 | logs kafka | There are no logs in",
                "1 | logs | start it with ./tickhouse up --home",
                "2 | down --now | --now",
            })
    void isRefusedWithTheRemedy(int exitCode, String line, String sentence) {
        Path home = folder.resolve("home");
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of("--home", home.toString()));

        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(run.err()).contains(sentence);
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(home).doesNotExist();
    }

    @Test
    void linesOfSeveralServicesHaveTheirNames() throws IOException {
        for (String service : List.of("jobmanager", "taskmanager")) {
            Path log = folder.resolve(service).resolve(service + ".log");
            Files.createDirectories(log.getParent());
            Files.writeString(log, service + " said\n");
        }

        assertThat(logs("taskmanager")).containsExactly("taskmanager said");
        assertThat(logs("flink"))
                .containsExactly("jobmanager  | jobmanager said", "taskmanager | taskmanager said");
        assertThat(logs("kafka", "taskmanager")).containsExactly("taskmanager | taskmanager said");
    }

    private List<String> logs(String... services) {
        List<String> arguments = new ArrayList<>(List.of("logs", "--home", folder.toString()));
        arguments.addAll(List.of(services));
        return CommandRun.of(arguments.toArray(String[]::new)).out().lines().toList();
    }
}
