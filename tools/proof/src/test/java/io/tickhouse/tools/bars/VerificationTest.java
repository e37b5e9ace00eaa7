package io.tickhouse.tools.bars;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.analytics.Gap;
import io.tickhouse.model.analytics.Row;
import io.tickhouse.tools.bars.VerifyReport.Difference;
import io.tickhouse.tools.bars.Warehouse.Run;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The books of the job against the oracle, through tables. */
class VerificationTest {

    private static final String[][] CONDITIONS = {
        {"@"}, {"@", "I"}, {"@", "F"}, {"@", "T"}, {"@", "Z"}, {"M"}, {"?"}
    };

    @TempDir private Path folder;

    private Warehouse lake;

    /** From the evening, whose last prices reach into the next day, to the next noon. */
    @BeforeEach
    void twoSymbolsOnTwoDays() {
        lake = new Warehouse(folder);
        Random random = new Random(7);
        long id = 10;
        for (String hour : List.of("2024-01-16T09:", "2024-01-16T23:", "2024-01-17T09:")) {
            for (int minute = 20; minute < 60; minute += 1 + random.nextInt(3)) {
                for (String symbol : List.of("AAPL", "MSFT")) {
                    lake.trade(
                            symbol,
                            hour
                                    + "%02d:%02d.%09d"
                                            .formatted(
                                                    minute,
                                                    random.nextInt(60),
                                                    random.nextInt(1_000_000_000)),
                            id++,
                            100 + random.nextInt(500) / 100.0,
                            1 + random.nextInt(200),
                            CONDITIONS[random.nextInt(CONDITIONS.length)]);
                }
                lake.until(hour + "%02d".formatted(minute));
            }
            lake.until(hour.replace(":", ":59"));
        }
    }

    private Warehouse finished() {
        return lake.until("2024-01-18T12:00");
    }

    @Test
    void whatTheBooksWriteIsWhatTheOracleMakes() throws IOException {
        finished().write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.firstDifferences()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.days()).isEqualTo(2);
        assertThat(report.symbols()).isEqualTo(2);
        assertThat(report.bars().equal()).isGreaterThan(150);
        assertThat(report.windows().equal()).isGreaterThan(400);
        assertThat(report.bars().provisional()).isZero();
    }

    @Test
    void littleMemoryGivesTheSame() throws IOException {
        finished().write();
        VerifyReport all = verify(2_000_000);

        VerifyReport little = verify(100);

        assertThat(little.bars()).isEqualTo(all.bars());
        assertThat(little.windows()).isEqualTo(all.windows());
        assertThat(little.trades()).isEqualTo(all.trades());
    }

    @Test
    void aDayBeginsWithTheLastPriceOfThoseBeforeIt() throws IOException {
        finished().write();

        VerifyReport report = verify(2_000_000, LocalDate.of(2024, 1, 17), "MSFT");

        assertThat(report.clean()).isTrue();
        assertThat(report.days()).isEqualTo(1);
        assertThat(report.symbols()).isEqualTo(1);
        assertThat(report.windows().equal()).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void correctionsCancelsAndLateTradesAreInBothAlike(boolean inWords) throws IOException {
        lake.trade("AAPL", "2024-01-17T09:58:01", 1, 900, 100, "@")
                .trade("AAPL", "2024-01-17T09:58:02", 2, 901, 100, "@")
                .trade("IBM", "2024-01-17T10:10:01", 3, 50, 100, "@")
                .until("2024-01-17T10:15")
                .trade("AAPL", "2024-01-17T09:58:03", 4, 902, 100, "@")
                .correction("AAPL", "2024-01-17T10:15:01", 1, 900, 800)
                .cancel("AAPL", "2024-01-17T10:15:02", 2, 901)
                // The only trade of its symbol: its bars are empty.
                .cancel("IBM", "2024-01-17T10:15:03", 3, 50);
        finished().write(inWords);

        VerifyReport report = verify(2_000_000);

        assertThat(report.firstDifferences()).isEmpty();
        assertThat(report.amendments()).isEqualTo(3);
        assertThat(report.clean()).isTrue();
    }

    @Test
    void barsThatWaitForARepairAreNotCompared() throws IOException {
        lake.gap("IBM", "2024-01-17T10:10", "2024-01-17T10:11", Gap.State.OPEN)
                .trade("IBM", "2024-01-17T10:10:01", 3, 50, 100, "@");
        finished().tradeInLakeOnly("IBM", "2024-01-17T10:10:02", 4, 50, 100, "@").write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.firstDifferences()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.bars().provisional()).isEqualTo(5);
        assertThat(report.windows().provisional()).isEqualTo(60);
    }

    @Test
    void barsAfterARepairAreCompared() throws IOException {
        lake.gap("IBM", "2024-01-17T10:10", "2024-01-17T10:11", Gap.State.OPEN)
                .trade("IBM", "2024-01-17T10:10:01", 3, 50, 100, "@")
                .until("2024-01-17T10:30")
                .trade("IBM", "2024-01-17T10:10:02", 4, 51, 100, "@")
                .gap("IBM", "2024-01-17T10:10", "2024-01-17T10:11", Gap.State.REPAIRED);
        finished().write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.firstDifferences()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.bars().provisional()).isZero();
    }

    @Test
    void whatTheLedgersLeaveOutIsLeftOut() throws IOException {
        lake.trade("AAPL", "2024-01-17T12:00:01", 7, 100, 100, "@")
                .trade("AAPL", "2024-01-17T12:00:02", 8, 100, 100, "@")
                .until("2024-01-17T12:01")
                .trade("AAPL", "2024-01-17T09:58:01", 1, 900, 100, "@")
                .trade("AAPL", "2024-01-17T11:58:01", 2, 1e-10, 100, "@")
                .cancel("AAPL", "2024-01-17T11:59:00", 1, 900);
        finished().write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.firstDifferences()).isEmpty();
        assertThat(report.tradesLeftOut())
                .containsOnly(Map.entry("beyond_horizon", 1L), Map.entry("not_exact", 1L));
        assertThat(report.amendmentsLeftOut()).containsOnlyKeys("unmatched");
    }

    @Test
    void oneOtherValueIsNamed() throws IOException {
        finished();
        Row bar = lastFinal("bars", "volume");
        Object volume = bar.get("volume");
        bar.values()[bar.table().index("volume")] = ((BigDecimal) volume).add(BigDecimal.ONE);
        Row window = lastFinal("windows", "rv_1h");
        set(window, "rv_1h", new BigDecimal("0.123456789"));
        lake.write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.bars().different()).isEqualTo(1);
        assertThat(report.windows().different()).isEqualTo(1);
        assertThat(report.firstDifferences())
                .extracting(Difference::column)
                .containsExactly("volume", "rv_1h");
        assertThat(report.firstDifferences().get(0).expected()).isEqualTo(volume);
        assertThat(report.firstDifferences().get(0).found()).isEqualTo(bar.get("volume"));
    }

    @Test
    void aMissingBarIsFound() throws IOException {
        finished();
        Row bar = lastFinal("bars", "volume");
        lake.rows.removeIf(
                row ->
                        row.table().name().equals("bars")
                                && row.table().key().stream()
                                        .allMatch(key -> row.get(key).equals(bar.get(key))));
        lake.write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.bars().missing()).isEqualTo(1);
        assertThat(report.firstDifferences())
                .singleElement()
                .satisfies(
                        difference -> {
                            assertThat(difference.column()).isNull();
                            assertThat(difference.found()).isEqualTo("none");
                        });
    }

    @Test
    void aBarAndAWindowTooManyAreFound() throws IOException {
        finished();
        for (String table : List.of("bars", "windows")) {
            Row some = lastFinal(table, "version");
            Row another = new Row(some.table(), some.values().clone());
            set(another, some.table().time(), Warehouse.ns("2024-01-16T14:00") / 1000);
            set(another, "version", 1);
            lake.rows.add(another);
        }
        lake.write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.bars().tooMany()).isEqualTo(1);
        assertThat(report.windows().tooMany()).isEqualTo(1);
        assertThat(report.differences()).isEqualTo(2);
    }

    @Test
    void aTradeThatTheJobLostIsFound() throws IOException {
        lake.tradeInLakeOnly("AAPL", "2024-01-17T09:30:00", 1, 100, 1, "@");
        finished().write();

        assertThat(verify(2_000_000).clean()).isFalse();
    }

    @Test
    void whatIsNotFinalIsNotCompared() throws IOException {
        lake.trade("AAPL", "2024-01-17T10:10:00", 1, 100, 1, "@")
                .until("2024-01-17T10:11")
                .tradeInLakeOnly("AAPL", "2024-01-17T10:11:00", 2, 100, 1, "@")
                .write();

        VerifyReport report = verify(2_000_000);

        assertThat(report.firstDifferences()).isEmpty();
        assertThat(report.bars().provisional()).isPositive();
        assertThat(report.bars().notYet()).isPositive();
    }

    @Test
    void theCommandSaysWhatItFound() throws IOException {
        finished();
        set(lastFinal("bars", "volume"), "volume", BigDecimal.ZERO.setScale(9));
        lake.write();

        Run run = lake.bars("verify");
        Run json = lake.bars("verify", "--json", "--day=2024-01-16");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(" trades and 0 corrections of 2 symbols on 2 days")
                .contains("  MSFT 1d bar 2024-01-17 00:00 EST volume: expected ")
                .contains("The tables differ from what the trades give in 1 rows");
        assertThat(json.exitCode()).isZero();
        JsonNode report = new ObjectMapper().readTree(json.out());
        assertThat(report.get("clean").asBoolean()).isTrue();
        assertThat(report.get("bars").get("equal").asLong()).isPositive();
    }

    @Test
    void whatCannotBeVerifiedIsNamed() {
        assertThat(lake.bars("verify").err())
                .contains("There is no table local.db.analytics_bars: start the job");
        finished().write();
        assertThat(lake.bars("verify", "--symbol=IBM").err())
                .contains("There are neither trades nor bars of IBM");
        assertThat(lake.bars("verify", "--trades-table=db.none").err())
                .contains("There is no table local.db.none: start the job");
        Run nothing = lake.bars("verify", "--day=2024-02-01");
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.out()).contains("There is nothing to compare");
    }

    /** The last row of a table that has a value in a column; it may be written to. */
    private Row lastFinal(String table, String column) {
        return lake.rows.stream()
                .filter(row -> row.table().name().equals(table))
                .filter(row -> row.get("status").equals("final"))
                .filter(row -> row.get(column) != null)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    private static void set(Row row, String column, Object value) {
        row.values()[row.table().index(column)] = value;
    }

    private VerifyReport verify(long mostTrades) throws IOException {
        return verify(mostTrades, null);
    }

    private VerifyReport verify(long mostTrades, LocalDate day, String... symbols)
            throws IOException {
        try (Lake tables = lake.lake()) {
            return new Verification(
                            tables,
                            new Verification.Options(
                                    "local.db.flattened_stocks",
                                    "local.db.analytics",
                                    List.of(symbols),
                                    day,
                                    10),
                            line -> {},
                            mostTrades)
                    .run();
        }
    }
}
