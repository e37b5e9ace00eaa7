package io.tickhouse.tools.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, and the program that it starts with a class path of its own. */
class LakeSqlITCase {

    @TempDir private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    /** A Hadoop catalog is only folders. */
    @BeforeEach
    void makeADatabase() throws IOException {
        Files.createDirectories(folder.resolve("warehouse/db"));
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(JavaProgram.path());
        command.add("-Dtickhouse.root=" + Path.of("../..").toRealPath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "lake", "sql", "--catalog-type=hadoop"));
        command.add("--iceberg-warehouse=" + folder.resolve("warehouse").toUri());
        command.add("--home=" + folder.resolve("home"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        int exitCode =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start()
                        .waitFor();
        return new Ended(
                exitCode,
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void rowsGoToStandardOutput() throws Exception {
        Ended ended = run("-e", "SHOW DATABASES; SELECT 1 + 1 AS n", "--format", "csv");

        assertThat(ended.out()).isEqualTo("database name\r\ndb\r\nn\r\n2\r\n");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void aFailureIsOneSentenceAndTheExitCode() throws Exception {
        Ended ended = run("-e", "CALL system.rewrite_data_files('db.t')");

        assertThat(ended.err().lines().filter(line -> !line.startsWith("Picked up")))
                .containsExactly(
                        "rewrite_data_files is a command here: ./tickhouse lake compact --home "
                                + folder.resolve("home")
                                + " --help tells how.");
        assertThat(ended.exitCode()).isEqualTo(2);
    }
}
