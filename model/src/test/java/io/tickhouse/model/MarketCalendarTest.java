package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.MarketCalendar.Phase;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketCalendarTest {

    private final MarketCalendar calendar = new MarketCalendar(MarketCalendar.Hours.TAPE);

    /** The lists that the exchange published, plus the day of mourning in 2025. */
    @ParameterizedTest
    @CsvSource({
        "2023, 01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25, 07-03 11-24",
        "2024, 01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25, 07-03 11-29 12-24",
        "2025, 01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25, 07-03 11-28"
                + " 12-24",
        "2026, 01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25, 11-27 12-24",
        "2027, 01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24, 11-26"
    })
    void knowsTheYear(int year, String closed, String half) {
        List<String> closedDays = new ArrayList<>();
        List<String> halfDays = new ArrayList<>();
        for (LocalDate day = LocalDate.of(year, 1, 1);
                day.getYear() == year;
                day = day.plusDays(1)) {
            boolean weekend =
                    day.getDayOfWeek() == DayOfWeek.SATURDAY
                            || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            if (weekend) {
                assertThat(calendar.isTradingDay(day)).isFalse();
            } else if (!calendar.isTradingDay(day)) {
                closedDays.add(day.toString().substring(5));
            } else if (calendar.closeOf(day).equals(LocalTime.of(13, 0))) {
                halfDays.add(day.toString().substring(5));
            }
        }
        assertThat(closedDays).isEqualTo(Arrays.asList(closed.split(" ", -1)));
        assertThat(halfDays).isEqualTo(Arrays.asList(half.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({
        // A winter day: New York is five hours behind.
        "2026-03-02T08:59:59.999Z, CLOSED",
        "2026-03-02T09:00:00Z, PRE",
        "2026-03-02T14:29:59Z, PRE",
        "2026-03-02T14:30:00Z, REGULAR",
        "2026-03-02T20:59:59Z, REGULAR",
        "2026-03-02T21:00:00Z, POST",
        "2026-03-03T00:59:59Z, POST",
        "2026-03-03T01:00:00Z, CLOSED",
        // The Friday before and the Monday after the clocks go forward.
        "2026-03-06T14:00:00Z, PRE",
        "2026-03-09T13:29:59Z, PRE",
        "2026-03-09T13:30:00Z, REGULAR",
        "2026-03-09T20:00:00Z, POST",
        // And back.
        "2026-10-30T13:30:00Z, REGULAR",
        "2026-11-02T13:30:00Z, PRE",
        "2026-11-02T14:30:00Z, REGULAR",
        // A half day: post-market ends at 17:00.
        "2026-11-27T17:59:59Z, REGULAR",
        "2026-11-27T18:00:00Z, POST",
        "2026-11-27T22:00:00Z, CLOSED",
        // A holiday, a Saturday.
        "2026-04-03T15:00:00Z, CLOSED",
        "2026-03-07T15:00:00Z, CLOSED"
    })
    void knowsTheTimeOfDay(Instant time, Phase phase) {
        assertThat(calendar.at(time).phase()).isEqualTo(phase);
    }

    @Test
    void tellsWhenTheSessionBegan() {
        assertThat(calendar.at(Instant.parse("2026-07-01T19:00:00Z")).since())
                .isEqualTo(Instant.parse("2026-07-01T13:30:00Z"));
        assertThat(calendar.at(Instant.parse("2026-11-27T18:30:00Z")).since())
                .isEqualTo(Instant.parse("2026-11-27T18:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        // Sunday evening before a Monday, and its morning.
        "2026-03-01T00:59:00Z, CLOSED",
        "2026-03-02T00:59:59Z, CLOSED",
        "2026-03-02T01:00:00Z, PRE",
        "2026-03-02T08:59:59Z, PRE",
        "2026-03-02T09:00:00Z, CLOSED",
        "2026-03-02T15:00:00Z, CLOSED",
        // Friday evening, and the night before Good Friday.
        "2026-03-07T02:00:00Z, CLOSED",
        "2026-04-03T02:00:00Z, CLOSED"
    })
    void knowsTheNight(Instant time, Phase phase) {
        MarketCalendar nights = new MarketCalendar(MarketCalendar.Hours.OVERNIGHT);
        assertThat(nights.at(time).phase()).isEqualTo(phase);
    }

    @Test
    void aNightBeganOnTheEveningBefore() {
        MarketCalendar nights = new MarketCalendar(MarketCalendar.Hours.OVERNIGHT);
        Instant began = Instant.parse("2026-03-02T01:00:00Z");
        assertThat(nights.at(Instant.parse("2026-03-02T02:00:00Z")).since()).isEqualTo(began);
        assertThat(nights.at(Instant.parse("2026-03-02T08:00:00Z")).since()).isEqualTo(began);
    }
}
