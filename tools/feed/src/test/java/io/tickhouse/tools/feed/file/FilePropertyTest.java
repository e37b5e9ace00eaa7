package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Tests that every way to write the same thing is read as the same thing. */
class FilePropertyTest {

    private static final long FIRST = 946_684_800L; // 2000
    private static final long LAST = 1_767_225_599L; // the end of 2025
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Times times = new Times(NEW_YORK, Times.Choice.EARLIER, null, 2000, 2026, null);

    @Property
    void anInstantIsTheSameInWhateverOffsetItIsWritten(
            @ForAll @LongRange(min = FIRST, max = LAST) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -18, max = 18) int hours)
            throws BadCell {
        Instant instant = Instant.ofEpochSecond(second, nano);
        String text = instant.atOffset(ZoneOffset.ofHours(hours)).toString();

        assertThat(times.read(text).nanos()).isEqualTo(second * 1_000_000_000L + nano);
    }

    @Property
    void aNumberIsReadByTheYearItGives(
            @ForAll @LongRange(min = FIRST, max = LAST) long second,
            @ForAll @IntRange(max = 3) int thousands)
            throws BadCell {
        String text = second + "000".repeat(thousands);

        assertThat(times.read(text).nanos()).isEqualTo(second * 1_000_000_000L);
    }

    @Property
    void aWallClockIsReadInItsZone(@ForAll @LongRange(min = FIRST, max = LAST) long second)
            throws BadCell {
        ZonedDateTime time =
                Instant.ofEpochSecond(second).atZone(NEW_YORK).withEarlierOffsetAtOverlap();
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").format(time);

        assertThat(times.read(text).nanos()).isEqualTo(time.toEpochSecond() * 1_000_000_000L);
    }

    @Property
    void aDayIsTheSameHoweverItIsWritten(@ForAll @IntRange(min = 11_000, max = 20_000) int epochDay)
            throws BadCell {
        LocalDate day = LocalDate.ofEpochDay(epochDay);
        long start = day.atStartOfDay(NEW_YORK).toEpochSecond() * 1_000_000_000L;

        for (String pattern :
                List.of("uuuu-MM-dd", "uuuuMMdd", "uuuu/M/d", "d-MMM-uuuu", "MMM d, uuuu")) {
            DateTimeFormatter format =
                    new DateTimeFormatterBuilder()
                            .appendPattern(pattern)
                            .toFormatter(Locale.ENGLISH);
            Times.Time read = times.read(format.format(day));
            assertThat(read).as(pattern).isEqualTo(new Times.Time(start, true));
        }
    }

    @Property
    void anyTextIsATimeOrABadCell(@ForAll @StringLength(max = 30) String text) {
        try {
            assertThat(times.read(text).nanos()).isNotNegative();
        } catch (BadCell e) {
            assertThat(e).hasMessageContaining("t");
        }
    }

    @Property
    void digitsWithMarksAreATimeOrABadCell(
            @ForAll
                    @StringLength(max = 25)
                    @CharRange(from = '0', to = '9')
                    @Chars({'-', ':', ' ', '/', '.', 'T', 'Z', '+', 'e'})
                    String text) {
        anyTextIsATimeOrABadCell(text);
    }

    @Property
    void aNumberKeepsItsValueInBothNotations(
            @ForAll @BigRange(min = "-1000000000", max = "1000000000") @Scale(6) BigDecimal number)
            throws BadCell {
        String plain = number.toPlainString();

        assertThat(new BigDecimal(new Numbers(Numbers.Mark.POINT, true).json("p", plain)))
                .isEqualByComparingTo(number);
        assertThat(
                        new BigDecimal(
                                new Numbers(Numbers.Mark.COMMA, true)
                                        .json("p", plain.replace('.', ','))))
                .isEqualByComparingTo(number);
        String grouped = String.format(Locale.ROOT, "%,.6f", number);
        assertThat(new BigDecimal(new Numbers(Numbers.Mark.POINT, true).json("p", grouped)))
                .isEqualByComparingTo(number);
    }

    @Property
    void anyCellIsAJsonNumberOrABadCell(
            @ForAll Numbers.Mark mark,
            @ForAll boolean grouped,
            @ForAll
                    @StringLength(min = 1, max = 10)
                    @CharRange(from = '0', to = '9')
                    @Chars({'-', '+', ',', '.', ' ', '\'', '$', 'e', 'E'})
                    String text)
            throws IOException {
        String json;
        try {
            json = new Numbers(mark, grouped).json("p", text);
        } catch (BadCell e) {
            return;
        }
        assertThat(JSON.readTree(json).isNumber()).as(json).isTrue();
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> cells =
                Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(6);
        return Arbitraries.integers()
                .between(2, 6)
                .flatMap(width -> cells.list().ofSize(width).list().ofMinSize(1).ofMaxSize(8));
    }

    @Property
    void theSeparatorOfPlainCellsIsFound(
            @ForAll("tables") List<List<String>> rows, @ForAll("separators") char separator) {
        List<String> lines =
                rows.stream().map(row -> String.join(String.valueOf(separator), row)).toList();

        assertThat(Delimiter.of(lines)).isEqualTo(separator);
    }

    @Property
    void separatorsWithinQuotesDoNotCount(
            @ForAll("tables") List<List<String>> rows, @ForAll("separators") char separator) {
        List<String> lines =
                rows.stream()
                        .map(row -> row.stream().map(cell -> "\",;|\t" + cell + "\"").toList())
                        .map(row -> String.join(String.valueOf(separator), row))
                        .toList();

        assertThat(Delimiter.of(lines)).isEqualTo(separator);
    }

    @Provide
    Arbitrary<Character> separators() {
        return Arbitraries.of('\t', '|', ';', ',');
    }

    @Provide
    Arbitrary<ObjectNode> messages() {
        return Combinators.combine(
                        Arbitraries.of("t", "q", "b", "x", ""),
                        Arbitraries.strings().ofMaxLength(5),
                        Arbitraries.bigDecimals()
                                .between(BigDecimal.ZERO, BigDecimal.TEN)
                                .ofScale(4),
                        Arbitraries.longs())
                .as(
                        (type, symbol, price, time) ->
                                JSON.createObjectNode()
                                        .put("T", type)
                                        .put("S", symbol)
                                        .put("p", price)
                                        .put("t", time));
    }

    @Property(tries = 300)
    void linesAndADocumentHoldTheSameMessages(
            @ForAll @Size(max = 8) List<@From("messages") ObjectNode> messages) throws IOException {
        StringBuilder lines = new StringBuilder();
        messages.forEach(message -> lines.append(message).append('\n'));
        String document = JSON.createArrayNode().addAll(messages).toPrettyString();

        List<Element> ofLines = all(new NdjsonReader(in(lines.toString()), options(), this::bad));
        List<Element> ofDocument = all(new JsonDocument(in(document), options(), this::bad));

        assertThat(trees(ofLines)).isEqualTo(trees(ofDocument)).hasSameSizeAs(messages);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(ofLines.get(i).json())
                    .isEqualTo(messages.get(i).toString().getBytes(StandardCharsets.UTF_8));
            assertThat(ofDocument.get(i).symbol()).isEqualTo(ofLines.get(i).symbol());
            assertThat(ofDocument.get(i).timeNs()).isEqualTo(ofLines.get(i).timeNs());
            assertThat(ofDocument.get(i).kind()).isEqualTo(ofLines.get(i).kind());
        }
    }

    @Property(tries = 300)
    void noLineStopsTheReaderOfLines(
            @ForAll @Size(max = 5) List<@StringLength(max = 20) String> odd) throws IOException {
        String good = "{\"T\":\"t\"}";
        StringBuilder text = new StringBuilder();
        odd.forEach(line -> text.append(line.replace('\n', ' ')).append('\n'));

        List<Element> read =
                all(new NdjsonReader(in(text + good), options(), (line, reason) -> {}));

        assertThat(read).isNotEmpty();
        assertThat(new String(read.get(read.size() - 1).json(), StandardCharsets.UTF_8))
                .isEqualTo(good);
    }

    private void bad(long line, String reason) {
        throw new AssertionError(line + ": " + reason);
    }

    private static FileOptions options() {
        return FileReading.options();
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Element> all(ElementReader reader) throws IOException {
        List<Element> all = new ArrayList<>();
        for (Element e = reader.next(); e != null; e = reader.next()) {
            all.add(e);
        }
        return all;
    }

    private static List<JsonNode> trees(List<Element> elements) throws IOException {
        List<JsonNode> trees = new ArrayList<>();
        for (Element element : elements) {
            trees.add(JSON.readTree(element.json()));
        }
        return trees;
    }
}
