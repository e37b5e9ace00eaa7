package io.tickhouse.tools.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.pinot.QueryResult;
import io.tickhouse.pinot.QueryResult.Column;
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
        assertThat(ResultFormat.TABLE.print(RESULT))
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

        assertThat(ResultFormat.TABLE.print(blanks))
                .isEqualTo(
                        """
                        z    c
                        ---  --------
                        " "  [" ", T]
                        a b  []
                             []
                        (3 rows)
                        """);
        assertThat(ResultFormat.CSV.print(blanks)).contains("\r\n ,\"[ , T]\"\r\n");
        assertThat(ResultFormat.JSON.print(blanks)).contains("\"z\" : \" \"", "[ \" \", \"T\" ]");
    }

    @Test
    void csvQuotesWhereItMust() {
        assertThat(ResultFormat.CSV.print(RESULT))
                .isEqualTo("symbol,volume,c\r\n\"A,B\",12345678,\"[@, I]\"\r\nC,NaN,[]\r\n");
    }

    @Test
    void jsonKeepsTypes() {
        assertThat(ResultFormat.JSON.print(RESULT))
                .contains("\"symbol\" : \"A,B\"", "\"c\" : [ \"@\", \"I\" ]");
    }

    @Test
    void namesItsFormatsWhenAskedForAnother() {
        assertThat(ResultFormat.named("csv")).isEqualTo(ResultFormat.CSV);
        assertThatThrownBy(() -> ResultFormat.named("xml"))
                .hasMessage("--format is one of table, csv and json, not xml.");
    }
}
