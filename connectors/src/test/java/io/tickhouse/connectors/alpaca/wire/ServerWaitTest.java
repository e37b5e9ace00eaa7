package io.tickhouse.connectors.alpaca.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerWaitTest {

    @Test
    void readsRetryAfterAsSecondsAndAsDate() {
        Instant now = Instant.parse("2026-03-02T14:30:00Z");
        assertThat(ServerWait.retryAfter("120", now)).isEqualTo(Duration.ofMinutes(2));
        assertThat(ServerWait.retryAfter("Mon, 2 Mar 2026 14:31:30 GMT", now))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(ServerWait.retryAfter("soon", now)).isNull();
    }
}
