package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Longs in as many bytes as they need: 7 bits a byte, the lowest first, and the sign before. */
final class VarLong {

    private VarLong() {}

    static void write(long value, DataOutput out) throws IOException {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long read(DataInput in) throws IOException {
        long value = 0;
        int shift = 0;
        byte part;
        do {
            part = in.readByte();
            value |= (part & 0x7fL) << shift;
            shift += 7;
        } while (part < 0);
        return (value >>> 1) ^ -(value & 1);
    }
}
