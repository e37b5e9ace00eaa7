package io.tickhouse.jobs.options;

import io.tickhouse.kafka.topics.PropertyList;
import io.tickhouse.kafka.topics.TopicRules;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Option;

/** Where Kafka is; the same for every job. */
public final class KafkaOptions {

    @Option(
            names = "--kafka-brokers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:KAFKA_BROKERS:-localhost:9092}",
            description = "Kafka bootstrap servers.")
    public String brokers;

    @Option(
            names = "--kafka-property",
            paramLabel = "KEY=VALUE",
            split = PropertyList.COMMA,
            splitSynopsisLabel = ",",
            description = "Any property of the Kafka clients; can be repeated.")
    private Map<String, String> properties = new LinkedHashMap<>();

    public Map<String, String> properties() {
        return OptionTypes.orEnvironment(properties, "KAFKA_PROPERTY");
    }

    /** What is to be seen to before the job starts. */
    public TopicRules topics() {
        Map<String, String> client = new HashMap<>(properties());
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return new TopicRules(client, "--kafka-brokers", Warnings::print);
    }
}
