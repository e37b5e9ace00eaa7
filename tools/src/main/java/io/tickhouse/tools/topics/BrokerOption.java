package io.tickhouse.tools.topics;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Option;

/** Which Kafka cluster a command talks to, and how it reaches it. */
public final class BrokerOption {

    /** How long an answer is waited for: longer than a busy machine or a broker's restart takes. */
    static final int TIMEOUT_MS = 20_000;

    @Option(
            names = {"--kafka-brokers", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            description = "Kafka brokers (default: those of the local stack, 127.0.0.1:9092).")
    private String brokers;

    @Option(
            names = "--kafka-property",
            paramLabel = "KEY=VALUE",
            description = "A Kafka client property, such as security.protocol=SSL; repeatable.")
    private Map<String, String> properties = Map.of();

    /** What was asked for, or what the stack under the workspace was started with. */
    public String brokers(Workspace workspace) {
        return brokers == null ? workspace.endpoints().kafka() : brokers;
    }

    /** Properties that every client of the command starts from. */
    public Properties clientProperties(Workspace workspace) {
        Properties client = clientProperties(brokers(workspace));
        client.putAll(properties);
        return client;
    }

    /** Properties of a client that only needs the address. */
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

    /** A client could not even be made: the address or a property is wrong. */
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
        return UserError.failed(
                "Kafka does not answer at "
                        + client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                        + ": start it with ./tickhouse up, or name another with --kafka-brokers.",
                cause);
    }
}
