package io.tickhouse.tools.compare;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.kafka.common.header.Header;

/**
 * 128-bit hash of a row: MurmurHash3 x64 of its coordinate, key, value and headers. Each is
 * preceded by its length, so that no two rows have the same bytes to hash.
 *
 * <p>{@link Blocks} adds up the hashes, so sums must not be related to each other. With a linear
 * checksum such as a CRC, two changes can cancel out. MurmurHash3 mixes by multiplication and
 * rotation, and its two halves avalanche fully. It does not withstand someone who builds
 * collisions, but that is not a threat here.
 */
final class RowHash {

    private static final int SEED = 0x7469636b;

    private byte[] buffer = new byte[1024];
    private int length;

    /** The two halves. */
    long[] of(Row row) {
        length = 0;
        putLong(row.source.partition());
        putLong(row.source.offset());
        putLong(row.source.index());
        put(row.key);
        put(row.value);
        for (Header header : row.headers) {
            put(header.key().getBytes(StandardCharsets.UTF_8));
            put(header.value());
        }
        return MurmurHash3.hash128x64(buffer, 0, length, SEED);
    }

    private void put(byte[] bytes) {
        if (bytes == null) {
            putLong(-1);
            return;
        }
        putLong(bytes.length);
        grow(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void putLong(long number) {
        grow(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            buffer[length++] = (byte) (number >>> shift);
        }
    }

    private void grow(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
