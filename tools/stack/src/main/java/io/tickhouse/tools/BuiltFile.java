package io.tickhouse.tools;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that the build makes. Its name contains the version, which only the build knows. */
public final class BuiltFile {

    private BuiltFile() {}

    /**
     * The file of the folder whose name matches; empty if it is not built.
     *
     * @param pattern such as jobs-*-all.jar
     */
    public static Optional<Path> in(Path folder, String pattern) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
                for (Path file : files) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }
}
