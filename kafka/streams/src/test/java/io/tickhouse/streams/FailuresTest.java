package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private final AtomicLong clock = new AtomicLong();
    private final Failures failures = new Failures(clock::get);

    @Test
    void whatPassesGetsANewThread() {
        assertThat(failures.handle(new StreamsException(new TimeoutException("slow"))))
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        assertThat(failures.reason()).isEmpty();
    }

    @Test
    void whatDoesNotPassEndsTheAppWithAReason() {
        assertThat(failures.handle(new StreamsException(new TopicAuthorizationException("flat"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(failures.reason().orElseThrow())
                .startsWith("TopicAuthorizationException: ")
                .contains("flat");
    }

    @Test
    void anInputThatIsGoneEndsTheApp() {
        assertThat(failures.handle(new MissingSourceTopicException("gone")))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(failures.reason()).contains("the input topic is gone");
    }

    @Test
    void whatCannotBePassedEndsTheAppInWords() {
        assertThat(failures.handle(new StreamsException(new Unpassable("offsets 1..2 are gone"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(failures.reason()).contains("offsets 1..2 are gone");
    }

    @Test
    void whatKeepsComingBackEndsTheApp() {
        TimeoutException slow = new TimeoutException("slow");
        for (int i = 0; i < Failures.MOST_REPLACEMENTS; i++) {
            assertThat(failures.handle(slow))
                    .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        }
        assertThat(failures.handle(slow)).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);

        clock.addAndGet(TimeUnit.MINUTES.toNanos(11));
        assertThat(failures.handle(slow)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }
}
