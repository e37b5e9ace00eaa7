package io.tickhouse.tools.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.MarketCalendar;
import io.tickhouse.tools.UserError;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CareTimeTest {

    /** A Friday in winter, when New York is five hours behind, and the weekend. */
    @ParameterizedTest
    @CsvSource({
        "2025-11-14T08:59:00Z, true",
        "2025-11-14T09:01:00Z, false",
        "2025-11-14T16:00:00Z, false",
        "2025-11-15T00:59:00Z, false",
        "2025-11-15T01:01:00Z, true",
        "2025-11-16T16:00:00Z, true",
        // Thanksgiving, and the half day after it.
        "2025-11-27T16:00:00Z, true",
        "2025-11-28T21:59:00Z, false",
        "2025-11-28T22:01:00Z, true"
    })
    void offHoursAreThoseWithoutTrades(Instant time, boolean closed) {
        var phase = new MarketCalendar(MarketCalendar.Hours.TAPE).at(time).phase();

        assertThat(CareCommand.isTime(CareCommand.When.CLOSED, phase)).isEqualTo(closed);
        assertThat(CareCommand.isTime(CareCommand.When.ALWAYS, phase)).isTrue();
    }

    @Test
    void anotherWordIsBadUsage() {
        assertThat(Choice.of("--when", "closed", CareCommand.When.class))
                .isEqualTo(CareCommand.When.CLOSED);
        assertThatThrownBy(() -> Choice.of("--when", "night", CareCommand.When.class))
                .isInstanceOf(UserError.class)
                .hasMessage("--when takes always or closed, not night.");
    }
}
