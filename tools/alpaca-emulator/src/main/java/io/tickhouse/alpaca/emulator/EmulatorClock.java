package io.tickhouse.alpaca.emulator;

import java.time.Instant;

/** The emulator's time: the wall clock at speed 1, or faster or from another start on request. */
final class EmulatorClock {

    private final long startNanos;
    private final long startTick = System.nanoTime();
    private final double speed;

    EmulatorClock(Instant start, double speed) {
        this.startNanos = Slices.nanos(start);
        this.speed = speed;
    }

    long nanos() {
        long passed = System.nanoTime() - startTick;
        return startNanos + (speed == 1 ? passed : (long) (passed * speed));
    }
}
