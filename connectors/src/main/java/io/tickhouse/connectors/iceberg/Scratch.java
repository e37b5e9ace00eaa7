package io.tickhouse.connectors.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;

/** Folders of this process only: a fixed name could belong to another user of the machine. */
final class Scratch {

    private Scratch() {}

    /** A new folder in the first of Flink's, which goes with the process if it is empty then. */
    static Path make(String prefix) {
        String[] folders =
                ConfigurationUtils.parseTempDirectories(GlobalConfiguration.loadConfiguration());
        try {
            Path folder = Files.createTempDirectory(Path.of(folders[0]), prefix);
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
