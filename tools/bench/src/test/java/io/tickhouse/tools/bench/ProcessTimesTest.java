package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessTimesTest {

    @Test
    void readsUserAndSystemTimeBehindANameWithBlanksAndBrackets() {
        ProcessTimes times =
                ProcessTimes.parse(
                        "4711 (a (b) c d) S 1 4711 4711 0 -1 4194304 99 0 0 0 250 31 1200 45 20 0 7"
                                + " 0 1179387 3133440 381 18446744073709551615 1 1 0 0 0 0 0 0 0 0"
                                + " 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n");

        assertThat(times).isEqualTo(new ProcessTimes(2.81, 12.45));
    }

    @Test
    void refusesAnotherText() {
        assertThatThrownBy(() -> ProcessTimes.parse("4711 (sh) S 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4711 (sh) S 1");
    }

    @Test
    void knowsThisProcess() {
        long pid = ProcessHandle.current().pid();

        assertThat(ProcessTimes.of(pid).orElseThrow().own()).isPositive();
        assumeThat(Files.exists(Path.of("/proc/self/status"))).isTrue();
        assertThat(ProcessTimes.peakResidentBytes(pid).orElseThrow()).isGreaterThan(1 << 20);
    }

    @Test
    void hasNothingOfAProcessThatIsNotThere() {
        assertThat(ProcessTimes.of(Long.MAX_VALUE)).isEmpty();
        assertThat(ProcessTimes.peakResidentBytes(Long.MAX_VALUE)).isEmpty();
    }
}
