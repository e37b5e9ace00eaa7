package io.tickhouse.tools.topics;

import io.tickhouse.tools.Settings;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import picocli.CommandLine.Option;

/**
 * Options for the Kafka cluster that a command uses and how to reach it. They are the same for
 * every command, so that all of them can use a secured cluster.
 */
public final class BrokerOption {

    /** How long to wait for an answer: longer than a busy machine or a broker's restart takes. */
    static final int TIMEOUT_MS = 20_000;

    @Option(
            names = {"--kafka-brokers", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            description =
                    "Kafka brokers, several with commas between (default: those of the local"
                            + " stack, 127.0.0.1:9092).")
    private String brokers;

    @Option(
            names = "--kafka-property",
            paramLabel = "KEY=VALUE",
            description =
                    "A property of the Kafka clients, such as security.protocol=SSL; repeatable."
                            + " Secrets belong in a file or in the variable KAFKA_PROPERTY.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description =
                    "Properties of the Kafka clients, a line KEY=VALUE each. The variable"
                            + " KAFKA_PROPERTY and --kafka-property win.")
    private Path file;

    /** The given brokers, or those of the workspace's stack. */
    public String brokers(Workspace workspace) {
        return clientProperties(workspace)
                .getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }

    /**
     * Properties that every client of the command starts from.
     *
     * @throws UserError if the file or the variable cannot be read
     */
    public Properties clientProperties(Workspace workspace) {
        Map<String, String> more =
                Settings.of("--kafka-properties", file, "KAFKA_PROPERTY", properties);
        String address = brokers;
        if (address == null) {
            address = more.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        }
        Properties client = new Properties();
        client.putAll(more);
        client.putAll(clientProperties(address == null ? workspace.endpoints().kafka() : address));
        return client;
    }

    /** Properties for a client that needs only the address. */
    public static Properties clientProperties(String brokers) {
        Properties client = new Properties();
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return client;
    }

    Admin admin(Workspace workspace) {
        return admin(clientProperties(workspace));
    }

    static Admin admin(Properties client) {
        Properties admin = new Properties();
        admin.putAll(client);
        admin.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        admin.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        try {
            return Admin.create(admin);
        } catch (KafkaException e) {
            throw badAddress(client, e);
        }
    }

    /** A client could not be created: the address or a property is wrong. */
    public static UserError badAddress(Properties client, KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return UserError.badUsage(
                "Cannot make a Kafka client for "
                        + client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                        + " ("
                        + cause.getMessage()
                        + "): correct --kafka-brokers or --kafka-property.");
    }

    /** No broker answers at the address. */
    public static UserError unreachable(Properties client, Throwable cause) {
        return UserError.outage(
                "Kafka does not answer at "
                        + client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                        + ": start it with ./tickhouse up, name another with --kafka-brokers, or,"
                        + " if it is secured, say how with --kafka-properties.",
                cause);
    }

    /** Kafka refused. If the reason is who asks, the message explains that. */
    public static UserError refused(Properties client, String what, Throwable cause) {
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return UserError.failed(
                    "Kafka at "
                            + client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                            + " does not let this command "
                            + what
                            + " ("
                            + cause.getMessage()
                            + "): give the user and its rights with --kafka-properties FILE or the"
                            + " variable KAFKA_PROPERTY.",
                    cause);
        }
        return UserError.failed("Kafka refused to " + what + ": " + cause.getMessage(), cause);
    }
}
