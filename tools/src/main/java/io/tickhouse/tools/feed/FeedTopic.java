package io.tickhouse.tools.feed;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic that a feed writes to. */
final class FeedTopic {

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private FeedTopic() {}

    /**
     * Creates the topic unless it is there, and returns how many partitions it has.
     *
     * @throws UserError when no broker answers within ten seconds, or it refuses
     */
    static int ensure(String brokers, String topic, int partitions, int replicationFactor) {
        try (Admin admin = admin(brokers)) {
            Optional<Integer> existing = partitions(admin, topic);
            if (existing.isPresent()) {
                return existing.get();
            }
            create(admin, topic, partitions, replicationFactor);
            return partitions;
        } catch (ExecutionException e) {
            throw explained(e.getCause(), brokers, topic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted before topic " + topic + " was ready.", e);
        }
    }

    private static Admin admin(String brokers) {
        try {
            return Admin.create(
                    Map.of(
                            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                            brokers,
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                            (int) PATIENCE.toMillis(),
                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            (int) PATIENCE.toMillis() / 2));
        } catch (KafkaException e) {
            throw UserError.badUsage(
                    "No broker address in '" + brokers + "': --kafka-brokers takes HOST:PORT.");
        }
    }

    private static Optional<Integer> partitions(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        try {
            return Optional.of(
                    admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic)
                            .partitions()
                            .size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void create(Admin admin, String topic, int partitions, int replicationFactor)
            throws ExecutionException, InterruptedException {
        NewTopic wanted = new NewTopic(topic, partitions, (short) replicationFactor);
        try {
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static UserError explained(Throwable cause, String brokers, String topic) {
        if (cause instanceof TimeoutException) {
            return UserError.failed(
                    "No Kafka broker answers at "
                            + brokers
                            + ": start the stack with ./tickhouse up, or name another with"
                            + " --kafka-brokers.",
                    cause);
        }
        return UserError.failed(
                "Kafka at " + brokers + " refuses topic " + topic + ": " + cause.getMessage(),
                cause);
    }
}
