package io.tickhouse.alpaca.emulator;

/**
 * Random numbers that belong to a position in the day instead of a sequence. The same seed and
 * position give the same numbers, in any order of access. The mixing function is that of
 * SplitMix64.
 */
final class Noise {

    /** What the numbers are for; other numbers would be another day. */
    enum Of {
        TRADES(1),
        QUOTES(2),
        LATE(3),
        AMENDMENT(4),
        NOTICES(5),
        BOOK(6),
        PRICE(7),
        AUCTION(8),
        LATE_AMENDMENTS(99);

        private final int number;

        Of(int number) {
            this.number = number;
        }
    }

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private Noise(long state) {
        this.state = state;
    }

    static Noise at(long seed, Of what, long symbol, long when) {
        return new Noise(hash(seed, what, symbol, when));
    }

    static long hash(long seed, Of what, long symbol, long when) {
        long h = mix(seed + GAMMA * what.number);
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
