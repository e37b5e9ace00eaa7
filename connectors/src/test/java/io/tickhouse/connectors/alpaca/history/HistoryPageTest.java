package io.tickhouse.connectors.alpaca.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.FrameReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryPageTest {

    @Test
    void putsTypeAndSymbolInFrontAndLeavesTheBytes() throws IOException {
        HistoryAnswer.Page page =
                read(
                        """
                        {"trades":{"AAPL":[{"t":"2026-03-02T15:00:00.000321Z","x":"V","p":190.120,\
                        "c":["@"],"i":17 },
                         {"t":"2026-03-02T15:00:00.5Z","i":71675551234567,"u":"canceled"}],\
                        "BRK.B":[{"i":1}]},"next_page_token":"QUFQTHw="}""");
        assertThat(new String(page.frame(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        [{"T":"t","S":"AAPL","t":"2026-03-02T15:00:00.000321Z","x":"V","p":190.120,\
                        "c":["@"],"i":17 },\
                        {"T":"t","S":"AAPL","t":"2026-03-02T15:00:00.5Z","i":71675551234567,\
                        "u":"canceled"},\
                        {"T":"t","S":"BRK.B","i":1}]""");
        assertThat(page.nextToken()).isEqualTo("QUFQTHw=");
    }

    /** It becomes a dead letter, and does not affect the rest of the page. */
    @Test
    void aMessageOfNothingStaysReadable() throws Exception {
        HistoryAnswer.Page page = read("{\"trades\":{\"AAPL\":[{},{ },{\"i\":1,\"c\":[{}]}]}}");
        assertThat(new String(page.frame(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "[{\"T\":\"t\",\"S\":\"AAPL\"},{\"T\":\"t\",\"S\":\"AAPL\" },"
                                + "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,\"c\":[{}]}]");
        assertThat(new FrameReader().read(page.frame())).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"trades\":{},\"next_page_token\":null}",
                "{\"trades\":null,\"next_page_token\":null}",
                "{\"trades\":{\"AAPL\":null}}",
                "{\"trades\":{\"AAPL\":[]},\"currency\":{\"x\":[1]}}",
                "{}"
            })
    void takesPagesWithoutMessages(String body) throws IOException {
        HistoryAnswer.Page page = read(body);
        assertThat(page.frame()).asString().isEqualTo("[]");
        assertThat(page.nextToken()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"trades\":{\"AAPL\":[{\"t\":",
                "{\"trades\":{\"AAPL\":7}}",
                "{\"trades\":{\"AAPL\":[7]}}",
                "<html>"
            })
    void refusesWhatIsNoPage(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(IOException.class);
    }

    /** Jackson passes over these bytes, but the emitter could not read them. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00c0\u0080", "\u00ed\u00a0\u0080"})
    void refusesAMessageThatIsNotUtf8(String bytes) {
        byte[] body =
                ("{\"trades\":{\"AAPL\":[{\"c\":\"" + bytes + "\"}]}}")
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> HistoryPage.read(Channel.TRADES, body, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not valid");
    }

    /** A checkpoint would fail on it, again and again. */
    @Test
    void refusesATokenThatDoesNotFitIntoTheState() throws IOException {
        String longest = "é".repeat(8 << 10);
        assertThat(read("{\"next_page_token\":\"" + longest + "\"}").nextToken())
                .isEqualTo(longest);
        assertThatThrownBy(() -> read("{\"next_page_token\":\"" + longest + "x\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("page token");
    }

    private static HistoryAnswer.Page read(String body) throws IOException {
        return HistoryPage.read(Channel.TRADES, body.getBytes(StandardCharsets.UTF_8), null);
    }
}
