package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * The encoding of messages. Only the header Content-Type of the upgrade decides it: one client
 * sends its JSON in binary frames.
 */
enum Codec {
    JSON(1),
    MSGPACK(2);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final int opcode;

    Codec(int opcode) {
        this.opcode = opcode;
    }

    static Codec of(String contentType) {
        return contentType != null && contentType.contains("msgpack") ? MSGPACK : JSON;
    }

    /** The opcode of its frames. */
    int opcode() {
        return opcode;
    }

    FieldWriter writer() {
        return this == JSON ? new JsonFields() : new MsgpackFields();
    }

    /** Parses a client's message; null if it is not one valid message. */
    JsonNode read(ByteBuf payload) {
        byte[] bytes = ByteBufUtil.getBytes(payload);
        String json;
        if (this == JSON) {
            json = new String(bytes, StandardCharsets.UTF_8);
        } else {
            try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
                json = unpacker.unpackValue().toJson();
            } catch (IOException | MessagePackException e) {
                return null;
            }
        }
        try {
            JsonNode node = MAPPER.readTree(json);
            return node != null && node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
