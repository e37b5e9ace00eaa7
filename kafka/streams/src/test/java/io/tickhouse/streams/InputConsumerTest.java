package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.kafka.topics.MissingOffsets;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** C1: what retention took is reported with its range, and skipped only on request. */
class InputConsumerTest {

    private static final TopicPartition RAW = new TopicPartition("raw", 0);

    @Test
    void offsetsThatAreGoneEndTheApp() {
        assertThatThrownBy(() -> judge(10, 50, 110, MissingOffsets.FAIL))
                .isInstanceOf(Unpassable.class)
                .hasMessageContaining("offsets 10..49 of raw-0 are gone")
                .hasMessageContaining("--on-missing-offsets earliest");
    }

    @Test
    void offsetsThatAreGoneAreLeftOutWhereThatWasAskedFor() {
        assertThat(judge(10, 50, 110, MissingOffsets.EARLIEST))
                .isEqualTo(
                        "offsets 10..49 of raw-0 are gone and left out: going on with the earliest");
    }

    @Test
    void anOffsetBeyondTheEndIsThatOfAnotherTopic() {
        for (MissingOffsets onMissing : MissingOffsets.values()) {
            assertThatThrownBy(() -> judge(110, 0, 5, onMissing))
                    .isInstanceOf(Unpassable.class)
                    .hasMessageContaining("offset 110 of raw-0")
                    .hasMessageContaining("it has 0..4 by now")
                    .hasMessageContaining("made again");
        }
    }

    @Test
    void anOffsetInALogThatWasWrittenAnewIsNotPassedEither() {
        assertThatThrownBy(() -> judge(110, 0, 200, MissingOffsets.EARLIEST))
                .isInstanceOf(Unpassable.class)
                .hasMessageContaining("cut off");
    }

    private static String judge(long wanted, long begins, long end, MissingOffsets onMissing) {
        return InputConsumer.judge(
                Map.of(RAW, wanted), Map.of(RAW, begins), Map.of(RAW, end), onMissing);
    }
}
