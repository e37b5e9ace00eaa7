package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.alpaca.emulator.Slots.Slot;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private static final Account ACCOUNT = EmulatorOptions.UNLIMITED;
    private static final long HOLD = 100;

    private final Slots slots = new Slots(2, HOLD);

    @Test
    void anEndpointHasSoManySlotsAndNoMore() {
        assertThat(take(0)).isNotNull();
        assertThat(take(0)).isNotNull();
        assertThat(take(0)).isNull();
    }

    @Test
    void otherEndpointsAndAccountsHaveSlotsOfTheirOwn() {
        take(0);
        take(0);

        assertThat(slots.take(ACCOUNT, Feed.SIP, 0)).isNotNull();
        assertThat(slots.take(EmulatorOptions.FREE, Feed.IEX, 0)).isNotNull();
    }

    @Test
    void aCloseFrameFreesTheSlotAtOnce() {
        Slot first = take(0);
        take(0);

        slots.free(first, true, 5);

        assertThat(take(5)).isNotNull();
        assertThat(take(5)).isNull();
    }

    @Test
    void aConnectionThatJustBrokeHoldsItsSlotToTheNanosecond() {
        Slot first = take(0);
        take(0);

        slots.free(first, false, 5);

        assertThat(take(5 + HOLD - 1)).isNull();
        assertThat(take(5 + HOLD)).isNotNull();
        assertThat(take(5 + HOLD)).isNull();
    }

    @Test
    void aSessionThatLastsHoldsItsSlotForAllThatTime() {
        take(0);
        take(0);

        assertThat(take(Long.MAX_VALUE / 2)).isNull();
    }

    /** The clock of the machine may begin anywhere, and pass from its largest to its smallest. */
    @Test
    void aClockThatOverflowsFreesTheSlotAllTheSame() {
        long late = Long.MAX_VALUE - HOLD / 2;
        Slot first = take(late);
        take(late);

        slots.free(first, false, late);

        assertThat(take(late + HOLD - 1)).isNull();
        assertThat(take(late + HOLD)).isNotNull();
    }

    private Slot take(long now) {
        return slots.take(ACCOUNT, Feed.IEX, now);
    }
}
