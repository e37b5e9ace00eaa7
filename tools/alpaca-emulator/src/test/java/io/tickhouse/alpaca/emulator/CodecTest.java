package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

    @ParameterizedTest
    @CsvSource({
        ", JSON",
        "application/json, JSON",
        "text/plain, JSON",
        "application/msgpack, MSGPACK",
        "application/x-msgpack; charset=binary, MSGPACK"
    })
    void theContentTypeOfTheUpgradeDecides(String contentType, Codec codec) {
        assertThat(Codec.of(contentType)).isEqualTo(codec);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"text\"",
                "{",
                "{\"a\"}",
                "{a:1}",
                "\u0000",
                "{\"a\":1} {}",
                "{\"a\":1} x"
            })
    void whatIsNoObjectIsNoMessage(String text) {
        assertThat(read(Codec.JSON, text.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void aMessageThatNestsWithoutEndIsNoMessage() {
        String deep = "{\"a\":".repeat(100_000);

        assertThat(read(Codec.JSON, deep.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Property
    void anyTextIsAMessageOrNone(@ForAll String text) {
        JsonNode message = read(Codec.JSON, text.getBytes(StandardCharsets.UTF_8));

        assertThat(message == null || message.isObject()).isTrue();
    }

    @Test
    void msgpackSaysWhatJsonSays() {
        assertThat(read(Codec.MSGPACK, MsgpackRequests.subscribe("trades", "AAPL")))
                .isEqualTo(
                        read(
                                Codec.JSON,
                                "{\"action\":\"subscribe\",\"news\":null,\"trades\":[\"AAPL\"]}"
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aMsgpackMessageThatIsCutOffIsNoMessage() {
        byte[] whole = MsgpackRequests.subscribe("trades", "AAPL");

        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Codec.MSGPACK, Arrays.copyOf(whole, length))).isNull();
        }
    }

    /** An array, a map and a text of 2^31 - 1, arrays in arrays, and a byte after a message. */
    @ParameterizedTest
    @ValueSource(
            strings = {"dd7fffffff", "df7fffffff", "81a161db7fffffff", "81a161dd7fffffff", "80c0"})
    void aMsgpackMessageThatPromisesMoreOrHasMoreIsNoMessage(String message) {
        assertThat(read(Codec.MSGPACK, HexFormat.of().parseHex(message))).isNull();
    }

    @Test
    void aMsgpackMessageThatNestsWithoutEndIsNoMessage() {
        byte[] deep = HexFormat.of().parseHex("81a161" + "91".repeat(100_000) + "c0");

        assertThat(read(Codec.MSGPACK, deep)).isNull();
    }

    private static JsonNode read(Codec codec, byte[] message) {
        return codec.read(Unpooled.wrappedBuffer(message));
    }
}
