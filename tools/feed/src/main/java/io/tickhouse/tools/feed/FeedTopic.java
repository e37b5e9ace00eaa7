package io.tickhouse.tools.feed;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.topics.BrokerOption;
import io.tickhouse.tools.topics.TopicAdmin;
import io.tickhouse.tools.topics.TopicDefinition;
import java.util.Properties;

/** The topic that a feed writes to. */
final class FeedTopic {

    private FeedTopic() {}

    /**
     * Creates the topic if it does not exist, and returns its number of partitions.
     *
     * @throws UserError if no broker answers, or the broker refuses
     */
    static int ensure(String brokers, String topic, int partitions, int replicationFactor) {
        return ensure(BrokerOption.clientProperties(brokers), topic, partitions, replicationFactor);
    }

    /** The same on the cluster of these client properties. */
    static int ensure(Properties client, String topic, int partitions, int replicationFactor) {
        try (TopicAdmin admin = new TopicAdmin(client)) {
            int existing = admin.partitions(topic);
            if (existing > 0) {
                return existing;
            }
            admin.create(TopicDefinition.bare(topic, partitions, (short) replicationFactor));
            return partitions;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted before topic " + topic + " was ready.", e);
        }
    }
}
