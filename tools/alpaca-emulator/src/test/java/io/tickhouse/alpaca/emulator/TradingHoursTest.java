package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradingHoursTest {

    private final TradingHours sessions = new TradingHours(0, Long.MAX_VALUE, true);

    @ParameterizedTest
    @CsvSource({
        // In winter New York is five hours behind, in summer four.
        "2026-03-02T14:29:59.95Z, false",
        "2026-03-02T14:30:00Z, true",
        "2026-03-02T20:59:59.95Z, true",
        "2026-03-02T21:00:00Z, false",
        "2026-07-06T13:29:59.95Z, false",
        "2026-07-06T13:30:00Z, true",
        "2026-07-06T20:00:00Z, false",
        // Saturday and Sunday.
        "2026-03-07T15:00:00Z, false",
        "2026-03-08T15:00:00Z, false",
        "2026-03-09T15:00:00Z, true"
    })
    void stocksTradeInTheSessionsOfNewYork(Instant time, boolean open) {
        assertThat(sessions.open(Slices.of(time))).isEqualTo(open);
    }

    @Test
    void theDayBeginsWithItsFirstSliceAndEndsBeforeItsLast() {
        TradingHours hours = new TradingHours(10, 20, false);

        assertThat(hours.open(9)).isFalse();
        assertThat(hours.open(10)).isTrue();
        assertThat(hours.open(19)).isTrue();
        assertThat(hours.open(20)).isFalse();
    }

    @Test
    void aDayThatWaitsIsOpenOnceItIsGivenItsBounds() {
        TradingHours hours = new TradingHours(Long.MAX_VALUE, Long.MAX_VALUE, false);
        assertThat(hours.open(10)).isFalse();

        hours.between(10, 20);

        assertThat(hours.open(10)).isTrue();
    }

    @Property
    void aTimeComesBackFromItsNanoseconds(@ForAll @LongRange(min = 0) long nanos) {
        assertThat(Slices.nanos(Slices.instant(nanos))).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01T00:00:00.049999999Z, 0",
        "1970-01-01T00:00:00.05Z, 1",
        "1969-12-31T23:59:59.999999999Z, -1"
    })
    void aSliceHasTheTimesFromItsBeginningOn(Instant time, long slice) {
        assertThat(Slices.of(time)).isEqualTo(slice);
    }
}
