package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.model.Limits;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** C6: a record whose transaction always ran out was begun again every 20 s, for ever. */
class AttemptsTest {

    private final Attempts attempts = new Attempts();

    @Test
    void anOffsetThatIsBegunAgainAndAgainEndsTheApp() {
        for (int i = 0; i < Attempts.MOST; i++) {
            attempts.begins("raw", 0, 17);
        }

        assertThatThrownBy(() -> attempts.begins("raw", 0, 17))
                .isInstanceOf(Unpassable.class)
                .hasMessageContaining("offset 17 of raw-0 was begun 11 times without a commit")
                .hasMessageContaining("transaction.timeout.ms");
    }

    @Test
    void progressBeginsTheCountAnew() {
        for (int i = 0; i < 3 * Attempts.MOST; i++) {
            attempts.begins("raw", 0, i);
            attempts.begins("raw", 1, i / 5);
        }
        assertThat(attempts.repeated())
                .contains("offset 5 of raw-1 was begun 5 times without a commit");
    }

    @Test
    void theFirstTimeIsNotTrouble() {
        attempts.begins("raw", 0, 0);

        assertThat(attempts.repeated()).isEmpty();
    }

    @Test
    void aTaskThatIsMadeAgainCountsOnce() {
        MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        context.setCurrentSystemTimeMs(0);
        for (int made = 0; made < 4; made++) {
            FlattenProcessor processor =
                    new FlattenProcessor(
                            Limits.DEFAULT, new FlattenCounts(new PrometheusRegistry()), attempts);
            processor.init(context);
            for (int offset = 7; offset < 10; offset++) {
                context.setRecordMetadata("raw", 2, offset);
                processor.process(new Record<>(null, "[]".getBytes(StandardCharsets.UTF_8), 0));
            }
        }

        assertThat(attempts.repeated())
                .contains("offset 7 of raw-2 was begun 4 times without a commit");
    }
}
