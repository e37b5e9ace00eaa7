package io.tickhouse.tools.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.pinot.QueryResult;
import io.tickhouse.pinot.QueryResult.Column;
import io.tickhouse.tools.ResultFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultFormatTest {

    private static final QueryResult RESULT =
            new QueryResult(
                    List.of(
                            new Column("symbol", "STRING"),
                            new Column("volume", "DOUBLE"),
                            new Column("c", "STRING_ARRAY")),
                    List.of(
                            List.of("A,B", 1.2345678E7, List.of("@", "I")),
                            List.of("C", Double.NaN, List.of())));

    @Test
    void tableAlignsNumbersToTheRight() {
        assertThat(QueryCommand.text(ResultFormat.TABLE, RESULT))
                .isEqualTo(
                        """
                        symbol    volume  c
                        ------  --------  ------
                        A,B     12345678  [@, I]
                        C            NaN  []
                        (2 rows)
                        """);
    }

    @Test
    void aBlankIsSeenByPeopleAndUnchangedForPrograms() {
        QueryResult blanks =
                new QueryResult(
                        List.of(new Column("z", "STRING"), new Column("c", "STRING_ARRAY")),
                        List.of(
                                List.of(" ", List.of(" ", "T")),
                                List.of("a b", List.of("")),
                                List.of("", List.of())));

        assertThat(QueryCommand.text(ResultFormat.TABLE, blanks))
                .isEqualTo(
                        """
                        z    c
                        ---  --------
                        " "  [" ", T]
                        a b  []
                             []
                        (3 rows)
                        """);
        assertThat(QueryCommand.text(ResultFormat.CSV, blanks)).contains("\r\n ,\"[ , T]\"\r\n");
        assertThat(QueryCommand.text(ResultFormat.JSON, blanks))
                .contains("\"z\" : \" \"", "[ \" \", \"T\" ]");
    }

    @Test
    void csvQuotesWhereItMust() {
        assertThat(QueryCommand.text(ResultFormat.CSV, RESULT))
                .isEqualTo("symbol,volume,c\r\n\"A,B\",12345678,\"[@, I]\"\r\nC,NaN,[]\r\n");
    }

    @Test
    void jsonKeepsTypes() {
        assertThat(QueryCommand.text(ResultFormat.JSON, RESULT))
                .contains("\"symbol\" : \"A,B\"", "\"c\" : [ \"@\", \"I\" ]");
    }

    @Test
    void namesItsFormatsWhenAskedForAnother() {
        assertThat(ResultFormat.named("csv")).isEqualTo(ResultFormat.CSV);
        assertThatThrownBy(() -> ResultFormat.named("xml"))
                .hasMessage("--format is one of table, csv and json, not xml.");
    }
}
