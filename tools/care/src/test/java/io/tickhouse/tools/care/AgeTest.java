package io.tickhouse.tools.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {

    private static final Instant NOW = Instant.parse("2025-11-13T15:00:00Z");

    @ParameterizedTest
    @CsvSource({"0,0", "45s,45", "10m,600", "12h,43200", "5d,432000", "0s,0"})
    void aNumberHasAUnit(String text, long seconds) {
        assertThat(Age.of("--min-age", text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1h", "1w", "1.5h", "h", "9999999999d"})
    void anythingElseIsBadUsage(String text) {
        assertThatThrownBy(() -> Age.of("--min-age", text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--min-age takes");
    }

    @Test
    void aMomentIsAnAgeOrATime() {
        assertThat(Age.before(NOW, "--older-than", "1h"))
                .isEqualTo(Instant.parse("2025-11-13T14:00:00Z"));
        assertThat(Age.before(NOW, "--older-than", "2025-11-13T14:30:00Z"))
                .isEqualTo(Instant.parse("2025-11-13T14:30:00Z"));
        assertThatThrownBy(() -> Age.before(NOW, "--older-than", "13T14"))
                .hasMessageContaining("such as 2025-11-13T14:30:00Z");
    }
}
