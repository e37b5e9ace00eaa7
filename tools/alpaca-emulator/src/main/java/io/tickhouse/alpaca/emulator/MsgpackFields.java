package io.tickhouse.alpaca.emulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** The msgpack codec: times are the timestamp extension, prices are floats. */
final class MsgpackFields implements FieldWriter {

    private static final long BILLION = 1_000_000_000L;

    private final MessageBufferPacker body = MessagePack.newDefaultBufferPacker();
    private int messages;

    @Override
    public void begin(int fields) throws IOException {
        body.packMapHeader(fields);
        messages++;
    }

    @Override
    public void end() {
        // A map ends with its last field.
    }

    @Override
    public void text(String key, String value) throws IOException {
        body.packString(key).packString(value);
    }

    @Override
    public void integer(String key, long value) throws IOException {
        body.packString(key).packLong(value);
    }

    @Override
    public void decimal(String key, long billionths) throws IOException {
        body.packString(key).packDouble(billionths / 1e9);
    }

    @Override
    public void time(String key, long nanos) throws IOException {
        body.packString(key)
                .packTimestamp(Math.floorDiv(nanos, BILLION), (int) Math.floorMod(nanos, BILLION));
    }

    @Override
    public void texts(String key, List<String> values) throws IOException {
        body.packString(key).packArrayHeader(values.size());
        for (String value : values) {
            body.packString(value);
        }
    }

    @Override
    public void truth(String key, boolean value) throws IOException {
        body.packString(key).packBoolean(value);
    }

    @Override
    public void levels(String key, List<Long> levels) throws IOException {
        body.packString(key).packArrayHeader(levels.size() / 2);
        for (int i = 0; i < levels.size(); i += 2) {
            body.packMapHeader(2);
            decimal("p", levels.get(i));
            decimal("s", levels.get(i + 1));
        }
    }

    @Override
    public int messages() {
        return messages;
    }

    @Override
    public ByteBuf take(int padTo) throws IOException {
        int padding = padTo - (int) body.getTotalWrittenBytes();
        if (padding > 0) {
            // msgpack has no white space, so pad with a message of an unknown type.
            body.packMapHeader(2).packString("T").packString("padding");
            body.packString("bytes").packBinaryHeader(padding).writePayload(new byte[padding]);
            messages++;
        }
        ByteBuf payload;
        try (MessageBufferPacker head = MessagePack.newDefaultBufferPacker()) {
            head.packArrayHeader(messages);
            payload = Unpooled.wrappedBuffer(head.toByteArray(), body.toByteArray());
        }
        body.clear();
        messages = 0;
        return payload;
    }
}
