package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.kafka.topics.Delivery;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutputsTest {

    @Test
    void theNextRoundFindsNoTopicOfThisOneWhateverTheBuild() {
        Round round =
                new Round(
                        "bench_raw",
                        "bench_flink_before_both_r1",
                        Duration.ofSeconds(1),
                        Delivery.EXACTLY_ONCE,
                        true);

        assertThat(Outputs.topics(round))
                .containsExactly("bench_flink_before_both_r1", "bench_raw_dead_letters");
    }
}
