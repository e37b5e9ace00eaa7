package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

class ProtocolTest {

    private static final String AUTH =
            "{\"action\":\"auth\",\"key\":\"AKTEST\",\"secret\":\"s3cret\"}";

    private AlpacaEmulator emulator;

    @BeforeEach
    void start() throws IOException {
        emulator =
                AlpacaEmulator.start(
                        EmulatorOptions.create()
                                .tradesPerSecond(500)
                                .quotesPerSecond(200)
                                .zombieHold(Duration.ofMillis(500))
                                .authTimeout(Duration.ofMillis(700)));
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void tradesAndQuotesFollowTheWholeAcknowledgement() throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.IEX);

        client.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"quotes\":[\"BRK.B\"]}");

        assertThat(client.frame().toString())
                .isEqualTo(
                        "[{\"T\":\"subscription\",\"trades\":[\"AAPL\"],\"quotes\":[\"BRK.B\"],"
                                + "\"bars\":[],\"updatedBars\":[],\"dailyBars\":[],\"statuses\":[],"
                                + "\"lulds\":[],\"imbalances\":[],\"corrections\":[\"AAPL\"],"
                                + "\"cancelErrors\":[\"AAPL\"]}]");
        await().until(() -> emulator.counters().messages() > 100);
        List<JsonNode> messages = client.messages();
        assertThat(messages)
                .allSatisfy(m -> assertThat(m.fieldNames().next()).isEqualTo("T"))
                .extracting(m -> m.path("T").asText() + m.path("S").asText())
                .contains("tAAPL", "qBRK.B")
                .isSubsetOf("tAAPL", "qBRK.B", "cAAPL", "xAAPL");
        client.close();
    }

    @Test
    void subscriptionsGrowAndShrink() throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.IEX);

        client.ask("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"bars\":[\"*\"]}");
        JsonNode grown =
                client.ask(
                        "{\"action\":\"subscribe\",\"trades\":[\"MSFT\"],\"news\":null,"
                                + "\"orderbooks\":null,\"quotes\":[]}");
        JsonNode shrunk = client.ask("{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\"]}");

        assertThat(grown.path("trades").toString()).isEqualTo("[\"AAPL\",\"MSFT\"]");
        assertThat(grown.path("cancelErrors")).isEqualTo(grown.path("trades"));
        assertThat(shrunk.path("trades").toString()).isEqualTo("[\"MSFT\"]");
        assertThat(shrunk.path("bars").toString()).isEqualTo("[\"*\"]");
        client.close();
    }

    @Test
    void msgpackHasTheSameMessages() throws InterruptedException {
        StreamClient client =
                new StreamClient(
                        emulator.webSocketUri(Feed.IEX),
                        Map.of(
                                "Content-Type",
                                "application/msgpack",
                                "APCA-API-KEY-ID",
                                "AKTEST",
                                "APCA-API-SECRET-KEY",
                                "s3cret"));
        client.connectBlocking();
        assertThat(client.control().path("msg").asText()).isEqualTo("connected");
        assertThat(client.control().path("msg").asText()).isEqualTo("authenticated");

        byte[] request = MsgpackRequests.subscribe("trades", "AAPL");
        client.send(request);

        assertThat(client.control().path("trades").toString()).isEqualTo("[\"AAPL\"]");
        JsonNode trade = client.frame().path(0);
        assertThat(trade.path("S").asText()).isEqualTo("AAPL");
        assertThat(trade.path("p").isNumber()).isTrue();
        assertThat(trade.path("i").isIntegralNumber()).isTrue();
        Value time =
                client.msgpack
                        .asArrayValue()
                        .get(0)
                        .asMapValue()
                        .map()
                        .get(ValueFactory.newString("t"));
        assertThat(time.isTimestampValue()).isTrue();
        client.close();
    }

    @Test
    void jsonInBinaryFramesIsJson() throws InterruptedException {
        StreamClient client = StreamClient.connected(emulator, Feed.IEX, Map.of());

        client.send(AUTH.getBytes(StandardCharsets.UTF_8));

        assertThat(client.control().path("msg").asText()).isEqualTo("authenticated");
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "APCA-API-KEY-ID|AKTEST|authenticated",
                "Authorization|Bearer s3cret|authenticated",
                "Authorization|Bearer nonsense|auth failed",
                "Authorization|BASIC|authenticated",
                "Authorization|Basic ???|auth failed",
            })
    void headersLogIn(String name, String value, String answer) throws InterruptedException {
        String pair =
                Base64.getEncoder()
                        .encodeToString("AKTEST:s3cret".getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers =
                name.startsWith("APCA")
                        ? Map.of(name, value, "APCA-API-SECRET-KEY", "s3cret")
                        : Map.of(name, value.equals("BASIC") ? "Basic " + pair : value);

        StreamClient client = StreamClient.connected(emulator, Feed.IEX, headers);

        assertThat(client.control().path("msg").asText()).isEqualTo(answer);
        client.close();
    }

    @ParameterizedTest
    @CsvSource({"oauth", "access_token"})
    void tokensLogIn(String key) throws InterruptedException {
        StreamClient client = StreamClient.connected(emulator, Feed.IEX, Map.of());

        JsonNode answer =
                client.ask("{\"action\":\"auth\",\"key\":\"" + key + "\",\"secret\":\"s3cret\"}");

        assertThat(answer.path("msg").asText()).isEqualTo("authenticated");
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|invalid syntax|[1]",
                "400|invalid syntax|{\"action\":\"auth\"",
                "401|not authenticated|{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}",
                "402|auth failed|{\"action\":\"auth\",\"key\":\"AKTEST\",\"secret\":\"x\"}",
                "402|auth failed|{\"action\":\"auth\",\"key\":\"oauth\",\"secret\":\"x\"}",
                "408|v2 not enabled|{\"action\":\"auth\",\"key\":\"AKLEGACY\",\"secret\":\"s3cret\"}",
                "409|insufficient subscription|{\"action\":\"auth\",\"key\":\"AKFREE\",\"secret\":\"s3cret\"}",
                "411|insufficient scope|{\"action\":\"auth\",\"key\":\"AKSCOPE\",\"secret\":\"s3cret\"}",
            })
    void refusesBeforeLoginAndStaysOpen(int code, String message, String request)
            throws InterruptedException {
        StreamClient client = StreamClient.connected(emulator, Feed.SIP, Map.of());

        JsonNode error = client.ask(request);

        assertThat(error.path("T").asText()).isEqualTo("error");
        assertThat(error.path("code").asInt()).isEqualTo(code);
        assertThat(error.path("msg").asText()).isEqualTo(message);
        assertThat(client.ask(AUTH).path("msg").asText()).isEqualTo("authenticated");
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|{\"action\":\"auth\",\"key\":\"AKTEST\",\"secret\":\"s3cret\"}",
                "400|{\"action\":\"dance\"}",
                "400|{\"action\":\"subscribe\",\"trades\":[\"not a symbol\"]}",
                "400|{\"action\":\"subscribe\",\"trades\":[7]}",
                "410|{\"action\":\"subscribe\",\"orderbooks\":[\"AAPL\"]}",
                "410|{\"action\":\"subscribe\",\"news\":[\"*\"]}",
            })
    void refusesAfterLoginAndStaysOpen(int code, String request) throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.IEX);

        assertThat(client.ask(request).path("code").asInt()).isEqualTo(code);
        assertThat(client.ask("{\"action\":\"subscribe\",\"bars\":[\"*\"]}").path("T").asText())
                .isEqualTo("subscription");
        client.close();
    }

    @Test
    void headerAndMessageIsASecondLogin() throws InterruptedException {
        StreamClient client =
                StreamClient.connected(
                        emulator, Feed.IEX, Map.of("Authorization", "Bearer s3cret"));

        assertThat(client.control().path("msg").asText()).isEqualTo("authenticated");
        assertThat(client.ask(AUTH).path("code").asInt()).isEqualTo(403);
        client.close();
    }

    @Test
    void whoDoesNotLogInIsCutOff() throws InterruptedException {
        StreamClient client = StreamClient.connected(emulator, Feed.IEX, Map.of());

        assertThat(client.control().path("code").asInt()).isEqualTo(404);
        await().until(() -> client.closeCode != null);
    }

    @Test
    void theFreePlanHasThirtySymbols() throws InterruptedException {
        StreamClient client = StreamClient.connected(emulator, Feed.IEX, Map.of());
        client.ask("{\"action\":\"auth\",\"key\":\"AKFREE\",\"secret\":\"s3cret\"}");
        String thirty =
                IntStream.range(0, 30)
                        .mapToObj(i -> "\"A" + i + "\"")
                        .collect(Collectors.joining(","));

        JsonNode ack = client.ask("{\"action\":\"subscribe\",\"trades\":[" + thirty + "]}");
        JsonNode error = client.ask("{\"action\":\"subscribe\",\"quotes\":[\"AAPL\"]}");
        JsonNode bars = client.ask("{\"action\":\"subscribe\",\"bars\":[\"AAPL\"]}");

        assertThat(ack.path("trades")).hasSize(30);
        assertThat(error.path("code").asInt()).isEqualTo(405);
        assertThat(bars.path("quotes")).isEmpty();
        assertThat(bars.path("bars")).hasSize(1);
        client.close();
    }

    @Test
    void aSlotIsFreeAfterACloseFrame() throws InterruptedException {
        StreamClient first = StreamClient.loggedIn(emulator, Feed.IEX);
        StreamClient other = StreamClient.loggedIn(emulator, Feed.SIP);
        StreamClient second = StreamClient.connected(emulator, Feed.IEX, Map.of());

        assertThat(second.ask(AUTH).path("code").asInt()).isEqualTo(406);
        first.closeBlocking();
        assertThat(second.ask(AUTH).path("msg").asText()).isEqualTo("authenticated");
        second.closeBlocking();
        other.closeBlocking();
        assertThat(emulator.counters().logins()).isEqualTo(4);
    }

    @Test
    void aZombieHoldsItsSlot() throws Exception {
        StreamClient first = StreamClient.loggedIn(emulator, Feed.IEX);
        first.getSocket().close();
        await().until(() -> emulator.counters().open() == 0);
        StreamClient second = StreamClient.connected(emulator, Feed.IEX, Map.of());

        assertThat(second.ask(AUTH).path("code").asInt()).isEqualTo(406);

        await().pollInterval(Duration.ofMillis(100))
                .until(() -> second.ask(AUTH).path("msg").asText().equals("authenticated"));
        second.closeBlocking();
    }

    @Test
    void theTestFeedHasOneSymbolAndThreeChannels() throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.TEST);

        JsonNode ack = client.ask("{\"action\":\"subscribe\",\"trades\":[\"*\"]}");

        assertThat(ack.toString())
                .isEqualTo("{\"T\":\"subscription\",\"trades\":[\"*\"],\"quotes\":[],\"bars\":[]}");
        assertThat(client.frame())
                .allSatisfy(m -> assertThat(m.path("S").asText()).isEqualTo("FAKEPACA"));
        client.close();
    }

    @Test
    void cryptoHasBooksAndFractions() throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.CRYPTO);

        JsonNode ack =
                client.ask(
                        "{\"action\":\"subscribe\",\"trades\":[\"BTC/USD\"],"
                                + "\"orderbooks\":[\"ETH/USD\"]}");

        assertThat(ack.path("orderbooks").toString()).isEqualTo("[\"ETH/USD\"]");
        JsonNode book = client.frame().path(0);
        assertThat(book.path("r").asBoolean()).isTrue();
        assertThat(book.path("b")).hasSize(5);
        JsonNode trade = client.frame().path(0);
        assertThat(trade.path("tks").asText()).isIn("B", "S", "-");
        assertThat(trade.path("s").isNumber()).isTrue();
        assertThat(trade.has("x")).isFalse();
        client.close();
    }

    @Test
    void theBookOfACheapCoinHasPricesToo() throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.CRYPTO);
        client.ask("{\"action\":\"subscribe\",\"orderbooks\":[\"SHIB/USD\"]}");

        JsonNode book = client.frame().path(0);

        assertThat(book.path("b")).hasSize(5).allMatch(bid -> bid.path("p").asDouble() > 0);
        client.close();
    }

    @ParameterizedTest
    @EnumSource(Feed.class)
    void everyFeedTakesEveryChannelOfItsOwn(Feed feed) throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, feed);
        String channels =
                feed.channels().stream()
                        .map(channel -> "\"" + channel.key() + "\":[\"*\"]")
                        .collect(Collectors.joining(","));

        JsonNode ack = client.ask("{\"action\":\"subscribe\"," + channels + "}");

        feed.channels()
                .forEach(
                        channel ->
                                assertThat(ack.path(channel.key()).toString())
                                        .isEqualTo("[\"*\"]"));
        client.close();
    }

    @Test
    void anUnknownPathIsNotFound() throws InterruptedException {
        StreamClient client =
                new StreamClient(emulator.webSocketUri().resolve("/v2/nothing"), Map.of());

        client.connectBlocking();

        assertThat(client.closeCode).isNotNull();
        assertThat(emulator.counters().refusedHandshakes()).isEqualTo(1);
    }

    @Test
    void compressesForWhoOffersIt() throws Exception {
        emulator = AlpacaEmulator.start(EmulatorOptions.create().tradesPerSecond(1000));
        StreamClient client = StreamClient.compressing(emulator);
        assertThat(client.isCompressed()).isTrue();
        List<String> many = IntStream.range(0, 2000).mapToObj(i -> "\"S" + i + "\"").toList();
        JsonNode answer = client.ask("{\"action\":\"subscribe\",\"trades\":" + many + "}");
        assertThat(answer.path("trades")).hasSize(many.size());
        assertThat(client.ask("{\"action\":\"subscribe\",\"trades\":[\"*\"]}").path("T").asText())
                .isEqualTo("subscription");
        JsonNode data = client.frame();
        assertThat(data.path(0).path("T").asText()).isIn("t", "c", "x");
        client.close();
    }

    @Test
    void declinesCompressionWhenTold() throws Exception {
        emulator = AlpacaEmulator.start(EmulatorOptions.create().withoutDeflate());
        StreamClient client = StreamClient.compressing(emulator);
        assertThat(client.isCompressed()).isFalse();
        assertThat(client.ask("{\"action\":\"subscribe\",\"trades\":[\"*\"]}").path("T").asText())
                .isEqualTo("subscription");
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | true",
                "permessage-deflate; client_max_window_bits | true",
                "x-webkit-deflate-frame, permessage-deflate | true",
                "permessage-deflate; server_max_window_bits=10 | false",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate | true",
                "x-webkit-deflate-frame | false",
                " | false"
            })
    void knowsWhichOffersItCanTake(String header, boolean taken) {
        assertThat(PerMessageDeflate.isOffered(header)).isEqualTo(taken);
    }
}
