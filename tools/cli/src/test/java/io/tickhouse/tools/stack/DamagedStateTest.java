package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the remedy that commands name when they cannot read the state directory. */
class DamagedStateTest {

    @TempDir private Path folder;

    @Test
    void itsServicesAreStoppedAndItIsRemoved() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve("layout.json"), "{");
        Files.writeString(home.resolve("stack.json"), "");
        Process service = service(home);
        try {
            assertThat(CommandRun.of("clear", "--yes", "--home", home.toString()).exitCode())
                    .isZero();

            assertThat(service.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(home).doesNotExist();
        } finally {
            service.destroyForcibly();
        }
    }

    private static Process service(Path home) throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        Files.createDirectories(home.resolve("kafka"));
        ProcessRecord.of(process.toHandle(), "sleep").write(home.resolve("kafka/kafka.pid"));
        return process;
    }
}
