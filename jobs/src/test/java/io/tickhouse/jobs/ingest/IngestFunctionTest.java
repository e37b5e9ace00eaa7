package io.tickhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What a restored ingest job does when its topic has changed. */
@SuppressWarnings("try") // the harness may be interrupted while it closes
class IngestFunctionTest {

    @Test
    void symbolsStayInTheirPartitionWhenTheTopicHasGrown() throws Exception {
        List<Integer> before = partitions(new IngestJob.Target("raw", 3, 1 << 20), null);

        assertThat(partitions(new IngestJob.Target("raw", 12, 1 << 20), state("raw", 3)))
                .isEqualTo(before);
        // Without state it uses all partitions.
        assertThat(partitions(new IngestJob.Target("raw", 12, 1 << 20), null)).isNotEqualTo(before);
    }

    @Test
    void theStateOfAnotherTopicIsRefused() {
        assertThatThrownBy(
                        () -> partitions(new IngestJob.Target("raw", 3, 1 << 20), state("old", 3)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("its topic is old, that of this job is raw");
    }

    @Test
    void aTopicWithFewerPartitionsIsRefused() {
        assertThatThrownBy(
                        () -> partitions(new IngestJob.Target("raw", 2, 1 << 20), state("raw", 3)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("had 3 partitions and has 2");
    }

    private static OperatorSubtaskState state(String topic, int partitions) throws Exception {
        try (OneInputStreamOperatorTestHarness<FeedRecord, TopicRecord> harness =
                harness(new IngestJob.Target(topic, partitions, 1 << 20))) {
            harness.open();
            return harness.snapshot(1, 1);
        }
    }

    /** The partitions that some symbols go to. */
    private static List<Integer> partitions(IngestJob.Target target, OperatorSubtaskState state)
            throws Exception {
        try (OneInputStreamOperatorTestHarness<FeedRecord, TopicRecord> harness = harness(target)) {
            if (state != null) {
                harness.initializeState(state);
            }
            harness.open();
            for (String symbol : List.of("AAPL", "MSFT", "SPY", "QQQ", "TSLA", "NVDA")) {
                FeedRecord record = new FeedRecord();
                record.frame = "[{}]".getBytes(StandardCharsets.UTF_8);
                record.symbols = new String[] {symbol};
                record.spans = new int[] {1, 3};
                harness.processElement(record, 0);
            }
            return harness.extractOutputValues().stream().map(array -> array.partition).toList();
        }
    }

    private static OneInputStreamOperatorTestHarness<FeedRecord, TopicRecord> harness(
            IngestJob.Target target) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new IngestFunction(target)));
    }
}
