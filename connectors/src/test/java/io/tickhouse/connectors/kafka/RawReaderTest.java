package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.kafka.topics.MissingOffsets;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.executiongraph.failover.ExecutionFailureHandler;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens with an offset that Kafka no longer has. */
class RawReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("e4_raw", 0);

    @ParameterizedTest(name = "{0} of {1} to {2}")
    @CsvSource({"10,0,110", "50,50,110", "110,50,110", "110,110,110", "0,0,0"})
    void offsetThatIsThereIsTaken(long wanted, long oldest, long end) {
        for (MissingOffsets onMissing : MissingOffsets.values()) {
            assertThat(RawReader.start(PARTITION, wanted, oldest, end, onMissing))
                    .isEqualTo(wanted);
        }
    }

    @Test
    void offsetsThatRetentionTookAreNamed() {
        assertThatThrownBy(() -> RawReader.start(PARTITION, 10, 50, 110, MissingOffsets.FAIL))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Offsets 10 to 49 of e4_raw-0 are gone")
                .hasMessageContaining("--on-missing-offsets earliest goes on with the oldest, 50");
    }

    @Test
    void offsetsThatRetentionTookAreLeftOutOnDemand() {
        assertThat(RawReader.start(PARTITION, 10, 50, 110, MissingOffsets.EARLIEST)).isEqualTo(50);
    }

    @Test
    void offsetBeyondTheEndIsNeverPassedOver() {
        for (MissingOffsets onMissing : MissingOffsets.values()) {
            assertThatThrownBy(() -> RawReader.start(PARTITION, 110, 0, 15, onMissing))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Offset 110 of e4_raw-0 is beyond its end, 15");
        }
    }

    @Test
    void partitionThatCameLaterIsReadFromItsFirstRecord() {
        long earliest = KafkaPartitionSplit.EARLIEST_OFFSET;

        assertThat(RawReader.start(PARTITION, earliest, 0, 9, MissingOffsets.FAIL)).isZero();
        assertThatThrownBy(() -> RawReader.start(PARTITION, earliest, 5, 9, MissingOffsets.FAIL))
                .hasMessageContaining("Offsets 0 to 4 of e4_raw-0 are gone");
    }

    @Test
    void aRefusalIsNeverTriedAgain() {
        assertThat(
                        ExecutionFailureHandler.isUnrecoverableError(
                                new RuntimeException("fetchers", new Refusal("gone"))))
                .isTrue();
    }
}
