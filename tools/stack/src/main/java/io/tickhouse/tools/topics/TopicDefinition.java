package io.tickhouse.tools.topics;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashMap;
import java.util.Map;

/**
 * One topic of the topic file: settings for the broker, and facts for a reader of the topic.
 *
 * @param config topic configuration, with the broker's names
 */
public record TopicDefinition(
        @JsonProperty(required = true) String name,
        @JsonProperty String description,
        @JsonProperty(required = true) int partitions,
        @JsonProperty(value = "replication-factor", required = true) short replicationFactor,
        @JsonProperty String key,
        @JsonProperty String value,
        @JsonProperty String headers,
        @JsonProperty Map<String, String> config) {

    public TopicDefinition {
        config = config == null ? Map.of() : Map.copyOf(config);
    }

    /** A topic that is not in a file, with only its name and size. */
    public static TopicDefinition bare(String name, int partitions, short replicationFactor) {
        return new TopicDefinition(name, "", partitions, replicationFactor, "", "", "", Map.of());
    }

    /** The same with other numbers if given, and with additional configuration. */
    TopicDefinition with(Integer partitions, Short replicationFactor, Map<String, String> config) {
        Map<String, String> merged = new HashMap<>(this.config);
        merged.putAll(config);
        return new TopicDefinition(
                name,
                description,
                partitions == null ? this.partitions : partitions,
                replicationFactor == null ? this.replicationFactor : replicationFactor,
                key,
                value,
                headers,
                merged);
    }
}
