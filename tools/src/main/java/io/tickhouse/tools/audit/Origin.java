package io.tickhouse.tools.audit;

import java.util.Map;
import java.util.Optional;

/**
 * Detects topics and tables that hold rows of another raw topic. Coordinates do not name their
 * topic: they look alike for a second raw topic, and for a topic that was deleted and created again
 * under its name. So the job records which raw topic its rows come from, by name and by Kafka's id.
 *
 * @param topic the raw topic that is audited
 * @param id Kafka's id of it
 */
record Origin(String topic, String id) {

    private static final String TOPIC = "tickhouse.source-topic";
    private static final String ID = "tickhouse.source-topic-id";

    /** What is wrong with a table. A table that does not record its raw topic passes. */
    Optional<String> faultOfTable(String table, Map<String, String> properties) {
        return fault("Table " + table, properties.get(TOPIC), properties.get(ID));
    }

    /**
     * What is wrong with a topic.
     *
     * @param from the raw topic recorded for it, or null
     * @param fromId the id of that raw topic, or null
     */
    Optional<String> faultOfTopic(String destination, String from, String fromId) {
        return fault("Topic " + destination, from, fromId);
    }

    private Optional<String> fault(String what, String from, String fromId) {
        if (from != null && !from.equals(topic)) {
            return Optional.of(
                    "%s holds what came from topic %s, not from %s, and coordinates of both look"
                                    .formatted(what, from, topic)
                            + " alike: audit it with --source-topic "
                            + from
                            + ", or name what belongs to "
                            + topic
                            + ".");
        }
        if (fromId != null && !fromId.equals(id)) {
            return Optional.of(
                    "%s holds what came from an earlier topic %s (id %s), which was deleted and made"
                                    .formatted(what, topic, fromId)
                            + " again since (id %s): coordinates of both look alike."
                                    .formatted(id));
        }
        return Optional.empty();
    }
}
