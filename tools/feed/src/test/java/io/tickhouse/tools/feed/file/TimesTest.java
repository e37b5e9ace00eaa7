package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // seconds, milliseconds, microseconds, nanoseconds, by the year they give
                "1706722200                            | 2024-01-31T17:30:00Z",
                "1706722200000                         | 2024-01-31T17:30:00Z",
                "1706722200000000                      | 2024-01-31T17:30:00Z",
                "1706722200000000001                   | 2024-01-31T17:30:00.000000001Z",
                "1700000000.1234                       | 2023-11-14T22:13:20.123400Z",
                "1700000000123.4                       | 2023-11-14T22:13:20.123400Z",
                "1700000000.                           | 2023-11-14T22:13:20Z",
                "1706722200.0                          | 2024-01-31T17:30:00Z",
                "1.7067222e12                          | 2024-01-31T17:30:00Z",
                "1.70672220012345E+9                   | 2024-01-31T17:30:00.123450Z",
                "946684800                             | 2000-01-01T00:00:00Z",
                "946684800000                          | 2000-01-01T00:00:00Z",
                // dates
                "20240131                              | 2024-01-31T00:00:00Z",
                "20240131.0                            | 2024-01-31T00:00:00Z",
                "2024-01-31                            | 2024-01-31T00:00:00Z",
                "2024/1/31                             | 2024-01-31T00:00:00Z",
                "2024.01.31                            | 2024-01-31T00:00:00Z",
                "31-Jan-2024                           | 2024-01-31T00:00:00Z",
                "31 January 2024                       | 2024-01-31T00:00:00Z",
                "Jan 31, 2024                          | 2024-01-31T00:00:00Z",
                "31.01.2024                            | 2024-01-31T00:00:00Z",
                "01.02.2024                            | 2024-02-01T00:00:00Z",
                "1/31/2024                             | 2024-01-31T00:00:00Z",
                "31/1/2024                             | 2024-01-31T00:00:00Z",
                "02/02/2024                            | 2024-02-02T00:00:00Z",
                "20240229                              | 2024-02-29T00:00:00Z",
                // dates with a time of day
                "2024-01-31T15:30:00Z                  | 2024-01-31T15:30:00Z",
                "2024-01-31t15:30:00z                  | 2024-01-31T15:30:00Z",
                "2024-01-31T15:30:00-0500              | 2024-01-31T20:30:00Z",
                "2024-01-31T15:30:00-05                | 2024-01-31T20:30:00Z",
                "2024-01-31 15:30:00 UTC               | 2024-01-31T15:30:00Z",
                "2024-01-31 15:30:00 EST               | 2024-01-31T20:30:00Z",
                "2024-01-31 15:30:00 America/New_York  | 2024-01-31T20:30:00Z",
                "2024-01-31T15:30:00-05:00[America/New_York] | 2024-01-31T20:30:00Z",
                "31.01.2024 15:30:00.125 GMT+0100      | 2024-01-31T14:30:00.125Z",
                "2024-01-31 15:30:00.123456789+00:00   | 2024-01-31T15:30:00.123456789Z",
                "2024-01-31 15:30:00.123456789000Z     | 2024-01-31T15:30:00.123456789Z",
                "2024-01-31 15:30:00,250               | 2024-01-31T15:30:00.250Z",
                "2024-01-31 15:30                      | 2024-01-31T15:30:00Z",
                "1/31/2024 3:30 PM                     | 2024-01-31T15:30:00Z",
                "1/31/2024 12:05:06 am                 | 2024-01-31T00:05:06Z",
                "1/31/2024, 12:05 p.m.                 | 2024-01-31T12:05:00Z",
                "20240131 15:30:00                     | 2024-01-31T15:30:00Z",
                "20240131-15:30:00.5                   | 2024-01-31T15:30:00.500Z",
                "20240131 153000                       | 2024-01-31T15:30:00Z",
                "20240131 093000123                    | 2024-01-31T09:30:00.123Z",
                "20240131 93000                        | 2024-01-31T09:30:00Z",
                "20240131 0930                         | 2024-01-31T09:30:00Z",
                "20240131T153000Z                      | 2024-01-31T15:30:00Z",
                "20240131153000                        | 2024-01-31T15:30:00Z",
                "202401311530                          | 2024-01-31T15:30:00Z",
                "20240131153000123                     | 2024-01-31T15:30:00.123Z",
                "Wed, 31 Jan 2024 15:30:00 GMT         | 2024-01-31T15:30:00Z",
                "2024-01-31  15:30:00                  | 2024-01-31T15:30:00Z",
                "2038-01-20T00:00:00Z                  | 2038-01-20T00:00:00Z",
                // times of day, on the given day
                "093000                                | 2024-03-04T09:30:00Z",
                "09:30:00.5                            | 2024-03-04T09:30:00.500Z",
                "160000000111000                       | 2024-03-04T16:00:00.000111Z",
                "9:30 AM                               | 2024-03-04T09:30:00Z",
            })
    void readsTimesOfManyForms(String text, String expected) throws BadCell {
        Times times = new Times(ZoneId.of("UTC"), null, null, 1971, 2027, LocalDate.of(2024, 3, 4));
        assertThat(instant(times, text)).isEqualTo(Instant.parse(expected));
        assertThat(times.shape(text)).isNotEqualTo(Times.Shape.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "1",
                "-1706722200",
                "0",
                "45321.395", // a spreadsheet's day
                "20241331",
                "20240230",
                "4102444800", // 2100, in seconds
                "17067222000", // no unit gives a plausible year
                "1.70672e+12", // rounded by a spreadsheet
                "2024-02-30",
                "2024-01-31T25:00:00Z",
                "2024-01-31T24:00:00Z",
                "2024-01-31T15:30:00.1234567891Z",
                "2024-01-31 13:30 PM",
                "2024-01-31 15:30:00 CST", // Chicago or Shanghai
                "2024-01-31 15:30:00 Nowhere/City",
                "2024-01-31-05:00",
                "13/13/2024",
                "31 Foo 2024",
                "1969-12-31T23:59:59Z",
                "2300-01-01T00:00:00Z",
                "1700000000.1234567891",
                "2024-W05",
                "1e400",
                "1e99",
            })
    void refusesWhatIsNotATime(String text) {
        Times times = new Times(ZoneId.of("UTC"), null, null, 1971, 2027, null);
        assertThatThrownBy(() -> times.read(text)).isInstanceOf(BadCell.class);
    }

    @Test
    void asksForTheZoneOfATimeOfDayOnly() throws BadCell {
        Times times = new Times(null, null, null, 1971, 2027, null);

        assertUnsaid(times, "2024-01-31 15:30:00", "--zone America/New_York");
        assertUnsaid(times, "20240131153000", "--zone");
        assertThat(instant(times, "2024-01-31")).isEqualTo("2024-01-31T00:00:00Z");
        assertThat(instant(times, "2024-01-31T15:30:00+01:00")).isEqualTo("2024-01-31T14:30:00Z");
        assertThat(instant(times, "1706722200")).isEqualTo("2024-01-31T17:30:00Z");
    }

    @Test
    void datesAreMidnightOfTheZone() throws BadCell {
        Times times = new Times(NEW_YORK, null, null, 1971, 2027, null);
        assertThat(instant(times, "2024-01-31")).isEqualTo("2024-01-31T05:00:00Z");
        assertThat(instant(times, "20240731")).isEqualTo("2024-07-31T04:00:00Z");
        assertThat(instant(times, "2024-03-10")).isEqualTo("2024-03-10T05:00:00Z");
    }

    @Test
    void asksWhichOfTwoARepeatedHourIs() throws BadCell {
        Times unsaid = new Times(NEW_YORK, null, null, 1971, 2027, null);
        Times earlier = new Times(NEW_YORK, Times.Choice.EARLIER, null, 1971, 2027, null);
        Times later = new Times(NEW_YORK, Times.Choice.LATER, null, 1971, 2027, null);

        assertUnsaid(unsaid, "2024-11-03 01:30:00", "--ambiguous earlier");
        assertThat(instant(earlier, "2024-11-03 01:30:00")).isEqualTo("2024-11-03T05:30:00Z");
        assertThat(instant(later, "2024-11-03 01:30:00")).isEqualTo("2024-11-03T06:30:00Z");
        assertThat(instant(unsaid, "2024-11-03 02:00:00")).isEqualTo("2024-11-03T07:00:00Z");
        assertThat(instant(unsaid, "2024-11-03 01:30:00-04:00")).isEqualTo("2024-11-03T05:30:00Z");
    }

    @Test
    void refusesAnHourThatDoesNotExist() {
        Times times = new Times(NEW_YORK, Times.Choice.EARLIER, null, 1971, 2027, null);
        assertThatThrownBy(() -> times.read("2024-03-10 02:30:00"))
                .isInstanceOf(BadCell.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("--zone");
    }

    @Test
    void asksForTheOrderOfDayAndMonth() throws BadCell {
        Times times = new Times(null, null, null, 1971, 2027, null);
        assertUnsaid(times, "01/02/2024", "--date-order");
        assertThat(instant(times.withOrder(Times.Order.MONTH_FIRST), "01/02/2024"))
                .isEqualTo("2024-01-02T00:00:00Z");
        assertThat(instant(times.withOrder(Times.Order.DAY_FIRST), "01/02/2024"))
                .isEqualTo("2024-02-01T00:00:00Z");
        assertThat(Times.orderOf("01/31/2024 09:30")).isEqualTo(Times.Order.MONTH_FIRST);
        assertThat(Times.orderOf("31/01/2024")).isEqualTo(Times.Order.DAY_FIRST);
        assertThat(Times.orderOf("01/02/2024")).isNull();
        assertThatThrownBy(() -> times.withOrder(Times.Order.DAY_FIRST).read("01/31/2024"))
                .isInstanceOf(BadCell.class);
    }

    @Test
    void asksForTheDayOfATimeOfDay() {
        Times times = new Times(NEW_YORK, null, null, 1971, 2027, null);
        assertUnsaid(times, "09:30:00", "--date");
        assertUnsaid(times, "093000", "--date");
    }

    @Test
    void theEarliestPlausibleYearCanBeSet() throws BadCell {
        Times times = new Times(null, null, null, 1970, 2027, null);
        assertThat(instant(times, "86400")).isEqualTo("1970-01-02T00:00:00Z");
        Times narrow = new Times(null, null, null, 2020, 2027, null);
        assertThatThrownBy(() -> narrow.read("946684800")).isInstanceOf(BadCell.class);
    }

    @Test
    void tellsDaysFromOtherTimes() throws BadCell {
        Times times = new Times(ZoneId.of("UTC"), null, null, 1971, 2027, null);
        assertThat(times.read("2024-01-31").day()).isTrue();
        assertThat(times.read("20240131 000000").day()).isTrue();
        assertThat(times.read("2024-01-31 00:00:00-05:00").day()).isTrue();
        assertThat(times.read("2024-01-31T05:00:00Z").day()).isTrue(); // midnight in New York
        assertThat(times.read("1706677200000").day()).isTrue();
        assertThat(times.read("2024-01-31T05:01:00Z").day()).isFalse();
        assertThat(times.read("1706677260000").day()).isFalse();
    }

    @Test
    void tellsWhatATextHolds() {
        Times times = new Times(null, null, null, 1971, 2027, null);
        assertThat(times.shape("20240131")).isEqualTo(Times.Shape.DATE);
        assertThat(times.shape("1/31/2024")).isEqualTo(Times.Shape.DATE);
        assertThat(times.shape("093000")).isEqualTo(Times.Shape.CLOCK);
        assertThat(times.shape("09:30:00.123")).isEqualTo(Times.Shape.CLOCK);
        assertThat(times.shape("1706722200")).isEqualTo(Times.Shape.FULL);
        assertThat(times.shape("2024-01-31 09:30")).isEqualTo(Times.Shape.FULL);
        assertThat(times.shape("AAPL")).isEqualTo(Times.Shape.NONE);
        assertThat(times.shape("187.15")).isEqualTo(Times.Shape.NONE);
    }

    private static Instant instant(Times times, String text) throws BadCell {
        return Instant.ofEpochSecond(0, times.read(text).nanos());
    }

    private static void assertUnsaid(Times times, String text, String option) {
        assertThatThrownBy(() -> times.read(text))
                .isInstanceOf(BadCell.Unsaid.class)
                .hasMessageContaining(option);
    }
}
