package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

    @TempDir private Path folder;

    @Test
    void aTreeIsRemovedButNotWhatItsLinksNameOutside() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "x");
        Path tree = Files.createDirectories(folder.resolve("tree/deep/deeper"));
        Files.writeString(tree.resolve("file"), "x");
        Files.createSymbolicLink(tree.resolve("link"), outside);

        Launcher.deleteTree(folder.resolve("tree"));

        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void whatIsNotThereIsRemovedAlready() throws IOException {
        Launcher.deleteTree(folder.resolve("none"));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void othersOfTheMachineCannotReadAFolderOfTheStore() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        Path made = folder.resolve("s3/data/warehouse");

        Launcher.createPrivate(made);
        Launcher.createPrivate(made);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }
}
