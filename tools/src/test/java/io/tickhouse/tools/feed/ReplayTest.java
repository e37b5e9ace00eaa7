package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.tickhouse.tools.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private static final String TRADE =
            "{\"T\":\"t\",\"S\":\"AAPL\",\"p\":1.50,\"t\":\"2026-03-02T14:30:00Z\"}";

    @TempDir private Path folder;

    private final List<String> badLines = new ArrayList<>();

    @Test
    void readsTradesByTheUsualNamesAndKeepsNumbersAsWritten() throws IOException {
        assertThat(
                        csv(
                                "timestamp,symbol,Price,SIZE,exchange,conditions,tape,Trade ID",
                                "2026-03-02T14:30:00.123456789Z,AAPL,190.10,100,V,@;I,C,71675551234567",
                                "2026-03-02 14:30:01,\"BRK.B\",5e2,,,,,"))
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":71675551234567,\"x\":\"V\",\"p\":190.10,\"s\":100,"
                                + "\"c\":[\"@\",\"I\"],\"z\":\"C\",\"t\":\"2026-03-02T14:30:00.123456789Z\"}",
                        "{\"T\":\"t\",\"S\":\"BRK.B\",\"p\":5e2,\"t\":\"2026-03-02T14:30:01Z\"}");
        assertThat(badLines).isEmpty();
    }

    @Test
    void tellsColumnsOfOneLetterApartByCase() throws IOException {
        assertThat(
                        csv(
                                "T,S,i,x,p,s,c,z,t",
                                "t,AAPL,1,V,2.5,7,\"[\"\"@\"\",\"\" \"\"]\",C,1772461800000"))
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,\"x\":\"V\",\"p\":2.5,\"s\":7,"
                                + "\"c\":[\"@\",\" \"],\"z\":\"C\",\"t\":1772461800000}");
    }

    @Test
    void readsQuotesAndBars() throws IOException {
        assertThat(csv("symbol,bid,ask,bid_size,ask_size,time", "A,1.1,1.2,100,200,1772461800"))
                .containsExactly(
                        "{\"T\":\"q\",\"S\":\"A\",\"bp\":1.1,\"bs\":100,\"ap\":1.2,\"as\":200,"
                                + "\"t\":\"2026-03-02T14:30:00Z\"}");
        assertThat(
                        csv(
                                "ticker,date,open,high,low,close,volume,vwap",
                                "A,2026-03-02,1,2,0.5,1.5,10,"))
                .containsExactly(
                        "{\"T\":\"b\",\"S\":\"A\",\"o\":1,\"h\":2,\"l\":0.5,\"c\":1.5,\"v\":10,"
                                + "\"t\":\"2026-03-02T00:00:00Z\"}");
    }

    @Test
    void takesColumnsAsMapped() throws IOException {
        CsvReader reader =
                new CsvReader(
                        stream("when,px,price,stock\n1772461800000,3,4,A\n"),
                        Kind.TRADES,
                        Map.of("S", "stock", "p", "px", "t", "when"),
                        this::bad);
        assertThat(texts(reader))
                .containsExactly("{\"T\":\"t\",\"S\":\"A\",\"p\":3,\"t\":1772461800000}");
    }

    @Test
    void refusesAHeaderItDoesNotUnderstand() {
        assertThatThrownBy(() -> csv("a,b", "1,2"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--kind");
        assertThatThrownBy(() -> csv("price,symbol", "1,2"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--map t=COLUMN");
    }

    @Test
    void reportsBadRowsWithTheirLinesAndGoesOn() throws IOException {
        assertThat(
                        csv(
                                "symbol,price,time",
                                "A,one,2026-03-02",
                                "A,1,yesterday",
                                ",1,2026-03-02",
                                "A,-1,2026-03-02",
                                "A,01,2026-03-02",
                                "A,1,2026-03-02"))
                .hasSize(1);
        assertThat(badLines)
                .extracting(line -> line.substring(0, 2))
                .containsExactly("2:", "3:", "4:", "5:", "6:");
    }

    @Test
    void passesLinesOfJsonThroughToTheByte() throws IOException {
        String odd =
                "{ \"T\":\"t\", \"S\":\"M\\u0053FT\", \"p\":1.50, \"x\":{\"S\":[1,2]},\"t\":1 }";
        NdjsonReader reader =
                new NdjsonReader(
                        stream(TRADE + "\r\n\n[" + odd + " , 7 ,\"é\",null]\n[]\n" + TRADE),
                        this::bad);

        assertThat(texts(reader)).containsExactly(TRADE, odd, "7", "\"é\"", "null", TRADE);
        assertThat(badLines).isEmpty();
    }

    @Test
    void reportsLinesThatAreNoMessages() throws IOException {
        NdjsonReader reader =
                new NdjsonReader(
                        stream(
                                "{\"T\":\n7\n"
                                        + TRADE
                                        + TRADE
                                        + "\n["
                                        + TRADE
                                        + ",\n"
                                        + TRADE
                                        + "\n"),
                        this::bad);

        assertThat(texts(reader)).containsExactly(TRADE);
        assertThat(badLines)
                .extracting(line -> line.substring(0, 2))
                .containsExactly("1:", "2:", "3:", "4:");
    }

    @Test
    void unpacksFilesAndTellsTheirFormat() throws IOException {
        byte[] lines = (TRADE + "\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(lines);
        }
        Path plain = Files.write(folder.resolve("a.jsonl"), lines);
        Path gz = Files.write(folder.resolve("recorded.gz"), zipped.toByteArray());
        Path zst = Files.write(folder.resolve("a.ndjson.zst"), Zstd.compress(lines));
        for (Path path : List.of(plain, gz, zst)) {
            try (ReplayFile file = ReplayFile.open(path)) {
                assertThat(file.format()).isEqualTo(ReplayFile.Format.NDJSON);
                assertThat(texts(new NdjsonReader(file.content(), this::bad)))
                        .as("%s", path.getFileName())
                        .containsExactly(TRADE);
                assertThat(file.bytesRead()).isEqualTo(Files.size(path));
            }
        }
        Path csv = Files.writeString(folder.resolve("ticks"), "symbol,price,time\n");
        try (ReplayFile file = ReplayFile.open(csv)) {
            assertThat(file.format()).isEqualTo(ReplayFile.Format.CSV);
        }
        Path lie = Files.write(folder.resolve("b.csv.gz"), lines);
        assertThatThrownBy(() -> ReplayFile.open(lie)).isInstanceOf(UserError.class);
    }

    @Test
    void waitsAsTheTimesOfTheFileSay() throws IOException {
        FakeClock clock = new FakeClock();
        List<Long> sent = new ArrayList<>();
        replay(clock, sent, 10, element(0), element(1000), element(1001), element(3000)).run();

        // At tenfold speed, and what is due within five milliseconds goes along.
        assertThat(sent).containsExactly(0L, 100L, 300L);
    }

    @Test
    void doesNotWaitForTimesThatGoBackOrAreNotThere() throws IOException {
        FakeClock clock = new FakeClock();
        List<Long> sent = new ArrayList<>();
        Element timeless = new Element(new byte[] {'1'}, new byte[0], null, -1);
        replay(clock, sent, 1, element(500), element(100), timeless, element(700)).run();

        assertThat(sent).containsExactly(0L, 200L);
    }

    @Test
    void maximalSpeedNeverWaits() throws IOException {
        FakeClock clock = new FakeClock();
        List<Long> sent = new ArrayList<>();
        replay(clock, sent, Replay.MAX, element(0), element(1_000_000)).run();

        assertThat(sent).containsExactly(0L);
        assertThat(clock.now).isZero();
    }

    @Test
    void keepsSymbolsInOnePartitionAndInOrder() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            lines.append(
                    "{\"T\":\"t\",\"S\":\"S%d\",\"p\":1,\"t\":%d}\n".formatted(i % 17, 1_000 + i));
        }
        Received received = new Received();
        new Replay(
                        new NdjsonReader(stream(lines.toString()), this::bad),
                        received,
                        new FakeClock(),
                        () -> false,
                        3,
                        50,
                        Replay.MAX)
                .run();

        assertThat(received.trades).isEqualTo(3_000);
        assertThat(received.counters.result(Duration.ZERO).trades()).isEqualTo(3_000);
        assertThat(received.ordered).isTrue();
        assertThat(received.partitionsOfSymbol).hasSize(17);
        assertThat(received.partitionsOfSymbol.values()).allMatch(found -> found.size() == 1);
    }

    @Test
    void readsSpeeds() {
        assertThat(ReplayCommand.speed("1x")).isEqualTo(1);
        assertThat(ReplayCommand.speed("0.5X")).isEqualTo(0.5);
        assertThat(ReplayCommand.speed("20")).isEqualTo(20);
        assertThat(ReplayCommand.speed("max")).isEqualTo(Replay.MAX);
        for (String wrong : List.of("0x", "-1x", "fast", "", "NaN")) {
            assertThatThrownBy(() -> ReplayCommand.speed(wrong)).isInstanceOf(UserError.class);
        }
    }

    @Test
    void readsTimesOfManyForms() {
        long second = 1_772_461_800_000_000_000L;
        assertThat(EventTime.parse("2026-03-02T14:30:00Z")).isEqualTo(second);
        assertThat(EventTime.parse("2026-03-02T09:30:00-05:00")).isEqualTo(second);
        assertThat(EventTime.parse("2026-03-02 14:30:00.000000001")).isEqualTo(second + 1);
        assertThat(EventTime.parse("1772461800")).isEqualTo(second);
        assertThat(EventTime.parse("1772461800000")).isEqualTo(second);
        assertThat(EventTime.parse("1772461800000000")).isEqualTo(second);
        assertThat(EventTime.parse("1772461800000000001")).isEqualTo(second + 1);
        assertThat(EventTime.parse("14:30")).isEqualTo(-1);
        assertThat(EventTime.parse("1812-03-02T14:30:00Z")).isEqualTo(-1);
    }

    private static Replay replay(
            FakeClock clock, List<Long> sent, double speed, Element... elements) {
        List<Element> rest = new ArrayList<>(List.of(elements));
        return new Replay(
                () -> rest.isEmpty() ? null : rest.remove(0),
                (partition, array, tally) -> sent.add(clock.now / 1_000_000),
                clock,
                () -> false,
                1,
                50,
                speed);
    }

    private static Element element(long milliseconds) {
        return new Element(new byte[] {'1'}, new byte[] {'A'}, null, milliseconds * 1_000_000);
    }

    private List<String> csv(String... lines) throws IOException {
        return texts(
                new CsvReader(stream(String.join("\n", lines) + "\n"), null, Map.of(), this::bad));
    }

    private static List<String> texts(ElementReader reader) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Element e = reader.next(); e != null; e = reader.next()) {
            texts.add(new String(e.json(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bad(long line, String reason) {
        badLines.add(line + ": " + reason);
    }

    private static final class FakeClock implements Waiting {

        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void until(long nanoTime) {
            now = nanoTime;
        }
    }
}
