package io.tickhouse.alpaca.emulator;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;

/** Writes one frame: an array of messages, field by field. */
interface FieldWriter {

    /** Starts a message; {@code fields} is their exact number. */
    void begin(int fields) throws IOException;

    void end() throws IOException;

    void text(String key, String value) throws IOException;

    void integer(String key, long value) throws IOException;

    /** A number given in billionths. */
    void decimal(String key, long billionths) throws IOException;

    void time(String key, long nanos) throws IOException;

    void texts(String key, List<String> values) throws IOException;

    void truth(String key, boolean value) throws IOException;

    /** An array of {@code {"p":…,"s":…}}; prices and sizes alternate. */
    void levels(String key, List<Long> levels) throws IOException;

    /** Messages begun since {@link #take}. */
    int messages();

    /**
     * The frame's payload; the writer is empty afterwards.
     *
     * @param padTo minimum length in bytes, reached with content that a reader ignores
     */
    ByteBuf take(int padTo) throws IOException;
}
