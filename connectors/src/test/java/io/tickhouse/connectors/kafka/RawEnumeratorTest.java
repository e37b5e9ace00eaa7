package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.kafka.topics.MissingOffsets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A state continues in the job that it belongs to, and in no other. */
class RawEnumeratorTest {

    private static final StateOwner OURS =
            new StateOwner(
                    Map.of(
                            "source topic", "raw",
                            "id of the source topic", "A",
                            "destination topic", "flat",
                            "Iceberg table", "db.flat"));

    private final RawEnumerator.Serializer serializer = new RawEnumerator.Serializer();

    @Test
    void ownStateGoesOn() {
        assertThat(refusal(OURS, "raw")).isNull();
    }

    @Test
    void stateOfAnotherSourceTopicIsRefused() {
        assertThat(refusal(new StateOwner(Map.of("source topic", "other")), "other"))
                .hasMessageContaining("its source topic is other, that of this job is raw");
    }

    @Test
    void stateOfATopicThatWasMadeAgainIsRefused() {
        assertThat(refusal(new StateOwner(Map.of("id of the source topic", "B")), "raw"))
                .hasMessageContaining("its id of the source topic is B, that of this job is A");
    }

    @Test
    void stateOfAnotherDestinationIsRefused() {
        assertThat(refusal(new StateOwner(Map.of("Iceberg table", "db.other")), "raw"))
                .hasMessageContaining("its Iceberg table is db.other, that of this job is db.flat");
    }

    @Test
    void aJobMayWriteToFewerPlacesThanBefore() {
        assertThat(refusal(OURS.with("dead letter topic", "dead"), "raw")).isNull();
        assertThat(refusal(new StateOwner(Map.of("source topic", "raw")), "raw")).isNull();
    }

    @Test
    void stateOfBeforeOwnersIsKnownByItsSplits() {
        assertThat(refusal(null, "raw")).isNull();
        assertThat(refusal(null, "other")).hasMessageContaining("source topic is other");
    }

    @Test
    void refusalComesAtTheStart() {
        RawEnumerator enumerator = new RawEnumerator(null, null, OURS, false, new Refusal("no"));

        assertThatThrownBy(enumerator::start).isInstanceOf(Refusal.class).hasMessage("no");
    }

    /** Kafka's own enumerator says so only when it finds partitions; here they are in the state. */
    @Test
    void aJobThatIsToEndEndsAfterARestoreToo() throws Exception {
        TestingSplitEnumeratorContext<KafkaPartitionSplit> context =
                new TestingSplitEnumeratorContext<>(1);
        context.registerReader(0, "host");
        KafkaSource<RawRecord> kafka =
                KafkaSource.<RawRecord>builder()
                        .setBootstrapServers("localhost:1")
                        .setTopics("raw")
                        .setGroupId("g")
                        .setBounded(new SettledOffsets(Map.of(0, 9L)))
                        .setDeserializer(new RawRecordSchema())
                        .build();
        RawTopic topic = new RawTopic("raw", "A", Map.of(0, 0L), Map.of(0, 9L));
        RawSource<RawRecord> source =
                new RawSource<>(kafka, new Properties(), topic, OURS, MissingOffsets.FAIL, null);

        source.restoreEnumerator(context, new RawEnumerator.State(OURS, kafka("raw"))).addReader(0);

        assertThat(context.getSplitAssignments().get(0).hasReceivedNoMoreSplitsSignal()).isTrue();
    }

    @Test
    void stateComesBack() throws IOException {
        byte[] bytes = serializer.serialize(new RawEnumerator.State(OURS, kafka("raw")));

        RawEnumerator.State state = serializer.deserialize(serializer.getVersion(), bytes);

        assertThat(state.owner()).isEqualTo(OURS);
        assertThat(state.kafka().assignedSplits()).isEqualTo(kafka("raw").assignedSplits());
    }

    @Test
    void stateOfKafkasOwnSourceComesBack() throws IOException {
        KafkaSourceEnumStateSerializer old = new KafkaSourceEnumStateSerializer();

        RawEnumerator.State state =
                serializer.deserialize(old.getVersion(), old.serialize(kafka("raw")));

        assertThat(state.owner()).isNull();
        assertThat(state.kafka().assignedSplits()).isEqualTo(kafka("raw").assignedSplits());
        assertThat(serializer.getVersion()).isNotEqualTo(old.getVersion());
    }

    private static Refusal refusal(StateOwner restored, String topic) {
        return RawEnumerator.refusal(OURS, new RawEnumerator.State(restored, kafka(topic)));
    }

    private static KafkaSourceEnumState kafka(String topic) {
        return new KafkaSourceEnumState(
                Set.copyOf(List.of(new KafkaPartitionSplit(new TopicPartition(topic, 0), 7))),
                Set.of(),
                true);
    }
}
