package io.tickhouse.connectors.alpaca.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryClientTest {

    private static final Instant NOW = Instant.parse("2026-03-02T15:00:10Z");
    private static final String EMPTY = "{\"trades\":{},\"next_page_token\":null}";

    private final List<String> asked = new ArrayList<>();
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
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
                    clients.add(exchange.getRemoteAddress());
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
        "429,X-RateLimit-Reset,1772463615,2026-03-02T15:00:15Z",
        "429,Other,1,",
        "500,Other,1,",
        "500,X-RateLimit-Reset,1772463615,",
        "429,Retry-After,'Mon, 02 Mar 2026 15:00:20 GMT',2026-03-02T15:00:20Z",
        "408,Retry-After,soon,"
    })
    void asksAgainLater(int code, String header, String value, Instant notBefore) throws Exception {
        status = code;
        headers = Map.of(header, value);
        assertThat(fetch())
                .isEqualTo(new HistoryAnswer.Busy("The history answered HTTP " + code, notBefore));
    }

    @Test
    void waitsAsLongAsTheServerAsksByTheServersClock() throws Exception {
        status = 429;
        headers = Map.of("Retry-After", "7");
        // The test's clock is months behind; this server tells the time.
        assertThat(((HistoryAnswer.Busy) fetch()).notBefore())
                .isCloseTo(Instant.now().plusSeconds(7), within(10, ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource({
        "401,correct APCA_API_KEY_ID and APCA_API_SECRET_KEY",
        "403,get a larger plan",
        "404,correct --history-url (alpaca.history.url)",
        "302,correct --history-url (alpaca.history.url)"
    })
    void isDeniedWithARemedyAndNoSecret(int code, String remedy) throws Exception {
        status = code;
        body = "{\"code\":40310000,\n \"message\":\"not for secret\"}";
        assertThat(fetch()).isInstanceOf(HistoryAnswer.Denied.class);
        assertThat(((HistoryAnswer.Denied) fetch()).reason())
                .contains(remedy)
                .contains("\"message\":\"not for ***\"")
                .doesNotContain("secret\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 414, 422})
    void isRejectedWithTheServersReason(int code) throws Exception {
        status = code;
        body = "{\"message\":\"invalid symbol: AAPL secret\"}";
        assertThat(fetch())
                .isEqualTo(
                        new HistoryAnswer.Rejected(
                                "The history did not accept the request (HTTP "
                                        + code
                                        + "). The server said: {\"message\":\"invalid symbol: AAPL"
                                        + " ***\"}"));
    }

    @Test
    void doesNotQuoteHalfASecret() throws Exception {
        status = 400;
        body = "x".repeat(197) + "secret";
        assertThat(((HistoryAnswer.Rejected) fetch()).reason()).endsWith("xxx***");
    }

    @Test
    void planIsDeniedWhateverTheStatus() throws Exception {
        status = 422;
        body = "{\"message\":\"subscription does not permit querying recent SIP data\"}";
        assertThat(((HistoryAnswer.Denied) fetch()).reason())
                .startsWith("The account may not read this history (HTTP 422): get a larger plan");
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

    @Test
    void stalledBodyEndsInTimeAndItsConnectionWithIt() throws Exception {
        try (StallingServer stalling = new StallingServer()) {
            int port = stalling.socket.getLocalPort();
            HistoryClient client = client("ws://x/v2/iex", port, Duration.ofSeconds(2));
            CompletableFuture<HistoryAnswer> answer = client.fetch(request(Channel.TRADES, null));
            try (Socket connection = stalling.stall()) {
                assertThat(answer.get(20, TimeUnit.SECONDS))
                        .isEqualTo(
                                new HistoryAnswer.Busy(
                                        "The history did not answer in full within 2 s", null));
                awaitEnd(connection);
            }
        }
    }

    @Test
    void cancelledRequestEndsItsConnection() throws Exception {
        try (StallingServer stalling = new StallingServer()) {
            int port = stalling.socket.getLocalPort();
            HistoryClient client = client("ws://x/v2/iex", port, HistoryClient.EXCHANGE_TIMEOUT);
            CompletableFuture<HistoryAnswer> answer = client.fetch(request(Channel.TRADES, null));
            try (Socket connection = stalling.stall()) {
                assertThat(answer.cancel(true)).isTrue();
                awaitEnd(connection);
            }
        }
    }

    @Test
    void requestsShareAConnectionAndTheKeysAreReadOnce() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        HistoryClient client =
                new HistoryClient(
                        AlpacaFeed.of(
                                "ws://x/v2/iex",
                                "http://127.0.0.1:" + server.getAddress().getPort()),
                        () -> {
                            reads.incrementAndGet();
                            return new Credentials("key", "secret");
                        },
                        new FeedClock(Clock.fixed(NOW, ZoneOffset.UTC)),
                        HistoryClient.EXCHANGE_TIMEOUT);
        assertThat(reads).as("before there is anything to ask").hasValue(0);
        for (int i = 0; i < 3; i++) {
            client.fetch(request(Channel.TRADES, null)).get(10, TimeUnit.SECONDS);
        }
        assertThat(reads).hasValue(1);
        assertThat(clients).hasSize(1);
    }

    private HistoryAnswer fetch() throws Exception {
        return fetch("ws://x/v2/iex", Channel.TRADES, null);
    }

    private HistoryAnswer fetch(String stream, Channel channel, String token) throws Exception {
        return client(stream, server.getAddress().getPort(), HistoryClient.EXCHANGE_TIMEOUT)
                .fetch(request(channel, token))
                .get(10, TimeUnit.SECONDS);
    }

    private static HistoryClient client(String stream, int port, Duration timeout) {
        return new HistoryClient(
                AlpacaFeed.of(stream, "http://127.0.0.1:" + port),
                () -> new Credentials("key", "secret"),
                new FeedClock(Clock.fixed(NOW, ZoneOffset.UTC)),
                timeout);
    }

    private static HistoryRequest request(Channel channel, String token) {
        return new HistoryRequest(
                channel,
                List.of("AAPL", "BRK.B"),
                Instant.parse("2026-03-02T15:00:00.000000321Z"),
                Instant.parse("2026-03-02T15:00:05Z"),
                10_000,
                token);
    }

    /** Sends the head of an answer and the beginning of its body, and then stops. */
    private static final class StallingServer implements AutoCloseable {

        private final ServerSocket socket =
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        StallingServer() throws IOException {
            socket.setSoTimeout(20_000);
        }

        Socket stall() throws IOException {
            Socket client = socket.accept();
            client.setSoTimeout(20_000);
            String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"trades\":{";
            client.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            return client;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Reads the request and on, until the connection ends. */
    private static void awaitEnd(Socket client) throws IOException {
        try {
            client.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
