package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GcLogTest {

    private static final long MIB = 1 << 20;

    @Test
    void addsUpWhatTheHeapGrewByBetweenCollections() {
        GcLog log =
                GcLog.parse(
                        List.of(
                                "[0.010s] Using G1",
                                "[0.511s] GC(0) Pause Young (Normal) (G1 Evacuation Pause)"
                                        + " 24M->3M(256M) 3.250ms",
                                "[0.600s] GC(1) Concurrent Mark Cycle",
                                "[0.911s] GC(2) Pause Young (Concurrent Start) (Metadata GC"
                                        + " Threshold) 103M->10M(256M) 1.750ms",
                                "[0.950s] GC(1) Pause Remark 12M->11M(256M) 1.000ms",
                                "[0.960s] GC(1) Concurrent Mark Cycle 50.000ms",
                                "[2.000s] Heap",
                                "[2.000s]  garbage-first heap   total 262144K, used 31744K"
                                        + " [0x00, 0x01)"));

        assertThat(log.allocatedBytes()).isEqualTo((24 + 100 + 2 + 20) * MIB);
        assertThat(log.pauseMillis()).isCloseTo(6, within(1e-9));
        assertThat(log.collections()).isEqualTo(3);
    }

    @Test
    void readsTheSerialCollectorToo() {
        GcLog log =
                GcLog.parse(
                        List.of(
                                "[0.1s] GC(0) Pause Young (Allocation Failure) 68M->1M(247M) 2.0ms",
                                "[0.2s]  def new generation   total 78656K, used 2048K [0, 1)",
                                "[0.2s]  tenured generation   total 174784K, used 1024K [0, 1)"));

        assertThat(log.allocatedBytes()).isEqualTo((68 + 2) * MIB);
    }

    @Test
    void hasNothingOfAnEmptyLog() {
        assertThat(GcLog.parse(List.of())).isEqualTo(new GcLog(0, 0, 0));
    }
}
