package io.tickhouse.connectors.kafka;

import io.tickhouse.kafka.topics.MissingOffsets;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

/**
 * A topic as a source, raw or flattened: Kafka's own source with three checks around it.
 *
 * <p>Guarantee: every committed record of the one topic, from where the job began, comes once.
 * Otherwise the job fails with the reason. {@link RawTopicSubscriber} checks that the topic is
 * still the same, {@link RawEnumerator} that the state is of this job, and {@link RawReader} that
 * every offset is still there.
 */
final class RawSource<T>
        implements Source<T, KafkaPartitionSplit, RawEnumerator.State>,
                ResultTypeQueryable<T>,
                LineageVertexProvider {

    static final String SOURCE_TOPIC = "source topic";

    private static final long serialVersionUID = 1L;

    private final KafkaSource<T> kafka;
    private final Properties client;
    private final RawTopic topic;
    private final StateOwner owner;
    private final MissingOffsets onMissing;
    private final String group;

    /**
     * @param client how to reach the broker
     * @param group under which progress is reported, or null
     */
    RawSource(
            KafkaSource<T> kafka,
            Properties client,
            RawTopic topic,
            StateOwner destinations,
            MissingOffsets onMissing,
            String group) {
        this.kafka = kafka;
        this.client = client;
        this.topic = topic;
        this.owner =
                destinations
                        .with(SOURCE_TOPIC, topic.name())
                        .with("id of the source topic", topic.id());
        this.onMissing = onMissing;
        this.group = group;
    }

    @Override
    public Boundedness getBoundedness() {
        return kafka.getBoundedness();
    }

    @Override
    public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
            throws Exception {
        return new RawReader<>(
                kafka.createReader(context),
                client,
                getBoundedness() == Boundedness.BOUNDED ? topic.ends() : Map.of(),
                onMissing,
                context.metricGroup().counter("offsetsSkipped"),
                group);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, RawEnumerator.State> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        return new RawEnumerator(kafka.createEnumerator(context), context, owner, false, null);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, RawEnumerator.State> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, RawEnumerator.State state)
            throws Exception {
        return new RawEnumerator(
                kafka.restoreEnumerator(context, state.kafka()),
                context,
                owner,
                getBoundedness() == Boundedness.BOUNDED && state.kafka().initialDiscoveryFinished(),
                RawEnumerator.refusal(owner, state));
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return kafka.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<RawEnumerator.State> getEnumeratorCheckpointSerializer() {
        return new RawEnumerator.Serializer();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return kafka.getProducedType();
    }

    @Override
    public SourceLineageVertex getLineageVertex() {
        return kafka.getLineageVertex();
    }
}
