package io.tickhouse.tools.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    private static final String TIME = "2026-03-02T14:30:00.000000001Z";

    private final List<Identity> found = new ArrayList<>();

    @Test
    void theFeedAndTheHistoryNameATradeAlike() throws IOException {
        raw(
                "[{\"T\":\"t\",\"i\":96921,\"S\":\"AAPL\",\"x\":\"V\",\"p\":1.5,\"s\":1,"
                        + "\"c\":[\"@\",\"I\"],\"z\":\"C\",\"t\":\"@TIME\"}]");
        page(
                Channel.TRADES,
                "{\"trades\":{\"AAPL\":[{\"t\":\"@TIME\",\"x\":\"V\",\"p\":1.5,\"s\":1,"
                        + "\"c\":[\"@\",\"I\"],\"i\":96921,\"z\":\"C\"}]},\"next_page_token\":null}");

        assertThat(found)
                .containsExactly(
                        new Identity(Channel.TRADES, "AAPL", "V", 96921, TIME), found.get(0));
    }

    @Test
    void aQuoteIsToldByBothItsSides() throws IOException {
        raw(
                "[{\"T\":\"q\",\"S\":\"A\",\"bx\":\"V\",\"bp\":1.50,\"bs\":2,\"ax\":\"Q\","
                        + "\"ap\":1.6,\"as\":3,\"c\":[\"R\"],\"t\":\"@TIME\"}]");
        page(
                Channel.QUOTES,
                "{\"quotes\":{\"A\":[{\"t\":\"@TIME\",\"ax\":\"Q\",\"ap\":1.6,\"as\":3,"
                        + "\"bx\":\"V\",\"bp\":1.50,\"bs\":2}]}}");

        assertThat(found).containsExactly(found.get(0), found.get(0));
        assertThat(found.get(0).terms()).isEqualTo("V 1.50 2 Q 1.6 3");
    }

    @Test
    void aBarIsToldByItsSymbolAndMinuteAlone() throws IOException {
        raw("[{\"T\":\"b\",\"S\":\"A\",\"o\":1,\"c\":2,\"n\":7,\"t\":\"@TIME\"}]");
        page(Channel.BARS, "{\"bars\":{\"A\":[{\"o\":1,\"c\":3,\"n\":8,\"t\":\"@TIME\"}]}}");

        assertThat(found).containsExactly(found.get(0), found.get(0));
    }

    @Test
    void messagesOfOtherTypesArePassedOver() throws IOException {
        raw(
                "[{\"T\":\"success\",\"msg\":\"connected\"},{\"T\":\"s\",\"S\":\"A\",\"t\":\"x\"},"
                        + "{},{\"T\":\"t\",\"S\":\"B\",\"x\":\"V\",\"i\":1,\"t\":\"@TIME\"}]");

        assertThat(found).extracting(Identity::symbol).containsExactly("B");
    }

    @Test
    void whatIsNotAMessageHidesNoneThatFollows() throws IOException {
        raw("[7,[{\"T\":\"t\"}],null,{\"T\":\"t\",\"S\":\"A\",\"i\":1,\"t\":\"@TIME\"}]");
        raw("[{\"T\":\"t\",\"S\":\"B\",\"x\":{\"S\":\"C\"},\"i\":[1],\"t\":\"@TIME\"}]");
        page(Channel.TRADES, "{\"trades\":{\"D\":null,\"E\":{\"i\":1},\"F\":[{\"i\":2}]}}");

        assertThat(found).extracting(Identity::symbol).containsExactly("A", "B", "F");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "7"})
    void whatIsNoArrayOfMessagesHoldsNone(String value) throws IOException {
        MessageReader.raw(value.getBytes(StandardCharsets.UTF_8), found::add);

        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[{\"T\":", "<html>"})
    void whatIsNotJsonIsTold(String value) {
        assertThatThrownBy(
                        () -> MessageReader.raw(value.getBytes(StandardCharsets.UTF_8), found::add))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aPageNamesTheNextOneWhereverTheTokenStands() throws IOException {
        String trades =
                "\"trades\":{\"A\":[{\"i\":1,\"x\":\"V\",\"t\":\"t\"}],\"B\":[],"
                        + "\"C\":[{\"i\":2,\"x\":\"V\",\"t\":\"t\"}]}";

        assertThat(page(Channel.TRADES, "{\"next_page_token\":\"x\"," + trades + "}"))
                .isEqualTo("x");
        assertThat(page(Channel.TRADES, "{" + trades + ",\"next_page_token\":\"y\"}"))
                .isEqualTo("y");
        assertThat(page(Channel.TRADES, "{" + trades + ",\"next_page_token\":null}")).isNull();
        assertThat(found).extracting(Identity::id).containsExactly(1L, 2L, 1L, 2L, 1L, 2L);
    }

    @Test
    void aPageOfAnotherChannelHoldsNothing() throws IOException {
        page(Channel.BARS, "{\"trades\":{\"A\":[{\"i\":1}]},\"bars\":null}");

        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"t, TRADES, trades", "q, QUOTES, quotes", "b, BARS, bars"})
    void aChannelIsNamedByItsTypeAndInPaths(String type, Channel channel, String name) {
        assertThat(Channel.ofType(type)).isEqualTo(channel);
        assertThat(channel.wireName()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "u", "T", "", "tt"})
    void otherTypesAreOfNoChannel(String type) {
        assertThat(Channel.ofType(type)).isNull();
    }

    @Test
    void aDayIsCleanOnlyWithoutAnyFault() {
        assertThat(result(0, 0, 0).clean()).isTrue();
        assertThat(result(1, 0, 0).clean()).isFalse();
        assertThat(result(0, 1, 0).clean()).isFalse();
        assertThat(result(0, 0, 1).clean()).isFalse();
    }

    @Test
    void aDayIsToldInOneLine() {
        assertThat(result(2, 1, 0)).hasToString("12,345 trades, 2 missing, 1 duplicates");
        assertThat(result(0, 0, 3))
                .hasToString(
                        "12,345 trades, 0 missing, 0 duplicates, 3 that the history does not have");
    }

    private static DayCheck.Result result(long missing, long duplicates, long foreign) {
        return new DayCheck.Result("trades", 12_345, missing, duplicates, foreign, List.of());
    }

    private void raw(String json) throws IOException {
        MessageReader.raw(json.replace("@TIME", TIME).getBytes(StandardCharsets.UTF_8), found::add);
    }

    private String page(Channel channel, String json) throws IOException {
        return MessageReader.page(channel, json.replace("@TIME", TIME), found::add);
    }
}
