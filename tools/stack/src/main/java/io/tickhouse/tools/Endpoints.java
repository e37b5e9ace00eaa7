package io.tickhouse.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.minio.lake.LakeSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Addresses of the services of a local stack, and the key to its store.
 *
 * @param kafka host:port
 * @param s3 URL
 * @param catalog URL of the Iceberg REST catalog
 * @param flink URL of the Flink REST API and web UI
 * @param pinotController URL, also of the Pinot console
 * @param pinotBroker host:port
 * @param zookeeper host:port
 * @param warehouse URI of the Iceberg warehouse
 * @param streams URL of the Kafka Streams twin's health and metrics
 */
public record Endpoints(
        String kafka,
        String s3,
        String s3AccessKey,
        String s3SecretKey,
        String catalog,
        String flink,
        String pinotController,
        String pinotBroker,
        String zookeeper,
        String warehouse,
        String streams) {

    /** The variables that say to a job, and to a command, where services are. */
    public static final Set<String> VARIABLES =
            Set.of(
                    "KAFKA_BROKERS",
                    "CATALOG_TYPE",
                    "CATALOG_URI",
                    "ICEBERG_WAREHOUSE",
                    "S3_ENDPOINT");

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** The standard ports plus {@code portOffset}, on the loopback interface. */
    public static Endpoints onLoopback(int portOffset) {
        String host = "127.0.0.1:";
        return new Endpoints(
                host + (9092 + portOffset),
                "http://" + host + (9100 + portOffset),
                "minioadmin",
                "minioadmin",
                "http://" + host + (8181 + portOffset),
                "http://" + host + (8081 + portOffset),
                "http://" + host + (9000 + portOffset),
                host + (8099 + portOffset),
                host + (2181 + portOffset),
                "s3://warehouse/",
                "http://" + host + (8080 + portOffset));
    }

    /**
     * Endpoints of the stack that was started in this state directory, or the standard ports if
     * none was.
     *
     * @throws UserError if the file exists but cannot be read
     */
    public static Endpoints rememberedIn(Path home) {
        Path file = file(home);
        if (!Files.exists(file)) {
            return onLoopback(0);
        }
        try {
            return new ObjectMapper().readValue(file.toFile(), Endpoints.class);
        } catch (IOException e) {
            throw UserError.failed(
                    "Cannot read " + file + ": remove it with ./tickhouse clear and start again.",
                    e);
        }
    }

    /** Remembers the endpoints for the commands that follow. */
    public void rememberIn(Path home) throws IOException {
        StateFile.write(file(home), this);
    }

    /** How the catalog and the store of the stack are opened. */
    public LakeSettings lake() {
        return new LakeSettings(
                LakeSettings.Type.REST, catalog, warehouse, s3, s3AccessKey, s3SecretKey, Map.of());
    }

    /**
     * Whether this is the address of the stack's store. The keys go to no other store, and loopback
     * has more than one name.
     */
    public boolean hasStoreAt(String endpoint) {
        if (endpoint.equals(s3)) {
            return true;
        }
        try {
            URI one = URI.create(endpoint);
            URI other = URI.create(s3);
            return one.getPort() == other.getPort()
                    && LOOPBACK.contains(String.valueOf(one.getHost()))
                    && LOOPBACK.contains(String.valueOf(other.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Path file(Path home) {
        return home.resolve("stack.json");
    }

    /** Without the secret: this is what logs and error messages print. */
    @Override
    public String toString() {
        return "kafka " + kafka + ", s3 " + s3 + ", catalog " + catalog + ", flink " + flink;
    }
}
