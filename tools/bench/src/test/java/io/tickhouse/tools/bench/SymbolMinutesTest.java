package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SymbolMinutesTest {

    private static final long START = 1_772_461_800_000L;
    private static final long MINUTE = 60_000;

    @Test
    void countsAMinuteOfASymbolOnce() {
        SymbolMinutes minutes = SymbolMinutes.from(START);
        minutes.add("A", START);
        minutes.add("A", START + MINUTE - 1);
        minutes.add("A", START + MINUTE);
        minutes.add("B", START);

        assertThat(minutes.count()).isEqualTo(3);
        assertThat(minutes.symbols()).isEqualTo(2);
    }

    @Test
    void hasTheEndsOfAllWindowsWithATrade() {
        SymbolMinutes minutes = SymbolMinutes.from(START);
        minutes.add("A", START);
        minutes.add("A", START + MINUTE);
        minutes.add("A", START + 9 * MINUTE);
        SymbolMinutes ends = SymbolMinutes.from(START);
        for (long end : new long[] {1, 2, 3, 4, 10, 11, 12}) {
            ends.add("A", START + end * MINUTE);
        }

        assertThat(minutes.endsOfWindows(3)).isEqualTo(ends);
    }
}
