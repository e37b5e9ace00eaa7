package io.tickhouse.streams;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Of the app and of the Kafka Streams in it, as the build wrote them down. */
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
