package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFilesTest {

    private static final String TRADE =
            "{\"T\":\"t\",\"S\":\"AAPL\",\"p\":1.50,\"t\":\"2026-03-02T14:30:00Z\"}";

    @TempDir private Path folder;

    @Test
    void passesLinesOfJsonThroughToTheByte() throws IOException {
        String odd =
                "{ \"T\":\"t\", \"S\":\"M\\u0053FT\", \"p\":1.50, \"x\":{\"S\":[1,2]},\"t\":1 }";
        FileReading read =
                read(TRADE + "\r", "", "[" + odd + " , 7 ,\"\u00e9\",null]", "[]", TRADE);

        assertThat(read.messages).containsExactly(TRADE, odd, "7", "\"\u00e9\"", "null", TRADE);
        assertThat(read.badRows).isEmpty();
    }

    @Test
    void reportsLinesThatAreNotMessages() throws IOException {
        FileReading read = read(TRADE, "{\"T\":", "7", TRADE + TRADE, "[" + TRADE + ",", TRADE);

        assertThat(read.messages).containsExactly(TRADE, TRADE);
        assertThat(read.badRows)
                .extracting(line -> line.substring(0, 2))
                .containsExactly("2:", "3:", "4:", "5:");
    }

    @Test
    void readsMessagesThatSpanLines() throws IOException {
        FileReading read =
                read(
                        "[",
                        "  {\"T\": \"t\",",
                        "   \"S\": \"A\", \"p\": 1.50, \"t\": 1}, 7,",
                        TRADE,
                        "]");
        assertThat(read.messages)
                .containsExactly("{\"T\":\"t\",\"S\":\"A\",\"p\":1.50,\"t\":1}", TRADE);
        assertThat(read.badRows).containsExactly("3: not a message: 7");
    }

    @Test
    void readsAnswersOfAlpacasHistory() throws IOException {
        assertThat(
                        read(
                                        "{\"quotes\":{\"A\":[{\"t\":\"2024-01-31T14:30:00Z\",\"bp\":1}],\"B\":null},"
                                                + "\"next_page_token\":\"x\"}",
                                        "{\"trades\":{\"B\":[{\"t\":\"2024-01-31T14:30:00Z\",\"p\":2.50}]}}")
                                .messages)
                .containsExactly(
                        "{\"T\":\"q\",\"S\":\"A\",\"t\":\"2024-01-31T14:30:00Z\",\"bp\":1}",
                        "{\"T\":\"t\",\"S\":\"B\",\"t\":\"2024-01-31T14:30:00Z\",\"p\":2.50}");
        // The answer for a single symbol names it after its messages.
        assertThat(
                        read(
                                        "{",
                                        "\"bars\":[{\"t\":\"2024-01-02T05:00:00Z\",\"c\":1},",
                                        "{\"t\":\"2024-01-03T05:00:00Z\",\"c\":2}],",
                                        "\"next_page_token\":null,\"symbol\":\"AAPL\"}")
                                .messages)
                .containsExactly(
                        "{\"T\":\"d\",\"S\":\"AAPL\",\"t\":\"2024-01-02T05:00:00Z\",\"c\":1}",
                        "{\"T\":\"d\",\"S\":\"AAPL\",\"t\":\"2024-01-03T05:00:00Z\",\"c\":2}");
        assertThat(read("{\"bars\":{\"A\":[{\"t\":\"2024-01-02T14:30:00Z\",\"c\":1}]}}").messages)
                .containsExactly(
                        "{\"T\":\"b\",\"S\":\"A\",\"t\":\"2024-01-02T14:30:00Z\",\"c\":1}");
    }

    @Test
    void asksForTheSymbolThatAnAnswerDoesNotName() throws IOException {
        String answer = "{\"trades\":[{\"t\":\"2024-01-31T14:30:00Z\",\"p\":1}]}";
        assertThatThrownBy(() -> read(answer))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--symbol");
        assertThat(FileReading.of(folder, "a.json", List.of(answer), "--symbol=A").messages)
                .containsExactly(
                        "{\"T\":\"t\",\"S\":\"A\",\"t\":\"2024-01-31T14:30:00Z\",\"p\":1}");
    }

    @Test
    void refusesJsonOfAnotherShapeWithTheShapeExpected() {
        for (String other :
                List.of(
                        "{\"ticker\":\"AAPL\",\"results\":[{\"c\":1}]}",
                        "[[1735689600000,\"0.3\"]]",
                        "{\"trades\":{\"AAPL\":[]}}",
                        "[]")) {
            assertThatThrownBy(() -> read(other))
                    .as(other)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("expected are lines such as");
        }
    }

    @Test
    void aDocumentThatBreaksOffIsTold() {
        assertThatThrownBy(() -> read("[", TRADE + ",", "{\"T\":\"t\""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not JSON");
    }

    private FileReading read(String... lines) throws IOException {
        return FileReading.of(folder, "data.json", List.of(lines));
    }
}
