package io.tickhouse.tools.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.UserError;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Tests that a user learns the remedy, and only a broker's outage is worth waiting for. */
class BrokerWordsTest {

    private final Properties client = BrokerOption.clientProperties("far:9092");

    @Test
    void aBrokerThatDoesNotAnswerMayComeBack() {
        UserError error = BrokerOption.unreachable(client, new RuntimeException("timed out"));

        assertThat(error.isOutage()).isTrue();
        assertThat(error)
                .hasMessageContaining("far:9092")
                .hasMessageContaining("--kafka-brokers")
                .hasMessageContaining("--kafka-properties")
                .hasRootCauseMessage("timed out");
    }

    @Test
    void whoHasNoRightsIsToldHowToGiveThem() {
        for (Exception cause :
                new Exception[] {
                    new TopicAuthorizationException("Not authorized to access topics"),
                    new SaslAuthenticationException("Not authorized to access topics")
                }) {
            UserError error = BrokerOption.refused(client, "read t", cause);

            assertThat(error.isOutage()).isFalse();
            assertThat(error)
                    .hasMessageStartingWith(
                            "Kafka at far:9092 does not let this command read t (Not authorized to"
                                    + " access topics)")
                    .hasMessageContaining("KAFKA_PROPERTY");
        }
    }

    @Test
    void anotherRefusalSaysItsReason() {
        assertThat(BrokerOption.refused(client, "make t", new InvalidTopicException("a name")))
                .hasMessage("Kafka refused to make t: a name");
    }

    @Test
    void anAddressThatIsNoneIsNamedWithItsInnermostReason() {
        assertThat(
                        BrokerOption.badAddress(
                                client,
                                new KafkaException(
                                        "Failed to construct", new ConfigException("no port"))))
                .hasMessage(
                        "Cannot make a Kafka client for far:9092 (no port): correct"
                                + " --kafka-brokers or --kafka-property.");
        assertThat(BrokerOption.badAddress(client, new KafkaException("alone")))
                .hasMessageContaining("(alone)");
    }

    @Test
    void aClientThatNeedsOnlyTheAddressHasNothingElse() {
        assertThat(client).hasSize(1).containsEntry("bootstrap.servers", "far:9092");
    }
}
