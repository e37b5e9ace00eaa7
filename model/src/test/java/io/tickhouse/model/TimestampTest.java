package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

    private static final LocalDate LAST = LocalDate.of(2262, 4, 11);

    @Test
    void everyDayOfTheCalendarIsTheDayOfTheJdk() {
        for (LocalDate day = LocalDate.EPOCH; day.isBefore(LAST); day = day.plusDays(1)) {
            long seconds = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
            assertThat(nanos(day + "T00:00:00Z")).as("%s", day).isEqualTo(seconds * 1_000_000_000);
        }
    }

    @Test
    void onlyDaysOfTheCalendarAreRead() {
        for (int year : new int[] {1970, 1972, 2000, 2023, 2024, 2100, 2200}) {
            for (int month = 0; month <= 13; month++) {
                for (int day = 0; day <= 32; day++) {
                    boolean real =
                            month >= 1
                                    && month <= 12
                                    && day >= 1
                                    && day <= LocalDate.of(year, month, 1).lengthOfMonth();
                    String text = String.format("%04d-%02d-%02dT12:00:00Z", year, month, day);
                    assertThat(nanos(text) >= 0).as(text).isEqualTo(real);
                }
            }
        }
    }

    @Test
    void everyTimeOfTheRangeReadsBack() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            long nanos = random.nextLong() >>> (1 + random.nextInt(10));
            String text =
                    Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000).toString();
            assertThat(nanos(text)).as(text).isEqualTo(nanos);
        }
    }

    @Test
    void everyOffsetIsTakenOff() {
        long utc = nanos("2025-11-12T12:00:00Z");
        for (int minutes = 0; minutes < 24 * 60; minutes++) {
            String offset = String.format("%02d:%02d", minutes / 60, minutes % 60);
            long nanos = minutes * 60_000_000_000L;
            assertThat(nanos("2025-11-12T12:00:00+" + offset)).as(offset).isEqualTo(utc - nanos);
            assertThat(nanos("2025-11-12T12:00:00-" + offset)).as(offset).isEqualTo(utc + nanos);
        }
    }

    @Test
    void everyPrefixOfATimeIsNone() {
        String text = "2025-11-12T15:04:05.123456789+05:30";
        for (int length = 0; length < text.length(); length++) {
            assertThat(nanos(text.substring(0, length))).as("%d", length).isEqualTo(-1);
        }
    }

    @Test
    void anyOtherByteAtAnyPlaceIsNoneOrAnotherTimeThatTheOracleReadsToo() {
        String text = "2025-11-12T15:04:05.123456789+05:30";
        Expectations oracle = new Expectations();
        Flattener flattener = new Flattener();
        for (int at = 0; at < text.length(); at++) {
            for (char c = ' '; c < 127; c++) {
                if (c == '"' || c == '\\') {
                    continue;
                }
                String other = text.substring(0, at) + c + text.substring(at + 1);
                byte[] record =
                        ("[{\"T\":\"t\",\"S\":\"A\",\"t\":\"" + other + "\"}]")
                                .getBytes(StandardCharsets.UTF_8);
                Results.assertAgree(
                        other, oracle.results(record, 0, 0), Results.of(flattener, record, 0, 0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999_999, 1_000_000, 1_000_001, Long.MAX_VALUE})
    void millisecondsAreRoundedDown(long nanos) {
        Trade trade = new Trade();
        trade.timeNs = nanos;
        assertThat(trade.timeMs()).isEqualTo(Math.floorDiv(nanos, 1_000_000));
    }

    /** Reads from the middle of a buffer, as the flattener does. */
    private static long nanos(String text) {
        byte[] bytes = ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
        return Rfc3339.parseNanos(bytes, 1, bytes.length - 1);
    }
}
