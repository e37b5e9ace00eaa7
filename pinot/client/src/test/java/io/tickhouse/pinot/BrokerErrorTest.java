package io.tickhouse.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.pinot.PinotException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerErrorTest {

    @Test
    void theLastCauseIsWhatCounts() {
        String message =
                """
                QueryExecutionError:
                java.lang.RuntimeException: outer
                \tat a.B.c(B.java:1)
                ...
                Caused by: java.lang.IllegalArgumentException: inner
                \tat a.B.d(B.java:2)
                """;

        assertThat(BrokerError.cause(message)).isEqualTo("inner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.B: text|text",
                "Caused by: a.B$C: text|text",
                "text|text",
                "a.B:|a.B:",
                "a.B: c.D: text: and more|text: and more"
            })
    void theNameOfAnExceptionIsNoPartOfTheSentence(String line, String sentence) {
        assertThat(BrokerError.cause(line)).isEqualTo(sentence);
    }

    @Test
    void aMessageWithoutASentenceIsRepeatedAsItIs() {
        assertThat(BrokerError.cause("\tat a.B.c(B.java:1)")).isEqualTo("\tat a.B.c(B.java:1)");
        assertThat(BrokerError.cause("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "150, BAD_SQL",
        "190, UNKNOWN_TABLE",
        "710, UNKNOWN_COLUMN",
        "200, REFUSED",
        "0, REFUSED"
    })
    void theCodeOfTheBrokerDecidesTheKind(int code, Kind kind) throws JsonProcessingException {
        assertThat(of("[{\"errorCode\":" + code + ",\"message\":\"a.B: no\"}]").kind())
                .isEqualTo(kind);
    }

    @Test
    void theFirstOfSeveralErrorsIsTold() throws JsonProcessingException {
        assertThat(of("[{\"errorCode\":1,\"message\":\"first\"},{\"message\":\"second\"}]"))
                .hasMessage("Pinot cannot run the query: first");
    }

    @Test
    void anErrorThatSaysNothingIsARefusal() throws JsonProcessingException {
        assertThat(of("[]").kind()).isEqualTo(Kind.REFUSED);
        assertThat(of("{}").kind()).isEqualTo(Kind.REFUSED);
    }

    private static PinotException of(String exceptions) throws JsonProcessingException {
        return BrokerError.of(new ObjectMapper().readTree(exceptions));
    }
}
