package io.tickhouse.connectors.alpaca.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 128-bit hash, MurmurHash3 x64. Reusable and not thread-safe: the result is in two fields, so
 * that hashing a message makes no garbage.
 *
 * <p>It represents an identity without a comparison of the originals. That is a probability, not a
 * proof. With ten million identities kept and a billion messages a day, two different ones collide
 * about once in 10^22 days. It is not a defence against deliberate collisions; the feed's server is
 * trusted.
 */
public final class Hash128 {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    public long high;
    public long low;

    /** Hashes bytes. */
    public void of(byte[] bytes, int from, int to) {
        start();
        int at = from;
        for (; to - at >= 16; at += 16) {
            mix((long) LONGS.get(bytes, at), (long) LONGS.get(bytes, at + 8));
        }
        if (at < to) {
            mix(word(bytes, at, Math.min(at + 8, to)), word(bytes, Math.min(at + 8, to), to));
        }
        finish(to - from);
    }

    /** Hashes three words; the result differs from that of any bytes. */
    public void of(long a, long b, long c) {
        start();
        mix(a, b);
        mix(c, ~c);
        finish(-24);
    }

    /** Up to eight bytes as a number. */
    static long word(byte[] bytes, int from, int to) {
        long word = 0;
        for (int i = Math.min(to, from + 8) - 1; i >= from; i--) {
            word = word << 8 | (bytes[i] & 0xff);
        }
        return word;
    }

    private void start() {
        high = 0;
        low = 0;
    }

    private void mix(long a, long b) {
        high ^= Long.rotateLeft(a * C1, 31) * C2;
        high = (Long.rotateLeft(high, 27) + low) * 5 + 0x52dce729;
        low ^= Long.rotateLeft(b * C2, 33) * C1;
        low = (Long.rotateLeft(low, 31) + high) * 5 + 0x38495ab5;
    }

    private void finish(long length) {
        high ^= length;
        low ^= length;
        high += low;
        low += high;
        high = avalanche(high);
        low = avalanche(low);
        high += low;
        low += high;
    }

    private static long avalanche(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
