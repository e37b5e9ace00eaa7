package io.tickhouse.connectors.alpaca.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.JsonScanner.Unreadable;
import io.tickhouse.model.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the reader and the scan for types with a tree, on sample and on random frames. */
class FrameReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FrameReader reader = new FrameReader();

    @Test
    void readsTheSamples() throws Exception {
        int elements = 0;
        List<String> frames;
        try (InputStream in = getClass().getResourceAsStream("/alpaca/frames.jsonl");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            frames = lines.lines().toList();
        }
        assertThat(frames).hasSize(46);
        for (String frame : frames) {
            elements += check(frame);
        }
        assertThat(elements).isGreaterThan(60);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void readsRandomFrames(@ForAll("frames") String frame) throws Exception {
        check(frame);
    }

    @Provide
    Arbitrary<String> frames() {
        return RandomFrames.frames();
    }

    @Test
    void refusesWhatIsNoArray() {
        for (String broken :
                List.of(
                        "",
                        " ",
                        "{}",
                        "[",
                        "[{]",
                        "[{\"T\":\"t\"}",
                        "[{\"T\":\"t\"}]x",
                        "[{\"T\":\"t\"}]\0",
                        "[{\"T\":\"t\"},]",
                        "[{\"T\" \"t\"}]")) {
            assertThatThrownBy(() -> reader.read(broken.getBytes(UTF_8)))
                    .as(broken)
                    .isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void aDeepElementTakesNoNeighbourWithIt() throws Exception {
        String deep = "{\"T\":\"t\",\"S\":\"A\",\"k\":" + "[".repeat(99) + "]".repeat(99) + "}";
        byte[] frame = ("[" + deep + ",{\"T\":\"q\",\"S\":\"B\"}]").getBytes(UTF_8);

        assertThat(reader.read(frame)).isEqualTo(2);
        assertThat(reader.end(0) - reader.start(0)).isEqualTo(deep.length());
        assertThat(reader.symbol(0)).isEqualTo("A");
        assertThat(reader.symbol(1)).isEqualTo("B");
    }

    @Test
    void aTextThatIsTooLongIsNotAName() throws Exception {
        String longest = "S".repeat(FrameReader.LONGEST_NAME);
        String frame =
                "[{\"T\":\"t\",\"S\":\"%1$s\",\"x\":\"%1$s\"},{\"T\":\"t\",\"S\":\"%1$s!\",\"x\":\"\\n%1$s\"}]"
                        .formatted(longest);

        assertThat(reader.read(frame.getBytes(UTF_8))).isEqualTo(2);
        assertThat(reader.symbol(0)).isEqualTo(longest);
        assertThat(reader.exchange(0)).isEqualTo(longest);
        assertThat(reader.symbol(1)).isNull();
        assertThat(reader.exchange(1)).isNull();
        assertThat(
                        ControlReader.read(
                                "[{\"T\":\"subscription\",\"trades\":[\"A\",\"%s!\"]}]"
                                        .formatted(longest)
                                        .getBytes(UTF_8)))
                .containsExactly(
                        new ControlMessage.Acknowledgement(
                                Subscriptions.of(List.of(Channel.TRADES), List.of("A"))));
    }

    @Test
    void aTickerNamedLikeTheKeyIsNoType() {
        byte[] frame =
                "[{\"T\":\"subscription\",\"trades\":[\"T\"]},{\"T\" : \"q\",\"S\":\"T\"}]"
                        .getBytes(UTF_8);
        assertThat(FrameTypes.in(frame)).isEqualTo(FrameTypes.LONG_TYPE | bit('q'));
    }

    @Test
    void readsWhatTheServerSays() throws Exception {
        assertThat(
                        ControlReader.read(
                                ("[ {\"T\":\"success\",\"msg\":\"connected\"},{\"code\":406,\"T\":\"error\",\"msg\":\"connection"
                                                + " limit exceeded\"},{\"T\":\"t\",\"S\":\"A\"},"
                                                + "{\"T\":\"subscription\",\"trades\":[\"BRK.B\",\"A\"],"
                                                + "\"quotes\":[],\"bars\":[\"*\",\"A\"],\"pricing\":[\"X\"]}]")
                                        .getBytes(UTF_8)))
                .containsExactly(
                        new ControlMessage.Success("connected"),
                        new ControlMessage.Failure(406, "connection limit exceeded"),
                        new ControlMessage.Other(),
                        new ControlMessage.Acknowledgement(
                                new Subscriptions(
                                        java.util.Map.of(
                                                Channel.TRADES,
                                                java.util.Set.of("A", "BRK.B"),
                                                Channel.BARS,
                                                java.util.Set.of("*")))));
    }

    /** The frame is then passed on as data, and counts as unreadable. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"T\":\"success\",\"msg\":\"connected\"}] [{\"T\":\"t\",\"S\":\"A\"}]",
                "[]x",
                "[{\"T\":\"success\"}"
            })
    void refusesWhatTheServerSaysIfMoreFollows(String frame) {
        assertThatThrownBy(() -> ControlReader.read(frame.getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
    }

    private static long bit(char type) {
        return 1L << (type - 'a');
    }

    private int check(String text) throws Exception {
        byte[] frame = text.getBytes(UTF_8);
        JsonNode tree = JSON.readTree(frame);
        assertThat(reader.read(frame)).isEqualTo(tree.size());
        long types = 0;
        for (int i = 0; i < tree.size(); i++) {
            JsonNode expected = tree.get(i);
            JsonNode bytes = JSON.readTree(frame, reader.start(i), reader.end(i) - reader.start(i));
            assertThat(bytes).as("bytes of element %s", i).isEqualTo(expected);
            char type = type(expected.path("T"));
            assertThat(reader.channel(i)).isEqualTo(Channel.ofType(type));
            assertThat(reader.symbol(i)).isEqualTo(text(expected.path("S")));
            assertThat(reader.exchange(i)).isEqualTo(text(expected.path("x")));
            assertThat(reader.id(i)).isEqualTo(id(expected.path("i")));
            assertThat(reader.timeNs(i)).isEqualTo(time(expected.path("t")));
            if (type >= 'a' && type <= 'z') {
                types |= bit(type);
            }
            String longType = expected.path("T").asText();
            if (expected.path("T").isTextual() && longType.length() > 1) {
                types |= FrameTypes.LONG_TYPE;
            }
        }
        assertThat(FrameTypes.in(frame)).as("types seen at a glance").isEqualTo(types);
        return tree.size();
    }

    private static char type(JsonNode t) {
        return t.isTextual() && t.asText().length() == 1 ? t.asText().charAt(0) : 0;
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    private static long id(JsonNode i) {
        return i.isIntegralNumber() && i.canConvertToLong() ? i.asLong() : Message.ABSENT;
    }

    private static long time(JsonNode t) {
        if (!t.isTextual()) {
            return -1;
        }
        try {
            Instant instant = Instant.parse(t.asText());
            return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
        } catch (DateTimeException e) {
            return -1;
        }
    }
}
