package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.UserError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceWatchTest {

    private static final Duration NEVER = Duration.ofHours(1);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setErr(before);
    }

    @Test
    void looksOnceMoreWhenItIsEnded() {
        AtomicInteger looks = new AtomicInteger();
        ServiceWatch watch =
                ServiceWatch.begin(
                        () -> {
                            looks.incrementAndGet();
                            return List.of("kafka", "s3");
                        },
                        NEVER);
        watch.end();

        assertThat(looks).hasValue(1);
        assertThat(text()).isEqualTo("Had died and is back: kafka, s3\n");
    }

    @Test
    void saysNothingWhenNothingHasDied() {
        ServiceWatch.begin(List::of, NEVER).end();

        assertThat(text()).isEmpty();
    }

    @Test
    void looksAgainAfterALookThatFailed() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(3);
        ServiceWatch watch =
                ServiceWatch.begin(
                        () -> {
                            looks.countDown();
                            if (looks.getCount() == 2) {
                                throw UserError.failed("kafka did not start.");
                            }
                            return List.of();
                        },
                        Duration.ofMillis(1));
        looks.await();
        watch.end();

        assertThat(text()).isEqualTo("kafka did not start.\n");
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
