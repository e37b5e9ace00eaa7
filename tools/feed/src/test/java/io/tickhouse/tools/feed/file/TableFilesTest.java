package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests tables of many origins, from the bytes of the file to the messages and the notes about it.
 */
class TableFilesTest {

    private static final Path CASES = Path.of("src/test/resources/replay");

    @TempDir private Path folder;

    @Test
    void readsTradesByTheUsualNamesAndKeepsNumbersAsWritten() throws IOException {
        FileReading read =
                read(
                        List.of(
                                "timestamp,symbol,Price,SIZE,exchange,conditions,tape,Trade ID",
                                "2026-03-02T14:30:00.123456789Z,AAPL,190.10,100,V,@;I,C,71675551234567",
                                "2026-03-02 14:30:01Z,\"BRK.B\",5e2,,,,,"));
        assertThat(read.messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":71675551234567,\"x\":\"V\",\"p\":190.10,\"s\":100,"
                                + "\"c\":[\"@\",\"I\"],\"z\":\"C\",\"t\":\"2026-03-02T14:30:00.123456789Z\"}",
                        "{\"T\":\"t\",\"S\":\"BRK.B\",\"p\":5e2,\"t\":\"2026-03-02T14:30:01Z\"}");
        assertThat(read.badRows).isEmpty();
    }

    @Test
    void tellsColumnsOfOneLetterApartByCase() throws IOException {
        FileReading read =
                read(
                        List.of(
                                "T,S,i,x,p,s,c,z,t",
                                "t,AAPL,1,V,2.5,7,\"[\"\"@\"\",\"\" \"\"]\",C,1772461800000"));
        assertThat(read.messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,\"x\":\"V\",\"p\":2.5,\"s\":7,"
                                + "\"c\":[\"@\",\" \"],\"z\":\"C\",\"t\":\"2026-03-02T14:30:00Z\"}");
        assertThat(read.mapping.unused()).containsExactly("T");
    }

    @Test
    void readsQuotesAndBars() throws IOException {
        assertThat(
                        read(List.of(
                                        "symbol,bid,ask,bid_size,ask_size,time",
                                        "A,1.1,1.2,100,200,1772461800"))
                                .messages)
                .containsExactly(
                        "{\"T\":\"q\",\"S\":\"A\",\"bp\":1.1,\"bs\":100,\"ap\":1.2,\"as\":200,"
                                + "\"t\":\"2026-03-02T14:30:00Z\"}");
        assertThat(
                        read(List.of(
                                        "ticker,timestamp,open,high,low,close,volume,vwap",
                                        "A,2026-03-02T14:30:00Z,1,2,0.5,1.5,10,"))
                                .messages)
                .containsExactly(
                        "{\"T\":\"b\",\"S\":\"A\",\"o\":1,\"h\":2,\"l\":0.5,\"c\":1.5,\"v\":10,"
                                + "\"t\":\"2026-03-02T14:30:00Z\"}");
    }

    @Test
    void takesColumnsAsMapped() throws IOException {
        FileReading read =
                read(
                        List.of("when,px,price,stock,id", "1772461800000,3,4,A,x7"),
                        "--kind=trade",
                        "--map=S=stock,p=px,t=when,i=");
        assertThat(read.messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"A\",\"p\":3,\"t\":\"2026-03-02T14:30:00Z\"}");
        assertThat(read.mapping.unused()).containsExactly("price", "id");
    }

    @Test
    void joinsADayAndATimeOfDayThatTheUserNames() throws IOException {
        FileReading read =
                read(
                        List.of("symbol,d1,t1,price", "A,20240131,93000,1"),
                        "--map=t=d1+t1",
                        "--zone=America/New_York");
        assertThat(read.messages.get(0)).contains("\"t\":\"2024-01-31T14:30:00Z\"");
    }

    @Test
    void refusesAHeaderItDoesNotUnderstand() {
        assertRefused(List.of("a,b", "1,2"), "--kind");
        assertRefused(List.of("price,symbol", "1,A"), "--map t=COLUMN");
        assertRefused(List.of("symbol", "A"), "--delimiter");
        assertRefused(
                List.of("symbol,price,bid,ask,time", "A,1,1,2,1772461800"),
                "both trades and quotes",
                "--kind");
    }

    @Test
    void reportsBadRowsWithTheirLinesAndGoesOn() throws IOException {
        FileReading read =
                read(
                        List.of(
                                "symbol,price,time",
                                "A,one,2026-03-02",
                                "",
                                "A,1,yesterday",
                                ",1,2026-03-02",
                                "A,-1,2026-03-02",
                                "A,,2026-03-02",
                                "A,1",
                                "A,1,2026-03-02,4",
                                "A,1,2026-03-02,",
                                "A,1,2026-03-02T09:30:00Z"));
        assertThat(read.messages).hasSize(2);
        assertThat(read.badRows)
                .extracting(line -> line.substring(0, 2))
                .containsExactly("2:", "4:", "5:", "6:", "7:", "8:", "9:");
        assertThat(read.mapping.badRows()).hasSize(7);
    }

    @Test
    void refusesATableOfWhichNoRowCanBeRead() {
        assertRefused(
                List.of("symbol,price,time", "A,one,2026-03-02", "A,two,2026-03-02"),
                "None of the first 2 rows",
                "line 2: p is not a number: one");
    }

    @Test
    void aQuoteThatIsNotClosedIsTold() throws IOException {
        FileReading read =
                read(
                        List.of(
                                "symbol,price,time",
                                "A,1,1772461800",
                                "\"B,1,1772461800",
                                "C,1,1772461800"));
        assertThat(read.messages).hasSize(1);
        assertThat(read.badRows).singleElement().asString().startsWith("3: ");
    }

    @Test
    void refusesWhatCouldMeanTwoThings() {
        assertRefused(
                List.of("symbol,price,date", "A,1,01/02/2024"),
                "Line 2",
                "--date-order mdy or dmy");
        assertRefused(
                List.of("symbol;price;time", "A;1,200;1772461800"), "1,200", "--decimal comma");
        assertRefused(List.of("symbol,price,time", "A,1,09:30:00"), "--date");
    }

    @Test
    void theOrderOfDayAndMonthFollowsFromADateThatLeavesNoChoice() throws IOException {
        FileReading read = read(List.of("symbol,price,date", "A,1,01/02/2024", "A,1,01/31/2024"));
        assertThat(read.messages.get(0)).contains("\"t\":\"2024-01-02T00:00:00Z\"");
    }

    @Test
    void dailyBarsAreTold() throws IOException {
        List<String> daily =
                List.of(
                        "symbol,date,time,open,high,low,close",
                        "A,20240131,000000,1,1,1,1",
                        "A,20240201,000000,1,1,1,1");
        assertThat(read(daily).messages.get(0)).startsWith("{\"T\":\"d\"");
        assertThat(read(daily).mapping.daily()).isTrue();
        assertThat(read(daily, "--bars=minute").messages.get(0)).startsWith("{\"T\":\"b\"");
        assertThat(read(daily, "--zone=America/New_York").messages.get(0))
                .contains("\"T\":\"d\"", "\"t\":\"2024-01-31T05:00:00Z\"");
    }

    @Test
    void aDailyFileWithATimeOfDayFurtherOnNeedsItsZone() throws IOException {
        List<String> lines =
                IntStream.range(0, 1100)
                        .mapToObj(
                                i ->
                                        "A,2024-01-31,%s,1,1,1,1"
                                                .formatted(i < 1050 ? "00:00" : "09:30"))
                        .collect(Collectors.toList());
        lines.add(0, "symbol,date,time,open,high,low,close");
        FileReading read = read(lines);
        assertThat(read.messages).hasSize(1050);
        assertThat(read.badRows).hasSize(50).allMatch(row -> row.contains("--zone"));
    }

    @Test
    void missingValuesAreLeftOutAndTold() throws IOException {
        FileReading read =
                read(
                        List.of(
                                "Date,Open,High,Low,Close,Adj Close,Volume",
                                "2024-01-02,1,2,1,2,2,null",
                                "2024-01-03,null,null,null,null,null,null"),
                        "--symbol=A");
        assertThat(read.messages).hasSize(1);
        assertThat(read.messages.get(0)).doesNotContain("\"v\"");
        assertThat(read.badRows).containsExactly("3: no price");
        assertThat(read.notes).anyMatch(note -> note.contains("null"));
    }

    @Test
    void readsSeveralSymbolsSideBySide() throws IOException {
        List<String> lines =
                List.of(
                        "Price,Close,Close,Open,Open",
                        "Ticker,AAPL,MSFT,AAPL,MSFT",
                        "Date,,,,",
                        "2024-01-02,1.5,2.5,1.4,2.4",
                        "2024-01-03,1.6,,1.5,");
        assertThat(read(lines).messages)
                .containsExactly(
                        "{\"T\":\"d\",\"S\":\"AAPL\",\"o\":1.4,\"c\":1.5,\"t\":\"2024-01-02T00:00:00Z\"}",
                        "{\"T\":\"d\",\"S\":\"MSFT\",\"o\":2.4,\"c\":2.5,\"t\":\"2024-01-02T00:00:00Z\"}",
                        "{\"T\":\"d\",\"S\":\"AAPL\",\"o\":1.5,\"c\":1.6,\"t\":\"2024-01-03T00:00:00Z\"}");
        assertRefused(lines, new String[] {"--symbol=X"}, "AAPL, MSFT", "leave out --symbol");
    }

    @Test
    void theDateInTheNameOfAFileMayStandBesideOtherNumbers() {
        assertThat(CsvReader.dateIn("x20259999.csv")).isNull();
        assertThat(CsvReader.dateIn("account_12345678_20240131.csv"))
                .isEqualTo(LocalDate.of(2024, 1, 31));
        assertThat(CsvReader.dateIn("trades.csv")).isNull();
    }

    @Test
    void readsTradesOfNyseTaq() throws IOException {
        FileReading read =
                FileReading.of(
                        folder,
                        "EQY_US_ALL_TRADE_20240131",
                        List.of(
                                "Time|Exchange|Symbol|Sale Condition|Trade Volume|Trade Price|"
                                        + "Trade Stop Stock Indicator|Trade Correction Indicator|Trade Id",
                                "093002000111000|N|BRK B| O  |2500|41.20|N|00|",
                                "160000000111000|N|BRK B|@ TI|25|41.20|N|08|17",
                                "END|20240131|2||||||"));
        assertThat(read.messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"BRK B\",\"x\":\"N\",\"p\":41.20,\"s\":2500,"
                                + "\"c\":[\" \",\"O\"],\"t\":\"2024-01-31T14:30:02.000111Z\"}",
                        "{\"T\":\"t\",\"S\":\"BRK B\",\"i\":17,\"x\":\"N\",\"p\":41.20,\"s\":25,"
                                + "\"c\":[\"@\",\"T\",\"I\"],\"u\":\"canceled\",\"t\":\"2024-01-31T21:00:00.000111Z\"}");
        assertThat(read.badRows).isEmpty();
        assertThat(read.notes).contains("1 rows are not messages: the line END");
    }

    @Test
    void readsDatabentoWithPricesInBillionths() throws IOException {
        FileReading read =
                read(
                        List.of(
                                "ts_recv,ts_event,rtype,action,side,price,size,symbol",
                                "1710340200000000100,1710340200000000000,0,T,A,185500000000,100,AAPL",
                                "2024-03-13T14:30:00.000000100Z,2024-03-13T14:30:00.000000000Z,0,T,B,185.500000000,1,AAPL",
                                "1710340200000000100,1710340200000000000,0,C,A,185500000000,100,AAPL"));
        assertThat(read.messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"p\":185.5,\"s\":100,\"tks\":\"S\",\"t\":\"2024-03-13T14:30:00Z\"}",
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"p\":185.500000000,\"s\":1,\"tks\":\"B\",\"t\":\"2024-03-13T14:30:00Z\"}");
        assertThat(read.notes).anyMatch(note -> note.contains("action is not T"));
    }

    @Test
    void readsLayoutsWithoutAHeader() throws IOException {
        assertThat(
                        read(
                                        List.of(
                                                "55,61010.50,0.125,900,901,1786390000123456,False,True"),
                                        "--format=binance",
                                        "--symbol=BTC/USDT")
                                .messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"BTC/USDT\",\"i\":55,\"p\":61010.50,\"s\":0.125,"
                                + "\"tks\":\"B\",\"t\":\"2026-08-10T19:26:40.123456Z\"}");
        assertThat(
                        read(
                                        List.of("7,61010.50,0.125,7.6,1700000000123,true"),
                                        "--format=binance",
                                        "--symbol=BTC/USDT")
                                .messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"BTC/USDT\",\"i\":7,\"p\":61010.50,\"s\":0.125,"
                                + "\"tks\":\"S\",\"t\":\"2023-11-14T22:13:20.123Z\"}");
        assertThat(
                        read(
                                        List.of("2024-01-02 09:30:00,1,2,1,2,10"),
                                        "--format=firstrate",
                                        "--symbol=A")
                                .messages
                                .get(0))
                .contains("\"T\":\"b\"", "2024-01-02T14:30:00Z");
        assertThat(
                        read(
                                        List.of("20240702 093000;1.1;1.2;1.0;1.1;0"),
                                        "--format=histdata",
                                        "--symbol=EURUSD")
                                .messages
                                .get(0))
                .contains("2024-07-02T14:30:00Z"); // no summer time
        assertThat(
                        read(
                                        List.of("1700000000.1234,36500.1,0.5"),
                                        "--format=kraken",
                                        "--symbol=XBTUSD")
                                .messages
                                .get(0))
                .contains("2023-11-14T22:13:20.123400Z");
        assertRefused(
                List.of("1,2,3,4"),
                new String[] {"--format=binance", "--symbol=A"},
                "has no header",
                "--columns");
    }

    @Test
    void readsLayoutsByTheirHeaders() throws IOException {
        FileReading finam =
                read(
                        List.of(
                                "<TICKER>;<PER>;<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>",
                                "SBER;1;20240131;100100;1;2;1;2;10"),
                        "--zone=Europe/Moscow");
        assertThat(finam.mapping.facts()).containsEntry("layout", "Finam bars");
        assertThat(finam.messages.get(0)).contains("\"T\":\"b\"", "2024-01-31T07:01:00Z");
        FileReading dukascopy =
                read(
                        List.of(
                                "Gmt time,Ask,Bid,AskVolume,BidVolume",
                                "05.01.2026 00:00:01.250,1.10412,1.10409,1.2,0.9"),
                        "--symbol=EUR/USD");
        assertThat(dukascopy.messages.get(0)).contains("\"t\":\"2026-01-05T00:00:01.250Z\"");
        FileReading nasdaq =
                read(
                        List.of(
                                "Date,Close/Last,Volume,Open,High,Low",
                                "01/05/2024,$181.18,62379660,$181.99,$182.76,$180.17"),
                        "--symbol=AAPL");
        assertThat(nasdaq.messages.get(0)).contains("\"c\":181.18", "2024-01-05T00:00:00Z");
        FileReading massive =
                read(
                        List.of(
                                "ticker,volume,open,close,high,low,window_start,transactions",
                                "XYZ,1204.250000,41.20,41.27,41.31,41.18,1779440400000000000,37"));
        assertThat(massive.messages.get(0))
                .contains("\"T\":\"b\"", "\"h\":41.31,\"l\":41.18,\"c\":41.27,\"v\":1204.250000");
        FileReading kaggle =
                read(
                        List.of(
                                "Index,Date,Open,High,Low,Close,Adj Close,Volume,CloseUSD",
                                "HSI,1986-12-31,2568.3,2568.3,2568.3,2568.3,2568.3,0.0,333.87"));
        assertThat(kaggle.messages.get(0)).contains("\"S\":\"HSI\"", "\"T\":\"d\"");
        assertThat(kaggle.mapping.unused()).containsExactly("Adj Close", "CloseUSD");
        assertRefused(
                List.of(
                        "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>",
                        "2024.01.15\t10:30:00.123\t1.08500\t1.08503\t\t"),
                new String[] {"--symbol=EURUSD"},
                "--zone",
                "the broker's server");
    }

    @Test
    void weeklyBarsHaveNoType() {
        assertRefused(
                List.of(
                        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>",
                        "A,W,20240105,000000,1,1,1,1,1,0"),
                "week");
    }

    @Test
    void aNamedLayoutGivesWayToPlainColumns() throws IOException {
        FileReading read =
                read(
                        List.of(
                                "Date,Open,High,Low,Close,Adj Close,Volume",
                                "2024-01-02,1,2,1,2,3,4"),
                        "--format=csv",
                        "--symbol=A",
                        "--map=c=Adj Close");
        assertThat(read.messages.get(0)).contains("\"c\":3");
        assertThat(read.mapping.unused()).containsExactly("Close");
    }

    @Test
    void passesOverLinesBeforeTheHeader() throws IOException {
        List<String> lines =
                List.of("https://www.example.com", "symbol,price,time", "A,1,1772461800");
        assertThat(read(lines, "--skip-lines=1").messages).hasSize(1);
        assertRefused(lines, "one column only", "--skip-lines");
        assertThat(read(List.of("sep=;", "symbol;price;time", "A;1;1772461800")).messages)
                .hasSize(1);
    }

    @Test
    void otherCharacterSetsAreAskedFor() throws IOException {
        byte[] latin =
                "symbol,exchange,price,time\nA,\u00dc,1,1772461800\nB,V,1,1772461800\n"
                        .getBytes(Charset.forName("windows-1252"));
        Path file = Files.write(folder.resolve("latin.csv"), latin);
        assertThat(FileReading.of(file).badRows)
                .singleElement()
                .asString()
                .contains("not UTF-8", "--encoding");
        assertThat(FileReading.of(file, "--encoding=windows-1252").messages.get(0))
                .contains("\"x\":\"\u00dc\"");
        Path utf16 =
                Files.write(
                        folder.resolve("utf16.csv"),
                        "symbol,price,time\nA,1,1772461800\n".getBytes(StandardCharsets.UTF_16BE));
        assertThat(FileReading.of(utf16).messages).hasSize(1);
    }

    /** Thirty years of daily bars: as many messages as rows, in order. */
    @Test
    void readsThirtyYearsOfDailyBars() throws IOException {
        FileReading read = FileReading.of(CASES.resolve("v1-daily-bars-30-years.csv"));
        assertThat(read.messages).hasSize(7826);
        assertThat(read.badRows).isEmpty();
        assertThat(read.messages.get(7825)).contains("2019-12-31T00:00:00Z", "\"T\":\"d\"");
    }

    @Test
    void readsEveryFormOfTime() throws IOException {
        FileReading read = FileReading.of(CASES.resolve("a9-time-forms.csv"), "--zone=UTC");
        assertThat(read.messages).hasSize(12);
        assertThat(read.badRows)
                .extracting(row -> row.substring(0, 3))
                .containsExactly("13:", "14:");
        assertThat(read.messages.subList(3, 12))
                .extracting(json -> json.replaceAll(".*\"t\":\"(.*)\"}", "$1"))
                .containsExactly(
                        "2024-01-31T15:30:00.123456789Z",
                        "2024-01-31T15:30:00Z",
                        "2024-01-31T15:30:00Z",
                        "2024-01-31T17:30:00Z",
                        "2024-01-31T17:30:00Z",
                        "2024-01-31T17:30:00Z",
                        "2024-01-31T17:30:00Z",
                        "2024-01-31T17:30:00Z",
                        "2038-01-20T00:00:00Z");
    }

    private FileReading read(List<String> lines, String... args) throws IOException {
        return FileReading.of(folder, "data.csv", lines, args);
    }

    private void assertRefused(List<String> lines, String... said) {
        assertRefused(lines, new String[0], said);
    }

    private void assertRefused(List<String> lines, String[] args, String... said) {
        assertThatThrownBy(() -> read(lines, args))
                .isInstanceOf(UserError.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(said));
    }
}
