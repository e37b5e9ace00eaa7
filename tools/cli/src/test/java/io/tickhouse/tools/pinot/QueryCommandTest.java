package io.tickhouse.tools.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.cli.AnsweringServer;
import io.tickhouse.tools.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a user sees of answers as a Pinot broker gives them. */
class QueryCommandTest {

    @TempDir private Path home;

    private AnsweringServer broker;

    @BeforeEach
    void aBrokerWithTwoRows() throws IOException {
        broker = new AnsweringServer();
        answer(
                """
                {"resultTable":{"dataSchema":{"columnNames":["S","p"],
                  "columnDataTypes":["STRING","DOUBLE"]},
                 "rows":[["AAPL",190.5],["MSFT",0.0]]},"exceptions":[]}""");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void rowsAreATableForPeople() {
        CommandRun run = query("SELECT S, p FROM t");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        """
                        S         p
                        ----  -----
                        AAPL  190.5
                        MSFT      0
                        (2 rows)
                        """);
        assertThat(broker.asked().get(0)).contains("SELECT S, p FROM t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--format=json"})
    void rowsAreJsonForPrograms(String option) throws IOException {
        CommandRun run = query("SELECT S, p FROM t", option);

        assertThat(new ObjectMapper().readTree(run.out()))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        "[{\"S\":\"AAPL\",\"p\":190.5},{\"S\":\"MSFT\",\"p\":0.0}]"));
    }

    @Test
    void rowsAreCsvForSpreadsheets() {
        assertThat(query("SELECT S, p FROM t", "--format=csv").out())
                .isEqualTo("S,p\r\nAAPL,190.5\r\nMSFT,0\r\n");
    }

    @Test
    void noRowsAreATableOfNone() {
        answer(
                "{\"resultTable\":{\"dataSchema\":{\"columnNames\":[\"S\"],"
                        + "\"columnDataTypes\":[\"STRING\"]},\"rows\":[]},\"exceptions\":[]}");

        assertThat(query("SELECT S FROM t").out()).isEqualTo("S\n-\n(0 rows)\n");
    }

    @Test
    void whatPinotRefusesFailsWithItsReason() {
        answer("{\"exceptions\":[{\"errorCode\":190,\"message\":\"TableDoesNotExistError\"}]}");

        CommandRun run = query("SELECT S FROM nope");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no such table").doesNotContain("./tickhouse up");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void withoutPinotItSaysHowToStartIt() {
        broker.close();

        CommandRun run = query("SELECT 1 FROM t");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("./tickhouse up");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Give SQL or the name of a query; --list shows the names.",
                "'  ' | Give SQL or the name of a query; --list shows the names.",
                "SELECT 1 FROM t --format=xml | --format is one of table, csv and json, not xml.",
            })
    void isRefusedAsBadUsage(String line, String sentence) {
        int option = line.indexOf(" --");
        CommandRun run =
                option < 0
                        ? query(line)
                        : query(line.substring(0, option), line.substring(option + 1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
        assertThat(broker.asked()).isEmpty();
    }

    private void answer(String body) {
        broker.on("POST /query/sql", body);
    }

    private CommandRun query(String sql, String... options) {
        List<String> arguments = new ArrayList<>(List.of("query", "--home", home.toString()));
        arguments.addAll(List.of("--broker", broker.address()));
        arguments.addAll(List.of(options));
        arguments.add(sql);
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
