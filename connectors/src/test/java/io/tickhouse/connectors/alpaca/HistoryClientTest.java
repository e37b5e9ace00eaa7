package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryClientTest {

    private static final Instant NOW = Instant.parse("2026-03-02T15:00:10Z");
    private static final String EMPTY = "{\"trades\":{},\"next_page_token\":null}";

    private final List<String> asked = new ArrayList<>();
    private int status = 200;
    private String body = EMPTY;
    private Map<String, String> headers = Map.of();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(
                            exchange.getRequestHeaders().getFirst("APCA-API-KEY-ID")
                                    + " "
                                    + URLDecoder.decode(
                                            exchange.getRequestURI().toString(),
                                            StandardCharsets.UTF_8));
                    headers.forEach(exchange.getResponseHeaders()::add);
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksForAllThatMakesTheHistoryLikeTheStream() throws Exception {
        fetch("ws://x/v2/iex", Channel.TRADES, null);
        fetch("ws://x/v2/delayed_sip", Channel.BARS, "QUFQTHw=");
        fetch("ws://x/v1beta3/crypto/us", Channel.QUOTES, null);
        String range =
                "?symbols=AAPL,BRK.B&start=2026-03-02T15:00:00.000000321Z"
                        + "&end=2026-03-02T15:00:05Z&limit=10000&sort=asc";
        assertThat(asked)
                .containsExactly(
                        "key /v2/stocks/trades" + range + "&asof=-&feed=iex",
                        "key /v2/stocks/bars"
                                + range
                                + "&timeframe=1Min&asof=-&adjustment=raw&feed=sip"
                                + "&page_token=QUFQTHw=",
                        "key /v1beta3/crypto/us/quotes" + range);
    }

    @Test
    void pageWaitsForTheLimitOnlyIfItIsUsedUp() throws Exception {
        headers = Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1772463615");
        assertThat(((HistoryAnswer.Page) fetch()).notBefore())
                .isEqualTo(Instant.ofEpochSecond(1772463615));
        headers = Map.of("X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "1772463615");
        assertThat(((HistoryAnswer.Page) fetch()).notBefore()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "429,Retry-After,7,2026-03-02T15:00:17Z",
        "429,X-RateLimit-Reset,1772463615,2026-03-02T15:00:15Z",
        "429,Other,1,",
        "500,Other,1,",
        "503,Retry-After,1,2026-03-02T15:00:11Z",
        "408,Retry-After,soon,"
    })
    void asksAgainLater(int code, String header, String value, Instant notBefore) throws Exception {
        status = code;
        headers = Map.of(header, value);
        assertThat(fetch())
                .isEqualTo(new HistoryAnswer.Busy("The history answered HTTP " + code, notBefore));
    }

    @ParameterizedTest
    @CsvSource({
        "401,check APCA_API_KEY_ID and APCA_API_SECRET_KEY",
        "403,use a bigger plan",
        "422,use a bigger plan",
        "400,did not accept the request (HTTP 400)"
    })
    void givesUpWithAReasonThatHoldsNoSecret(int code, String reason) throws Exception {
        status = code;
        body = "{\"code\":42210000,\n \"message\":\"no recent SIP data for secret\"}";
        assertThat(fetch()).isInstanceOf(HistoryAnswer.Refused.class);
        assertThat(((HistoryAnswer.Refused) fetch()).reason())
                .contains(reason)
                .contains("\"message\":\"no recent SIP data for ***\"")
                .doesNotContain("secret\"");
    }

    @Test
    void brokenPageIsAskedForAgain() throws Exception {
        body = "{\"trades\":{\"AAPL\":[";
        assertThat(fetch()).isInstanceOf(HistoryAnswer.Busy.class);
    }

    @Test
    void deadServerIsAskedAgain() throws Exception {
        server.stop(0);
        assertThat(fetch()).isInstanceOf(HistoryAnswer.Busy.class);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private HistoryAnswer fetch() throws Exception {
        return fetch("ws://x/v2/iex", Channel.TRADES, null);
    }

    private HistoryAnswer fetch(String stream, Channel channel, String token) throws Exception {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        HistoryClient client =
                new HistoryClient(
                        AlpacaFeed.of(stream, base),
                        new Credentials("key", "secret"),
                        Clock.fixed(NOW, ZoneOffset.UTC));
        return client.fetch(
                        new HistoryRequest(
                                channel,
                                List.of("AAPL", "BRK.B"),
                                Instant.parse("2026-03-02T15:00:00.000000321Z"),
                                Instant.parse("2026-03-02T15:00:05Z"),
                                10_000,
                                token))
                .get(10, TimeUnit.SECONDS);
    }
}
