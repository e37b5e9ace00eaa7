package io.tickhouse.alpaca.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Requests of a msgpack client. */
final class MsgpackRequests {

    private MsgpackRequests() {}

    static byte[] subscribe(String channel, String symbol) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(3).packString("action").packString("subscribe");
            packer.packString("news").packNil();
            packer.packString(channel).packArrayHeader(1).packString(symbol);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
