package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltFileTest {

    @TempDir private Path folder;

    @Test
    void isFoundWhateverItsVersion() throws IOException {
        Path jar = Files.createFile(folder.resolve("jobs-1.2-SNAPSHOT-all.jar"));
        Files.createFile(folder.resolve("jobs-1.2-SNAPSHOT.jar"));

        assertThat(BuiltFile.in(folder, "jobs-*-all.jar")).hasValue(jar);
    }

    @Test
    void isMissingBeforeTheBuild() throws IOException {
        assertThat(BuiltFile.in(folder, "jobs-*-all.jar")).isEmpty();
        assertThat(BuiltFile.in(folder.resolve("target"), "jobs-*-all.jar")).isEmpty();
    }
}
