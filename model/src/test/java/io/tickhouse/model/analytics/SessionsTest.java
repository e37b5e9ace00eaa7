package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {

    /** Times are UTC, so that both weeks with another offset are told apart. */
    @ParameterizedTest
    @CsvSource({
        // An ordinary day in winter.
        "2024-01-16T08:59:59.999Z, overnight, 2024-01-16",
        "2024-01-16T09:00:00Z, pre, 2024-01-16",
        "2024-01-16T14:29:59.999Z, pre, 2024-01-16",
        "2024-01-16T14:30:00Z, regular, 2024-01-16",
        "2024-01-16T20:59:59.999Z, regular, 2024-01-16",
        "2024-01-16T21:00:00Z, post, 2024-01-16",
        "2024-01-17T00:59:59.999Z, post, 2024-01-16",
        "2024-01-17T01:00:00Z, overnight, 2024-01-17",
        // The week in which summer time begins: on Friday the bell is at 14:30, on Monday at 13:30.
        "2024-03-08T14:29:59.999Z, pre, 2024-03-08",
        "2024-03-08T14:30:00Z, regular, 2024-03-08",
        "2024-03-11T13:29:59.999Z, pre, 2024-03-11",
        "2024-03-11T13:30:00Z, regular, 2024-03-11",
        "2024-03-11T20:00:00Z, post, 2024-03-11",
        // The night from Sunday to Monday begins in summer time.
        "2024-03-10T23:59:59.999Z, closed, 2024-03-11",
        "2024-03-11T00:00:00Z, overnight, 2024-03-11",
        // The week in which it ends.
        "2024-11-01T13:30:00Z, regular, 2024-11-01",
        "2024-11-04T13:30:00Z, pre, 2024-11-04",
        "2024-11-04T14:30:00Z, regular, 2024-11-04",
        "2024-11-04T21:00:00Z, post, 2024-11-04",
        // Three half days.
        "2024-07-03T16:59:59.999Z, regular, 2024-07-03",
        "2024-07-03T17:00:00Z, post, 2024-07-03",
        "2024-07-03T21:00:00Z, closed, 2024-07-03",
        "2024-07-04T00:00:00Z, closed, 2024-07-05",
        "2024-11-29T17:59:59.999Z, regular, 2024-11-29",
        "2024-11-29T18:00:00Z, post, 2024-11-29",
        "2024-12-24T18:00:00Z, post, 2024-12-24",
        "2024-12-24T22:00:00Z, closed, 2024-12-24",
        // A holiday and the night before it; the night after it belongs to the next day.
        "2024-12-25T05:00:00Z, closed, 2024-12-26",
        "2024-12-25T15:00:00Z, closed, 2024-12-26",
        "2024-12-26T01:00:00Z, overnight, 2024-12-26",
        // A weekend.
        "2024-01-20T01:00:00Z, closed, 2024-01-22",
        "2024-01-20T15:00:00Z, closed, 2024-01-22",
        "2024-01-22T01:00:00Z, overnight, 2024-01-22",
    })
    void partsOfDays(String time, String session, LocalDate tradingDate) {
        assertThat(Sessions.at(Instant.parse(time).toEpochMilli()))
                .isEqualTo(new Sessions.Session(session, tradingDate));
    }

    @Test
    void aDayOfNewYorkCanHaveAnotherLength() {
        assertThat(hoursOf("2024-03-10")).isEqualTo(23);
        assertThat(hoursOf("2024-11-03")).isEqualTo(25);
        assertThat(Sessions.dayOf(Sessions.startOf(LocalDate.parse("2024-11-03"))))
                .isEqualTo("2024-11-03");
    }

    private static long hoursOf(String day) {
        LocalDate date = LocalDate.parse(day);
        return (Sessions.startOf(date.plusDays(1)) - Sessions.startOf(date)) / 3_600_000;
    }

    @Test
    void bordersAreWhereTheSessionChanges() {
        // Two weeks with a half day, a holiday and a change of the clock.
        long minute = 60_000;
        for (String from : new String[] {"2024-11-25T00:00:00Z", "2024-03-05T00:00:00Z"}) {
            long start = Instant.parse(from).toEpochMilli();
            for (long time = start; time < start + 14L * 1440 * minute; time += 15 * minute) {
                boolean changes =
                        !Sessions.at(time).name().equals(Sessions.at(time - minute).name());
                long[] borders = Sessions.bordersNs(time - minute, time);
                long border = time * 1_000_000;
                boolean isBorder = Arrays.stream(borders).anyMatch(each -> each == border);
                if (changes) {
                    assertThat(isBorder).as(Instant.ofEpochMilli(time).toString()).isTrue();
                }
                assertThat(borders[0]).isLessThanOrEqualTo((time - minute) * 1_000_000);
            }
        }
    }
}
