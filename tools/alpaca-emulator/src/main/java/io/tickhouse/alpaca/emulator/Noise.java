package io.tickhouse.alpaca.emulator;

/**
 * Random numbers that belong to a position in the day instead of a sequence. The same seed and
 * position give the same numbers, in any order of access. The mixing function is that of
 * SplitMix64.
 */
final class Noise {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private Noise(long state) {
        this.state = state;
    }

    static Noise at(long seed, long what, long symbol, long when) {
        return new Noise(hash(seed, what, symbol, when));
    }

    static long hash(long seed, long what, long symbol, long when) {
        long h = mix(seed + GAMMA * what);
        h = mix(h ^ (symbol * 0xD1B54A32D192ED03L));
        return mix(h + when * GAMMA);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    private long next() {
        state += GAMMA;
        return mix(state);
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        return (int) Math.floorMod(next() >>> 1, (long) bound);
    }

    /** From 0 (inclusive) to 1 (exclusive). */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    boolean oneIn(int n) {
        return below(n) == 0;
    }
}
