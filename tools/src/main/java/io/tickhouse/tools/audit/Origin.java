package io.tickhouse.tools.audit;

import java.util.Map;
import java.util.Optional;

/**
 * Tells topics and tables that hold what came from another raw topic. Coordinates do not say of
 * which topic they are: those of a topic that was deleted and made again under its name, and those
 * of a second raw topic, look alike. So the job writes down which raw topic its rows come from, by
 * name and by Kafka's id.
 *
 * @param topic the raw topic that is audited
 * @param id Kafka's id of it
 */
record Origin(String topic, String id) {

    private static final String TOPIC = "tickhouse.source-topic";
    private static final String ID = "tickhouse.source-topic-id";

    /** What is wrong with a table; one that does not say where its rows come from passes. */
    Optional<String> faultOfTable(String table, Map<String, String> properties) {
        return fault("Table " + table, properties.get(TOPIC), properties.get(ID));
    }

    /**
     * What is wrong with a topic.
     *
     * @param from the raw topic that was written down for it, or null
     * @param fromId the id of that, or null
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
