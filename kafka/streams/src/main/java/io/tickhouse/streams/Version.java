package io.tickhouse.streams;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of the app and of its Kafka Streams, as the build recorded them. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties versions = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/version.properties")) {
            versions.load(in);
        }
        return new String[] {
            "flatten-streams "
                    + versions.getProperty("version")
                    + " (Kafka Streams "
                    + versions.getProperty("kafka")
                    + ")"
        };
    }
}
