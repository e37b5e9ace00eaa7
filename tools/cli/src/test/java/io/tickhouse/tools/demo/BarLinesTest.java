package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarLinesTest {

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
    void onlyOtherBarsArePrinted() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(5);
        Iterator<String> news = List.of("", "a", "a", "", "b").iterator();
        BarLines lines =
                BarLines.begin(
                        () -> {
                            looks.countDown();
                            return news.hasNext() ? news.next() : "b";
                        },
                        Duration.ofMillis(1));
        looks.await();
        lines.end();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
    }

    @Test
    void theLastLookIsAtTheEnd() {
        BarLines.begin(() -> "a", Duration.ofHours(1)).end();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a\n");
    }
}
