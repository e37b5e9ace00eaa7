package io.tickhouse.model.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Texts of messages in state. They can be of any length, which {@code writeUTF} refuses. */
final class Texts {

    private Texts() {}

    static void write(String text, DataOutput out) throws IOException {
        write(text == null ? null : text.getBytes(UTF_8), out);
    }

    static void write(byte[] text, DataOutput out) throws IOException {
        out.writeInt(text == null ? -1 : text.length);
        if (text != null) {
            out.write(text);
        }
    }

    static String read(DataInput in) throws IOException {
        byte[] text = readBytes(in);
        return text == null ? null : new String(text, UTF_8);
    }

    static byte[] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] text = new byte[length];
        in.readFully(text);
        return text;
    }
}
