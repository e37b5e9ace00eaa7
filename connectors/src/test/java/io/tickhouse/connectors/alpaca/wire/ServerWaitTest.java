package io.tickhouse.connectors.alpaca.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerWaitTest {

    private static final Instant NOW = Instant.parse("2026-03-02T14:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "503, retry-after, 120, 120",
        "429, retry-after, 'Mon, 2 Mar 2026 14:31:30 GMT', 90",
        "429, retry-after, soon, ",
        "429, x-ratelimit-reset, 1772461815, 15",
        "429, x-ratelimit-reset, soon, ",
        "503, x-ratelimit-reset, 1772461815, ",
        "429, other, 1, "
    })
    void readsWhatAnAnswerAsksFor(int status, String name, String value, Long seconds) {
        Map<String, String> headers = Map.of(name, value);
        assertThat(ServerWait.of(status, headers::get, NOW))
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void retryAfterIsBelievedFirst() {
        Map<String, String> headers = Map.of("retry-after", "5", "x-ratelimit-reset", "1772461815");
        assertThat(ServerWait.of(429, headers::get, NOW)).isEqualTo(Duration.ofSeconds(5));
    }
}
