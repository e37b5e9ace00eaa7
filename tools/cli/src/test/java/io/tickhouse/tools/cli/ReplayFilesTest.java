package io.tickhouse.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests what {@code replay --dry-run} says about real-life files: how it reads them, or why it
 * cannot. The files are in {@code tools/feed/src/test/resources/replay}.
 */
class ReplayFilesTest {

    private static final Path FILES = Path.of("../feed/src/test/resources/replay");

    @TempDir private Path home;

    private String printed;
    private String errors;

    static Stream<Arguments> understood() {
        return Stream.of(
                row(
                        "a1-stooq-daily.txt",
                        "layout stooq",
                        "daily bars (T=d)",
                        "2024-01-10",
                        "2024-01-11"),
                row("a3-yyyymmdd.csv", "daily bars", "\"t\":\"2024-01-31T00:00:00Z\""),
                row(
                        "a5-date-and-time.csv --zone America/New_York",
                        "date + time -> t time",
                        "in America/New_York",
                        "2024-01-31T14:30:00.123Z"),
                row("a7-float-seconds.csv", "2023-11-14T22:13:20.123400Z", "\"s\":0.5,"),
                row(
                        "b1-massive-trades-2026.csv.gz",
                        "layout Massive trades",
                        "gzip, UTF-8",
                        "correction -> u update",
                        "not used participant_timestamp, sequence_number, trf_id, trf_timestamp",
                        "00220725 as 220725",
                        "\"s\":4.000000,\"c\":[\"T\",\"I\"],\"z\":\"A\"",
                        "\"s\":0.014600,\"c\":[\"I\"]",
                        "\"S\":\"NULL\""),
                row("d1-alpaca-py-trades.csv", "layout Alpaca trades", "[\"@\"]", "[\"@\",\"I\"]"),
                row("e1-yfinance-multiheader.csv", "yfinance", "symbol KKK", "2023-02-17"),
                row("e1-yfinance-multiheader.csv --symbol KKK", "symbol KKK"),
                row(
                        "f1-yahoo-classic-no-symbol.csv --symbol NFLX",
                        "layout Yahoo",
                        "not used Adj Close",
                        "\"S\":\"NFLX\""),
                row(
                        "g1-binance-klines-headerless.csv --format binance --symbol XRP/USDT",
                        "layout Binance klines",
                        "the bars are 1 s apart",
                        "\"t\":\"2025-01-01T00:00:01Z\""),
                row(
                        "g1-binance-klines-headerless.csv --symbol X --no-header --columns"
                                + " time,open,high,low,close,volume,g,h,n,j,k,l2",
                        "n -> n number of trades"),
                row(
                        "i1-semicolon-decimal-comma.csv --zone Europe/Berlin",
                        "separated by semicolon, decimal comma",
                        "\"p\":10.01,\"s\":100,\"t\":\"2024-01-31T14:30:00Z\""),
                row("j2-bom-quoted-long-names.csv", "with a byte order mark", "\"S\":\"OOO\""),
                row("l3-long-window.csv.zst", "zstd, UTF-8", "\"S\":\"ZLONG\""),
                row("n1-utf16.csv", "UTF-16LE", "\"S\":\"UTF16\""),
                row("o1-zipped.csv.zip", "ZIP (zip.csv)", "\"S\":\"ZIP\""),
                row("o2-zip-named.csv", "ZIP (zip.csv)", "\"S\":\"ZIP\""),
                row(
                        "p1-duplicate-header.csv --columns symbol,price,timestamp,price2,size",
                        "not used price2",
                        "\"p\":10.01"),
                row(
                        "s1-alpaca-rest-answer.json",
                        "answers of Alpaca's history",
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"t\":\"2024-01-31T14:30:00.000123456Z\""),
                row("s3-bom.ndjson", "lines of JSON", "\"S\":\"BOMJSON\",\"i\":1"),
                row("v1-daily-bars-30-years.csv", "daily bars", "1990-01-02"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("understood")
    void tellsWhatAFileIsTakenFor(String command, List<String> told) {
        assertThat(dryRun(command)).as(errors).isZero();
        assertThat(printed.replaceAll(" +", " ")).contains(told);
        assertThat(errors).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("a5-date-and-time.csv", 2, "Line 2", "has no zone", "--zone America/New_York"),
                row("a9-time-forms.csv", 2, "Line 6", "1/31/2024 3:30 PM has no zone", "--zone"),
                row("i1-semicolon-decimal-comma.csv", 2, "has no zone", "--zone"),
                row("f1-yahoo-classic-no-symbol.csv", 2, "the symbol", "--symbol", "--map S="),
                row(
                        "g1-binance-klines-headerless.csv",
                        2,
                        "has no header",
                        "--format binance",
                        "--no-header --columns"),
                row("p1-duplicate-header.csv", 2, "Two columns are named price", "--columns"),
                row("p1-duplicate-header.csv --columns a,b", 2, "names 2 columns", "has 5"),
                row("a3-yyyymmdd.csv --format stooq", 2, "--format stooq has", "<ticker>"),
                row("a3-yyyymmdd.csv --symbol X", 2, "has a column for the symbol", "--symbol"),
                row("a3-yyyymmdd.csv --zone Paris", 2, "--zone takes", "not Paris"),
                row("a3-yyyymmdd.csv --on-bad-row x", 2, "report, skip or fail"),
                row("a3-yyyymmdd.csv --map q=x", 2, "the field q"),
                row("a3-yyyymmdd.csv --map S=x", 2, "the column x"),
                row("s3-bom.ndjson --kind trade", 2, "--kind is for tables"),
                row("nothing.csv", 2, "There is no file"),
                row("m1-empty.csv", 1, "is empty"),
                row("m2-header-only.csv", 1, "has a header and no rows"),
                row("m3-bom-only.csv", 1, "is empty", "only a byte order mark"),
                row("m4-blank-lines.csv", 1, "is empty", "only blank lines"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void saysWhatIsInTheWayAndWhatHelps(String command, int exitCode, List<String> said) {
        assertThat(dryRun(command)).isEqualTo(exitCode);
        assertThat(errors).contains(said);
        assertThat(errors.lines()).as("one sentence").hasSize(1);
        assertThat(printed).isEmpty();
    }

    @Test
    void namesRowsThatCannotBeReadByLine() {
        assertThat(dryRun("a9-time-forms.csv --zone UTC")).isEqualTo(1);
        assertThat(errors.lines())
                .containsExactly(
                        "Line 13: t is not a time: 1969-12-31T23:59:59Z (it is before 1970)",
                        "Line 14: t is not a time: 2300-01-01T00:00:00Z (after 2262)");
        assertThat(dryRun("a9-time-forms.csv --zone UTC --on-bad-row skip")).isZero();
        assertThat(dryRun("s4-nan.ndjson")).isEqualTo(1);
        assertThat(errors).startsWith("Line 1: not JSON: Non-standard token 'NaN'");
    }

    @Test
    void printsTheMappingAsJson() {
        assertThat(dryRun("a3-yyyymmdd.csv --json")).isZero();
        assertThat(printed)
                .startsWith("{\"file\":")
                .contains("\"columns\":{\"symbol\":\"S symbol\"", "\"notUsed\":[]");
    }

    private int dryRun(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.set(0, FILES.resolve(arguments.get(0)).toString());
        arguments.add(0, "replay");
        arguments.addAll(List.of("--dry-run", "--home", home.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Main.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        arguments.toArray(String[]::new));
        printed = out.toString();
        errors = err.toString();
        return exitCode;
    }

    private static Arguments row(String command, String... told) {
        return Arguments.of(command, List.of(told));
    }

    private static Arguments row(String command, int exitCode, String... said) {
        return Arguments.of(command, exitCode, List.of(said));
    }
}
