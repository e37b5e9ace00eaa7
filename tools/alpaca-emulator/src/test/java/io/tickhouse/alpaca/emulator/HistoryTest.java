package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> SYMBOLS = List.of("AAPL", "BRK.B", "MSFT");

    private final HttpClient http = HttpClient.newHttpClient();
    private AlpacaEmulator emulator;
    private Instant from;
    private Instant to;

    @BeforeEach
    void start() throws IOException {
        emulator = AlpacaEmulator.start(options());
        // Old enough that all late trades, amendments and bars are published.
        to = emulator.now().minusSeconds(90);
        from = to.minusSeconds(300);
    }

    private static EmulatorOptions options() {
        return EmulatorOptions.create()
                .symbols(SYMBOLS)
                .tradesPerSecond(60)
                .quotesPerSecond(30)
                .requestsPerMinute(500);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "trades,asc,100",
        "trades,desc,100",
        "trades,asc,10000",
        "quotes,asc,333",
        "quotes,desc,50",
        "bars,asc,2",
        "bars,desc,100"
    })
    void pagesMakeTheDay(String channel, String sort, int limit) throws Exception {
        Map<Identity, Integer> seen = new HashMap<>();
        List<String> order = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonNode page =
                    get(
                            "/v2/stocks/"
                                    + channel
                                    + "?feed=iex&asof=-&symbols=MSFT,AAPL,BRK.B&sort="
                                    + sort
                                    + "&limit="
                                    + limit
                                    + window()
                                    + (token.isEmpty() ? "" : "&page_token=" + encoded(token)));
            pages++;
            page.path(channel)
                    .properties()
                    .forEach(
                            entry -> {
                                order.add(entry.getKey());
                                entry.getValue().forEach(row -> count(seen, entry.getKey(), row));
                            });
            token = page.path("next_page_token").asText("");
        } while (!token.equals("null") && !token.isEmpty());

        Channel of = Channel.of(channel).orElseThrow();
        assertThat(seen)
                .isNotEmpty()
                .isEqualTo(emulator.day().identities(of, SYMBOLS, from, to.plusNanos(1)));
        assertThat(order).isSorted();
        int rows = seen.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(pages).isGreaterThanOrEqualTo((rows + limit - 1) / limit);
    }

    private static void count(Map<Identity, Integer> seen, String symbol, JsonNode row) {
        String exchange =
                row.has("bx")
                        ? row.path("bx").asText() + row.path("ax").asText()
                        : row.path("x").asText();
        Instant time = Instant.parse(row.path("t").asText());
        seen.merge(new Identity(symbol, exchange, row.path("i").asLong(), time), 1, Integer::sum);
        assertThat(row.has("S")).isFalse();
    }

    @Test
    void rowsAreSortedAndMarked() throws Exception {
        JsonNode page = get("/v2/stocks/AAPL/trades?feed=iex&limit=10000" + window());

        assertThat(page.path("symbol").asText()).isEqualTo("AAPL");
        List<Instant> times = new ArrayList<>();
        List<String> marks = new ArrayList<>();
        page.path("trades")
                .forEach(
                        row -> {
                            times.add(Instant.parse(row.path("t").asText()));
                            if (row.has("u")) {
                                marks.add(row.path("u").asText());
                            }
                        });
        assertThat(times).isSorted().hasSizeGreaterThan(1000);
        assertThat(marks).isNotEmpty().isSubsetOf("canceled", "incorrect", "corrected");
        assertThat(Set.copyOf(times)).as("some share their time").hasSizeLessThan(times.size());
    }

    @Test
    void anEmptyWindowIsNullForOneSymbolAndNothingForMany() throws Exception {
        String nothing = "&feed=iex&start=2001-01-01&end=2001-01-01";

        assertThat(get("/v2/stocks/AAPL/trades?limit=5" + nothing).toString())
                .isEqualTo("{\"symbol\":\"AAPL\",\"trades\":null,\"next_page_token\":null}");
        assertThat(get("/v2/stocks/trades?symbols=AAPL" + nothing).toString())
                .isEqualTo("{\"trades\":{},\"next_page_token\":null}");
    }

    @Test
    void cryptoNeedsNoKey() throws Exception {
        HttpResponse<String> answer =
                send("/v1beta3/crypto/us/trades?symbols=BTC/USD&limit=3" + window(), null);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode trades = MAPPER.readTree(answer.body()).path("trades").path("BTC/USD");
        assertThat(trades).hasSize(3);
        assertThat(trades.get(0).path("tks").asText()).isIn("B", "S", "-");
    }

    @ParameterizedTest
    @CsvSource({
        "401,,/v2/stocks/trades?symbols=AAPL",
        "403,AKNOBODY,/v2/stocks/trades?symbols=AAPL",
        "400,AKTEST,/v2/stocks/trades",
        "400,AKTEST,/v2/stocks/trades?symbols=AAPL&limit=10001",
        "400,AKTEST,/v2/stocks/trades?symbols=AAPL&limit=0",
        "400,AKTEST,/v2/stocks/trades?symbols=AAPL&start=yesterday",
        "400,AKTEST,/v2/stocks/trades?symbols=AAPL&sort=up",
        "400,AKTEST,/v2/stocks/trades?symbols=AAPL&feed=none",
        "400,AKTEST,/v2/stocks/trades?symbols=AAPL&page_token=%21%21",
        "400,AKTEST,/v2/stocks/bars?symbols=AAPL&timeframe=1Fortnight",
        "400,AKTEST,/v2/stocks/trades?symbols=AAPL&start=2026-03-03&end=2026-03-02",
        "404,AKTEST,/v2/stocks/nothing?symbols=AAPL",
        "200,AKTEST,/v2/stocks/trades?symbols=AAPL&feed=sip&limit=1",
    })
    void refusesWithABody(int status, String key, String path) throws Exception {
        HttpResponse<String> answer = send(path, key);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status != 200) {
            assertThat(MAPPER.readTree(answer.body()).path("message").asText()).isNotEmpty();
        }
    }

    @Test
    void theFreePlanSeesNoRecentSip() throws Exception {
        HttpResponse<String> answer =
                send("/v2/stocks/trades?symbols=AAPL&feed=sip" + window(), "AKFREE");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(MAPPER.readTree(answer.body()).path("code").asInt()).isEqualTo(42_210_000);
    }

    @Test
    void theRateIsLimited() throws Exception {
        try (AlpacaEmulator narrow =
                AlpacaEmulator.start(EmulatorOptions.create().requestsPerMinute(2))) {
            List<Integer> statuses = new ArrayList<>();
            HttpResponse<String> last = null;
            // Six requests exceed the limit of any two consecutive minutes.
            for (int i = 0; i < 6; i++) {
                last =
                        send(
                                narrow.restUri().resolve("/v2/stocks/trades?symbols=AAPL&limit=1"),
                                "AKTEST");
                statuses.add(last.statusCode());
            }
            assertThat(Collections.frequency(statuses, 429)).isGreaterThanOrEqualTo(2);
            assertThat(last.headers().firstValue("X-RateLimit-Limit")).contains("2");
            assertThat(last.headers().firstValue("X-RateLimit-Remaining")).isPresent();
            long reset = last.headers().firstValueAsLong("X-RateLimit-Reset").orElseThrow();
            assertThat(Instant.ofEpochSecond(reset))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(61));
        }
    }

    @Test
    void whatTheStreamSentIsTheHistoryOfThatTime() throws Exception {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.IEX);
        client.ask("{\"action\":\"subscribe\",\"trades\":[\"*\"],\"quotes\":[\"*\"]}");
        Instant start = emulator.now().plusSeconds(1);
        Instant end = start.plusSeconds(4);
        await().atMost(Duration.ofSeconds(40))
                .until(() -> emulator.now().isAfter(end.plusSeconds(9)));

        Map<Identity, Integer> sent = new HashMap<>();
        for (JsonNode message : client.messages()) {
            Instant time = Instant.parse(message.path("t").asText());
            if (message.path("T").asText().equals("t")
                    && !time.isBefore(start)
                    && time.isBefore(end)) {
                count(sent, message.path("S").asText(), without(message));
            }
        }
        assertThat(sent)
                .isNotEmpty()
                .isEqualTo(emulator.day().identities(Channel.TRADES, SYMBOLS, start, end));
        client.close();
    }

    @Test
    void theNewestOfEachChannel() throws Exception {
        JsonNode trades = get("/v2/stocks/trades/latest?feed=iex&symbols=AAPL,MSFT,NONE");
        assertThat(trades.path("trades").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("AAPL", "MSFT");
        assertThat(Instant.parse(trades.path("trades").path("AAPL").path("t").asText()))
                .isBetween(emulator.now().minusSeconds(60), emulator.now());
        JsonNode quote = get("/v2/stocks/AAPL/quotes/latest?feed=iex");
        assertThat(quote.path("symbol").asText()).isEqualTo("AAPL");
        assertThat(quote.path("quote").has("bp")).isTrue();
        assertThat(get("/v2/stocks/AAPL/bars/latest").path("bar").has("o")).isTrue();
        assertThat(get("/v2/stocks/NONE/trades/latest").path("trade").isNull()).isTrue();
    }

    /** In the first minute of a New York day, the newest minute is of the day before. */
    @Test
    void snapshotsHoldTheNewestOfAll() throws Exception {
        emulator.close();
        emulator =
                AlpacaEmulator.start(options().clockStart(Instant.parse("2026-03-02T17:00:00Z")));
        JsonNode one = get("/v2/stocks/AAPL/snapshot?feed=iex");
        JsonNode many = get("/v2/stocks/snapshots?feed=iex&symbols=AAPL,MSFT");
        for (JsonNode snapshot : List.of(one, many.path("AAPL"), many.path("MSFT"))) {
            assertThat(snapshot.path("latestTrade").has("p")).isTrue();
            assertThat(snapshot.path("latestQuote").has("ap")).isTrue();
            assertThat(snapshot.path("minuteBar").has("o")).isTrue();
            assertThat(snapshot.path("dailyBar").path("v").asLong())
                    .isGreaterThanOrEqualTo(snapshot.path("minuteBar").path("v").asLong());
        }
        assertThat(send("/v2/stocks/snapshots?feed=sip&symbols=AAPL", "AKFREE").statusCode())
                .isEqualTo(403);
    }

    @Test
    void crypto() throws Exception {
        String venue = "/v1beta3/crypto/us/";
        assertThat(get(venue + "latest/trades?symbols=BTC/USD").path("trades").has("BTC/USD"))
                .isTrue();
        JsonNode snapshots = get(venue + "snapshots?symbols=BTC/USD").path("snapshots");
        assertThat(snapshots.path("BTC/USD").path("latestQuote").has("bp")).isTrue();
    }

    @Test
    void otherCallsAreToldWhatIsServed() throws Exception {
        HttpResponse<String> answer = send("/v2/stocks/meta/exchanges", "AKTEST");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("serves trades, quotes and bars");
    }

    private static JsonNode without(JsonNode message) {
        return ((ObjectNode) message).without("S");
    }

    @Test
    void theSameSeedIsTheSameDay() throws Exception {
        try (AlpacaEmulator other =
                AlpacaEmulator.start(
                        EmulatorOptions.create()
                                .symbols(SYMBOLS)
                                .tradesPerSecond(60)
                                .quotesPerSecond(30))) {
            assertThat(other.day().identities(Channel.TRADES, SYMBOLS, from, to))
                    .isEqualTo(emulator.day().identities(Channel.TRADES, SYMBOLS, from, to));
        }
    }

    private String window() {
        return "&start=" + from + "&end=" + to;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send(path, "AKTEST");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private HttpResponse<String> send(String path, String key) throws Exception {
        return send(URI.create(emulator.restUri() + path), key);
    }

    private HttpResponse<String> send(URI uri, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (key != null) {
            request.header("APCA-API-KEY-ID", key).header("APCA-API-SECRET-KEY", "s3cret");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
