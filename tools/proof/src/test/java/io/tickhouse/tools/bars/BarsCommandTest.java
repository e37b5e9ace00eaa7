package io.tickhouse.tools.bars;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.analytics.Gap;
import io.tickhouse.tools.bars.Warehouse.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarsCommandTest {

    @TempDir private Path folder;

    private Warehouse lake;

    @BeforeEach
    void aMinuteThatACorrectionChangesAndOneOnAnotherDay() {
        lake =
                new Warehouse(folder)
                        .trade("AAPL", "2024-01-16T09:30:01", 1, 10, 100, "@")
                        .trade("AAPL", "2024-01-16T09:30:02", 2, 12.5, 100, "@")
                        .trade("MSFT", "2024-01-16T09:30:03", 3, 400, 1, "@")
                        .until("2024-01-16T09:40:00")
                        .correction("AAPL", "2024-01-16T09:40:01", 2, 12.5, 11)
                        .until("2024-01-16T12:00:00")
                        .trade("AAPL", "2024-01-17T09:30:01", 1, 20, 100, "@")
                        .until("2024-01-17T12:00:00");
    }

    @Test
    void theLatestVersionsAreShownInTheTimeOfNewYork() {
        Run run = lake.write().bars("AAPL");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(5).last().isEqualTo("(2 rows)");
        assertThat(lines.get(0)).startsWith("start (New York) ").contains(" known at (New York)");
        assertThat(lines.get(2))
                .matches(
                        "2024-01-16 09:30 EST[ |]+10[ |]+11[ |]+10[ |]+11[ |]+200[ |]+2[ |]+10.5[ |]+"
                                + "regular[ |]+3[ |]+corrected[ |]+correction[ |]+"
                                + "2024-01-16 09:41:00 EST *");
        assertThat(lines.get(3)).startsWith("2024-01-17 09:30 EST").contains(" final ");
    }

    @Test
    void aBarThatLacksTradesIsMarked() {
        lake.gap("AAPL", "2024-01-17T09:31", "2024-01-17T09:40", Gap.State.UNREPAIRABLE).write();

        assertThat(lake.bars("AAPL", "--size=15m").out().lines().toList().subList(2, 4))
                .satisfiesExactly(
                        line -> assertThat(line).matches(".*[ |]+final[ |]+final .*"),
                        line ->
                                assertThat(line)
                                        .matches(".*[ |]+corrected, incomplete[ |]+lost .*"));
        assertThat(lake.bars("AAPL", "--size=15m", "--json").out())
                .contains("\"complete\" : true", "\"complete\" : false");
        assertThat(lake.bars("AAPL", "--windows", "--to=2024-01-17T10:10").out())
                .contains("corrected, incomplete");
    }

    @Test
    void aTimeBeforeTheCorrectionShowsWhatWasKnownThen() {
        lake.write();

        assertThat(highs("AAPL", "--as-of", "2024-01-16T09:40")).containsExactly("12.5");
        assertThat(highs("AAPL", "--as-of", "2024-01-16T14:41:00Z")).containsExactly("11");
        assertThat(highs("AAPL", "--as-of", "2024-01-16T14:40:59.999999Z")).containsExactly("12.5");
    }

    @Test
    void allVersionsAreInTheirOrder() {
        lake.write();

        assertThat(highs("AAPL", "--versions", "--day", "2024-01-16"))
                .containsExactly("12.5", "12.5", "11");
    }

    @Test
    void sizesAndTimesChoose() {
        lake.write();

        assertThat(highs("AAPL", "--size", "1d")).containsExactly("11", "20");
        assertThat(highs("AAPL", "--size", "1h", "--day", "2024-01-17")).containsExactly("20");
        assertThat(highs("AAPL", "--from", "2024-01-16T09:31")).containsExactly("20");
        assertThat(highs("AAPL", "--to", "2024-01-17T14:30:00Z")).containsExactly("11");
    }

    @Test
    void windowsHaveALineForEachHorizon() {
        Run run = lake.write().bars("AAPL", "--windows", "--to", "2024-01-16T09:32");

        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).startsWith("as of (New York)").contains("sma_trade", "rv");
        assertThat(lines.get(2)).matches("2024-01-16 09:31 EST[ |]+15m[ |]+10.5.*");
        assertThat(lines.get(3)).matches("2024-01-16 09:31 EST[ |]+1h[ |]+10.5.*");
        assertThat(lines.get(4)).isEqualTo("(2 rows)");
    }

    @Test
    void aLimitLeavesTheLatestAndSaysSo() {
        Run run = lake.write().bars("AAPL", "--limit", "1", "--json");

        assertThat(run.out()).contains("2024-01-17T14:30:00Z").doesNotContain("2024-01-16");
        assertThat(run.err())
                .isEqualToIgnoringNewLines("These are the latest 1 of 2: --limit 0 prints all.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    aapl | --size=1m | Table local.db.analytics_bars has no symbol aapl: correct its
                    AAPL | --size=2m | has bars of AAPL, but none of 2m: choose another --size
                    AAPL | --day=2024-01-18 | has bars of 1m of AAPL, but none in that time: choose
                    AAPL | --as-of=2024-01-16T09:30 | none that was known at 2024-01-16T09:30
                    AAPL | --day=18.1.2024 | --day takes a day such as 2026-03-02, not 18.1.2024.
                    AAPL | --size=90 | --size is one such as 1m, 5m, 15m, 1h or 1d, not 90.
                    AAPL | --limit=-1 | --limit is 0 or more, not -1.
                    AAPL | --iceberg-table=db.other | There is no table local.db.other_bars: start
                    """)
    void whatIsNotThereIsNamedWithItsRemedy(String symbol, String option, String sentence) {
        Run run = lake.write().bars(symbol, option);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(sentence);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void whatIsFinalIsVerifiedWithoutWaiting() {
        Run run = lake.write().bars("verify", "--wait=3600");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Every bar and window is what the trades give.");
    }

    @Test
    void aWaitOfLessThanNothingIsRefused() {
        Run run = lake.write().bars("verify", "--wait=-1");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("--wait takes seconds, 0 to 31536000, not -1.");
    }

    private List<String> highs(String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--json";
        Run run = lake.bars(all);
        assertThat(run.err()).isEmpty();
        try {
            JsonNode rows = new ObjectMapper().readTree(run.out());
            return StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.get("high").asText())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError(run.out(), e);
        }
    }
}
