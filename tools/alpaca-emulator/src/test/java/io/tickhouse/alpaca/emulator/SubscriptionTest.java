package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.alpaca.emulator.Subscription.RefusedException;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Subscription none = new Subscription(Feed.IEX);

    @Test
    void aRequestAddsToWhatThereIs() throws Exception {
        Subscription both =
                add(add(none, "{'trades':['AAPL']}"), "{'trades':['MSFT'],'quotes':['MSFT']}");

        assertThat(both.wants(Channel.TRADES, "AAPL")).isTrue();
        assertThat(both.wants(Channel.TRADES, "MSFT")).isTrue();
        assertThat(both.wants(Channel.QUOTES, "AAPL")).isFalse();
        assertThat(none.isEmpty()).isTrue();
    }

    @Test
    void aRequestTakesAwayWhatItNamesAndNoMore() throws Exception {
        Subscription all = add(none, "{'trades':['AAPL','MSFT'],'bars':['AAPL']}");

        Subscription left = all.change(json("{'trades':['AAPL','TSLA']}"), false, false, Plan.FREE);

        assertThat(left.wants(Channel.TRADES, "AAPL")).isFalse();
        assertThat(left.wants(Channel.TRADES, "MSFT")).isTrue();
        assertThat(left.wants(Channel.BARS, "AAPL")).isTrue();
    }

    @Test
    void theStarIsEverySymbolOfItsChannel() throws Exception {
        Subscription all = add(none, "{'bars':['*']}");

        assertThat(all.wants(Channel.BARS, "ANY")).isTrue();
        assertThat(all.wants(Channel.DAILY_BARS, "ANY")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "{'trades':['aapl']}, INVALID_SYNTAX",
        "{'trades':['A B']}, INVALID_SYNTAX",
        "{'trades':['']}, INVALID_SYNTAX",
        "{'trades':[1]}, INVALID_SYNTAX",
        "{'trades':['ABCDEFGHIJKLMNOPQRSTU']}, INVALID_SYNTAX",
        "{'orderbooks':['AAPL']}, INVALID_ACTION",
        "{'news':['AAPL']}, INVALID_ACTION"
    })
    void aRequestThatTheFeedCannotServeIsRefused(String request, ProtocolError error) {
        assertThatThrownBy(() -> add(none, request.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }

    @Test
    void whatComesWithTradesAndWhatIsEmptyIsPassedOver() throws Exception {
        assertThat(add(none, "{'corrections':['A'],'cancelErrors':['A'],'news':[]}").isEmpty())
                .isTrue();
    }

    @Test
    void theFreePlanHasThirtySymbolsOverTradesAndQuotes() throws Exception {
        String fifteen =
                IntStream.range(0, 15)
                        .mapToObj(i -> "'S" + i + "'")
                        .collect(Collectors.joining(","));
        Subscription full =
                add(none, "{'trades':[" + fifteen + "],'quotes':[" + fifteen + "],'bars':['*']}");

        assertThatThrownBy(() -> add(full, "{'quotes':['MORE']}"))
                .hasMessage("symbol limit exceeded");
        assertThatThrownBy(() -> add(none, "{'trades':['*']}")).hasMessage("symbol limit exceeded");
        // What is there already counts once.
        assertThat(add(full, "{'trades':['S0']}").wants(Channel.TRADES, "S0")).isTrue();
    }

    @Test
    void halfOfARequestIsEverySecondSymbolOfEachChannel() throws Exception {
        Subscription half =
                none.change(
                        json("{'trades':['A','B','C'],'quotes':['D','E']}"), true, true, Plan.FREE);

        assertThat(written(half).toString())
                .contains("\"trades\":[\"A\",\"C\"]")
                .contains("\"quotes\":[\"D\"]");
    }

    @Test
    void theAcknowledgementNamesEveryChannelOfTheFeed() throws Exception {
        JsonNode stocks = written(add(none, "{'trades':['A']}"));
        JsonNode crypto = written(new Subscription(Feed.CRYPTO));

        assertThat(stocks.path("corrections")).isEqualTo(stocks.path("trades"));
        assertThat(stocks.has("orderbooks")).isFalse();
        assertThat(crypto.has("orderbooks")).isTrue();
        assertThat(crypto.has("corrections")).isFalse();
        assertThat(crypto.path("trades").isArray()).isTrue();
    }

    private static Subscription add(Subscription to, String request) throws Exception {
        return to.change(json(request), true, false, Plan.FREE);
    }

    private static JsonNode written(Subscription subscription) throws IOException {
        JsonFields out = new JsonFields();
        subscription.write(out);
        return MAPPER.readTree(out.takeText()).get(0);
    }

    private static JsonNode json(String text) throws IOException {
        return MAPPER.readTree(text.replace('\'', '"'));
    }
}
