package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SettledOffsetsTest {

    private static final RawTopic TOPIC =
            new RawTopic("raw", "A", Map.of(0, 7L, 1, 9L), Map.of(0, 10L, 1, 9L));

    @Test
    void aNewPartitionBeginsAtItsFirstRecord() {
        assertThat(
                        new SettledOffsets(TOPIC.starts())
                                .getPartitionOffsets(
                                        List.of(
                                                new TopicPartition("raw", 0),
                                                new TopicPartition("raw", 2)),
                                        null))
                .isEqualTo(
                        Map.of(new TopicPartition("raw", 0), 7L, new TopicPartition("raw", 2), 0L));
    }

    /** Any other strategy overrides the user's setting, and skips records silently. */
    @Test
    @SuppressWarnings("deprecation") // the connector's own signature
    void theConsumerNeverResetsAnOffset() {
        assertThat(new SettledOffsets(TOPIC.starts()).getAutoOffsetResetStrategy())
                .isEqualTo(OffsetResetStrategy.NONE);
    }

    @Test
    void topicThatWasMadeAgainIsNoticedWhileTheJobRuns() {
        RawTopicSubscriber.checkSame(TOPIC, "A");

        assertThatThrownBy(() -> RawTopicSubscriber.checkSame(TOPIC, "B"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("raw was deleted and made again")
                .hasMessageContaining("its id was A and is B");
    }

    @Test
    void kafkasSourceTakesThem() {
        KafkaSourceBuilder<RawRecord> builder =
                KafkaSource.<RawRecord>builder()
                        .setBootstrapServers("localhost:1")
                        .setKafkaSubscriber(new RawTopicSubscriber(TOPIC))
                        .setGroupId("g")
                        .setStartingOffsets(new SettledOffsets(TOPIC.starts()))
                        .setBounded(new SettledOffsets(TOPIC.ends()))
                        .setDeserializer(new RawRecordSchema());

        assertThat(builder.build().getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    }
}
