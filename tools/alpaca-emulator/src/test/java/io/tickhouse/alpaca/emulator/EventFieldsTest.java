package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

class EventFieldsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * A msgpack message says beforehand how many fields it has; one too few breaks all after it.
     */
    @ParameterizedTest
    @EnumSource(Feed.class)
    void msgpackHasTheFieldsOfJsonForEveryMessageOfAFeed(Feed feed) throws IOException {
        List<MarketEvent> events = events(feed);
        JsonFields json = new JsonFields();
        MsgpackFields msgpack = new MsgpackFields();
        for (MarketEvent event : events) {
            EventFields.write(event, json);
            EventFields.write(event, msgpack);
        }

        JsonNode unpacked = unpacked(msgpack.take(0));

        assertThat(keys(unpacked)).isEqualTo(keys(MAPPER.readTree(json.takeText())));
        assertThat(unpacked).hasSameSizeAs(events);
    }

    @Property
    void aDecimalIsWrittenInFullAndWithoutZerosAtTheEnd(@ForAll @LongRange(min = 0) long billionths)
            throws IOException {
        JsonFields json = new JsonFields();
        json.begin(1);
        json.decimal("p", billionths);
        json.end();

        BigDecimal exact = BigDecimal.valueOf(billionths, 9).stripTrailingZeros();
        assertThat(json.takeText()).isEqualTo("[{\"p\":" + exact.toPlainString() + "}]");
    }

    @Property
    void aTimeIsWrittenToTheNanosecond(@ForAll @LongRange(min = 0) long nanos) throws IOException {
        JsonFields json = new JsonFields();
        json.begin(1);
        json.time("t", nanos);
        json.end();

        String time = MAPPER.readTree(json.takeText()).get(0).get("t").asText();
        assertThat(Slices.nanos(Instant.parse(time))).isEqualTo(nanos);
    }

    @Property(tries = 200)
    void paddingMakesAFrameLongerAndChangesNoMessage(
            @ForAll @IntRange(min = 0, max = 300) int padTo) throws IOException {
        byte[] padded = ByteBufUtil.getBytes(oneTruth(new JsonFields()).take(padTo));

        assertThat(padded).hasSize(Math.max("[{\"r\":true}]".length(), padTo));
        assertThat(MAPPER.readTree(padded)).hasToString("[{\"r\":true}]");
    }

    @Property(tries = 200)
    void paddingInMsgpackIsAMessageOfItsOwn(@ForAll @IntRange(min = 50, max = 300) int padTo)
            throws IOException {
        ByteBuf padded = oneTruth(new MsgpackFields()).take(padTo);

        assertThat(padded.readableBytes()).isGreaterThanOrEqualTo(padTo);
        JsonNode messages = unpacked(padded);
        assertThat(messages.get(0)).hasToString("{\"r\":true}");
        assertThat(messages.get(1).path("T").asText()).isEqualTo("padding");
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aWriterIsEmptyAfterAFrame(Codec codec) throws IOException {
        FieldWriter writer = oneTruth(codec.writer());
        assertThat(writer.messages()).isOne();

        ByteBuf first = writer.take(0);

        assertThat(writer.messages()).isZero();
        assertThat(oneTruth(writer).take(0)).isEqualTo(first);
    }

    private static FieldWriter oneTruth(FieldWriter writer) throws IOException {
        writer.begin(1);
        writer.truth("r", true);
        writer.end();
        return writer;
    }

    /** Every kind of message that the feed sends in two minutes, and a book as a whole. */
    private static List<MarketEvent> events(Feed feed) {
        long from = Slices.of(Instant.parse("2026-03-02T14:30:00Z"));
        TradingHours hours = new TradingHours(from, from + 2L * Slices.PER_MINUTE, false);
        Day day = new Day(3, feed, List.of("BTC/USD", "IBM"), hours, 20, 5, 9);
        List<MarketEvent> events = new ArrayList<>();
        for (long slice = from; slice < hours.to(); slice++) {
            day.publish(slice, (channel, symbol) -> feed.channels().contains(channel), events::add);
        }
        events.add(day.snapshot("BTC/USD", from * Slices.NANOS));
        return events;
    }

    private static List<Set<String>> keys(JsonNode messages) {
        List<Set<String>> keys = new ArrayList<>();
        for (JsonNode message : messages) {
            Set<String> names = new HashSet<>();
            message.fieldNames().forEachRemaining(names::add);
            keys.add(names);
        }
        return keys;
    }

    private static JsonNode unpacked(ByteBuf frame) throws IOException {
        try (MessageUnpacker unpacker =
                MessagePack.newDefaultUnpacker(ByteBufUtil.getBytes(frame))) {
            String json = unpacker.unpackValue().toJson();
            assertThat(unpacker.hasNext()).isFalse();
            return MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8));
        }
    }
}
