package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.FlatReader.NotARow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link FlatJson} writes is read back, and nothing else is taken for it. */
class FlatReaderTest {

    private static final String TRADE =
            """
            {"T":"t","S":"AAPL","i":7,"x":"V","p":190.125,"s":100,"timestamp":1772461800123,\
            "c":["@","I"],"z":"C","timestamp_ns":1772461800123456789,"src":"2-41-3"}""";

    private final Map<Kind, FlatReader> readers = new EnumMap<>(Kind.class);
    private final FlatJson json = new FlatJson();

    FlatReaderTest() {
        for (Kind kind : Kind.values()) {
            readers.put(kind, new FlatReader(kind));
        }
    }

    @Test
    void readsATradeToItsLastField() throws Exception {
        Trade trade = (Trade) read(Kind.TRADE, TRADE);

        assertThat(text(trade.type)).isEqualTo("t");
        assertThat(text(trade.symbol)).isEqualTo("AAPL");
        assertThat(trade.id).isEqualTo(7);
        assertThat(text(trade.exchange)).isEqualTo("V");
        assertThat(trade.price).isEqualTo(190.125);
        assertThat(trade.size).isEqualTo(100);
        assertThat(trade.timeNs).isEqualTo(1_772_461_800_123_456_789L);
        assertThat(Arrays.stream(trade.conditions).map(FlatReaderTest::text))
                .containsExactly("@", "I");
        assertThat(text(trade.tape)).isEqualTo("C");
        assertThat(trade.takerSide).isNull();
        assertThat(trade.update).isNull();
        assertThat(trade.partition).isEqualTo(2);
        assertThat(trade.offset).isEqualTo(41);
        assertThat(trade.index).isEqualTo(3);
    }

    @Test
    void nothingOfTheLastRowIsLeft() throws Exception {
        read(Kind.TRADE, TRADE);

        Trade trade =
                (Trade)
                        read(
                                Kind.TRADE,
                                "{\"T\":\"t\",\"S\":\"A\",\"timestamp\":0,\"timestamp_ns\":1,"
                                        + "\"src\":\"0-0-0\"}");

        assertThat(trade.id).isEqualTo(Message.ABSENT);
        assertThat(trade.price).isNaN();
        assertThat(trade.conditions).isNull();
        assertThat(trade.exchange).isNull();
    }

    /** Rows of all kinds by seed: the fields of the message are the same, and so are its bytes. */
    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    void givesTheMessageThatWasWritten(@ForAll long seed) {
        rows(seed);
    }

    @Test
    void allKindsAreAmongTheRowsBySeed() {
        Set<Kind> seen = EnumSet.noneOf(Kind.class);
        for (long seed = 0; seed < 2_000; seed++) {
            seen.addAll(rows(seed));
        }

        assertThat(seen).containsExactlyInAnyOrder(Kind.values());
    }

    private Set<Kind> rows(long seed) {
        Set<Kind> seen = EnumSet.noneOf(Kind.class);
        new Flattener()
                .flatten(
                        new RandomRecords(seed).next(),
                        (int) (seed & Integer.MAX_VALUE),
                        seed & Long.MAX_VALUE,
                        new Flattener.Output() {
                            @Override
                            public void row(Message message) {
                                assertIsReadBack(message);
                                seen.add(message.kind());
                            }

                            @Override
                            public void deadLetter(DeadLetter deadLetter) {}
                        });
        return seen;
    }

    private void assertIsReadBack(Message message) {
        byte[] row = json.toBytes(message);
        Message read;
        try {
            read = readers.get(message.kind()).read(row);
        } catch (NotARow e) {
            throw new AssertionError(text(row), e);
        }
        assertThat(read)
                .usingRecursiveComparison()
                .withComparatorForType(Double::compare, Double.class)
                .isEqualTo(message);
        assertThat(text(json.toBytes(read))).isEqualTo(text(row));
    }

    @Property(tries = 2_000)
    void aRowThatIsCutOffIsNotARow(@ForAll int at) {
        byte[] row = bytes(TRADE);
        byte[] cut = Arrays.copyOf(row, Math.floorMod(at, row.length));

        assertThatThrownBy(() -> readers.get(Kind.TRADE).read(cut)).isInstanceOf(NotARow.class);
    }

    /** Whatever is read of damaged bytes has a symbol, a time and a source. */
    @Property(tries = 5_000)
    void damagedBytesGiveARowOrTheReason(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] row = bytes(TRADE);
        row[random.nextInt(row.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            Message message = readers.get(Kind.TRADE).read(row);
            assertThat(message.symbol).isNotEmpty();
            assertThat(message.timeNs).isNotNegative();
            assertThat(message.offset).isNotNegative();
        } catch (NotARow e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"T\":\"t\",    |                  | T is not that of trades",
                "\"T\":\"t\"     | \"T\":\"q\"      | T is not that of trades",
                "\"T\":\"t\"     | \"T\":null       | T is not that of trades",
                "\"S\":\"AAPL\", |                  | no S (symbol)",
                "\"AAPL\"        | \"\"             | S (symbol) is empty",
                "\"p\":190.125   | \"p\":\"190\"    | p is not a number",
                "\"p\":190.125   | \"p\":-1         | p is out of range",
                "\"i\":7         | \"i\":7,\"i\":8  | i stands twice",
                "\"i\":7         | \"i\":7.5        | i is not an integer in range",
                "123456789       | 124456789        | are different times",
                "\"timestamp\":1772461800123, |     | no timestamp",
                "\"timestamp_ns\":1772461800123456789, | | no timestamp_ns",
                "\"timestamp_ns\" | \"t\"           | no timestamp_ns",
                "2-41-3          | 2-41             | src is not partition-offset-index",
                "2-41-3          | 2-41-3-1         | src is not partition-offset-index",
                "2-41-3          | 2--1             | src is not partition-offset-index",
                "2-41-3          | 2147483648-41-3  | src is not partition-offset-index",
                "2-41-3          | 2-9223372036854775808-3 | src is not partition-offset-index",
                "\"src\":\"2-41-3\" | \"src\":null  | no src",
                "\"c\":[\"@\",\"I\"] | \"c\":[1]    | c holds something other than strings",
                "{               | [{               | not JSON in UTF-8",
            })
    void saysWhatIsWrong(String part, String instead, String reason) {
        assertThat(TRADE).contains(part);
        String row = TRADE.replace(part, instead == null ? "" : instead);

        assertThatThrownBy(() -> read(Kind.TRADE, row))
                .isInstanceOf(NotARow.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whatIsNotAnObjectIsNotARow() {
        assertThatThrownBy(() -> read(Kind.TRADE, "[1]")).hasMessage("not an object");
        assertThatThrownBy(() -> read(Kind.TRADE, "{}")).hasMessage("T is not that of trades");
        assertThatThrownBy(() -> readers.get(Kind.TRADE).read(null))
                .isInstanceOf(NotARow.class)
                .hasMessage("there is no value");
    }

    @Test
    void aKeyOfALaterVersionIsIgnored() throws Exception {
        Message trade = read(Kind.TRADE, TRADE.replace("{", "{\"new\":{\"S\":[1]},\"t\":5,"));

        assertThat(text(json.toBytes(trade))).isEqualTo(TRADE);
    }

    /** A row may be a little longer than the longest element that the flatten rule takes. */
    @Test
    void theLongestRowIsRead() throws Exception {
        String conditions = "\"@\",".repeat(250_000) + "\"I\"";

        Trade trade = (Trade) read(Kind.TRADE, TRADE.replace("\"@\",\"I\"", conditions));

        assertThat(trade.conditions.length).isEqualTo(250_001);
    }

    private Message read(Kind kind, String row) throws NotARow {
        return readers.get(kind).read(bytes(row));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
