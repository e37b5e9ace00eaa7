package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRecordTest {

    @TempDir private Path folder;

    @Test
    void readsBackWhatItWroteAndFindsTheProcess() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        try {
            ProcessRecord record = ProcessRecord.of(process.toHandle(), "600");
            Path file = folder.resolve("x.pid");
            record.write(file);

            assertThat(ProcessRecord.read(file)).contains(record);
            assertThat(record.process()).contains(process.toHandle());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aDeadProcessIsNotFound() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        ProcessRecord record = ProcessRecord.of(process.toHandle(), "600");
        process.destroyForcibly().waitFor();

        assertThat(record.process()).isEmpty();
    }

    @Test
    void aRecycledPidIsNotOurs() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        try {
            ProcessRecord now = ProcessRecord.of(process.toHandle(), "600");
            ProcessRecord earlier =
                    new ProcessRecord(now.pid(), now.started().minusSeconds(60), "600");
            ProcessRecord another =
                    new ProcessRecord(now.pid(), now.started(), "/home/of/another/stack/");

            assertThat(earlier.process()).isEmpty();
            assertThat(another.process()).isEmpty();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** A service that is started through another program does this. */
    @Test
    void aProcessIsFoundWhileItBecomesAnotherProgram() throws Exception {
        String again = "exec sh -c \"$0\" \"$0\" 600";
        Process process = new ProcessBuilder("sh", "-c", again, again, "600").start();
        try {
            ProcessRecord record = ProcessRecord.of(process.toHandle(), "600");
            for (int i = 0; i < 5000; i++) {
                assertThat(record.process()).as("look " + i).isPresent();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aMissingOrDamagedFileNamesNobody() throws IOException {
        Path file = folder.resolve("x.pid");
        assertThat(ProcessRecord.read(file)).isEqualTo(Optional.empty());

        Files.writeString(file, "12\nyesterday\nx\n");
        assertThat(ProcessRecord.read(file)).isEqualTo(Optional.empty());

        Files.writeString(file, "1");
        assertThat(ProcessRecord.read(file)).isEqualTo(Optional.empty());
    }
}
