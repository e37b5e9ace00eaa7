package io.tickhouse.connectors.alpaca.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.connectors.alpaca.live.FeedEvent.Failed;
import io.tickhouse.connectors.alpaca.live.FeedEvent.Lost;
import io.tickhouse.connectors.alpaca.live.FeedEvent.Subscribed;
import io.tickhouse.connectors.alpaca.live.Outcome.Origin;
import io.tickhouse.connectors.alpaca.live.Outcome.Reaction;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Requests;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.framing.CloseFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Produces every row of the table with a server that does what the row says. */
class OutcomeTest {

    private static final int UNLISTED_ERROR = 499;
    private static final int UNLISTED_CLOSE = 4001;
    private static final int UNLISTED_STATUS = 302;

    @TempDir private Path folder;

    private final Counts counts = new Counts();
    private final List<AutoCloseable> open = new ArrayList<>();

    static Stream<Outcome> errors() {
        return rows(Origin.ERROR);
    }

    static Stream<Outcome> closes() {
        return rows(Origin.CLOSE);
    }

    static Stream<Outcome> handshakes() {
        return rows(Origin.HANDSHAKE);
    }

    static Stream<Outcome> found() {
        return rows(Origin.LOCAL);
    }

    private static Stream<Outcome> rows(Origin origin) {
        return Arrays.stream(Outcome.values()).filter(o -> o.origin() == origin);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void rowsHaveCodesOfTheirOwnAndSentencesThatEndWhereTheyShould() {
        Set<String> codes = new HashSet<>();
        for (Outcome row : Outcome.values()) {
            assertThat(row.origin() == Origin.LOCAL || codes.add(row.origin() + " " + row.code()))
                    .as("%s has the code of another row", row)
                    .isTrue();
            assertThat(row.sentence()).as(row.name()).isNotBlank();
            if (row.isFinal()) {
                assertThat(row.sentence())
                        .as("%s must name cause and remedy in one sentence", row)
                        .matches("[A-Z][^.]*: [^:]+\\.");
            } else {
                assertThat(row.sentence()).as(row.name()).doesNotEndWith(".");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorMessage(Outcome row) throws Exception {
        int code = row.code() == Outcome.ANY ? UNLISTED_ERROR : row.code();
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void login(ScriptedServer s, WebSocket client) {
                                ScriptedServer.error(client, code);
                            }
                        });
        LiveFeed feed = feed(Feeds.options(server.feed()));
        if (row.reaction() == Reaction.PROCEED) {
            assertThat(
                            Feeds.next(feed, Subscribed.class)
                                    .acknowledged()
                                    .without(Feeds.WANTED)
                                    .of(Channel.TRADES))
                    .isEmpty();
            assertThat(counts.outcomes).containsEntry(row, 1);
            return;
        }
        expect(row, feed);
        feed.close();
        await().untilAsserted(
                        () -> {
                            assertThat(server.ended).hasValue(server.connections());
                            assertThat(server.closes)
                                    .as("each with a close frame")
                                    .hasSize(server.connections())
                                    .containsOnly(CloseFrame.NORMAL);
                        });
        assertThat(server.mostAtOnce).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("closes")
    void closeCode(Outcome row) throws Exception {
        int code = row.code() == Outcome.ANY ? UNLISTED_CLOSE : row.code();
        ScriptedServer server = serve(ScriptedServer.KEEPS_PROTOCOL);
        LiveFeed feed = feed(Feeds.options(server.feed()));
        Feeds.next(feed, Subscribed.class);
        for (WebSocket client : server.getConnections()) {
            if (code == CloseFrame.ABNORMAL_CLOSE) {
                client.closeConnection(code, "");
            } else {
                client.close(code, "as scripted");
            }
        }
        expect(row, feed);
        Feeds.next(feed, Subscribed.class);
        assertThat(server.mostAtOnce).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void handshakeStatus(Outcome row) throws Exception {
        int status = row.code() == Outcome.ANY ? UNLISTED_STATUS : row.code();
        RawServer server = raw("HTTP/1.1 " + status + " Scripted\r\nRetry-After: 0\r\n\r\n");
        expect(row, feed(Feeds.options(server.feed("ws"))));
    }

    @Test
    void waitsAsLongAsTheServerSays() throws Exception {
        RawServer server = raw("HTTP/1.1 429 Too Many\r\nRetry-After: 2\r\n\r\n");
        LiveFeed feed = feed(Feeds.options(server.feed("ws")));
        Lost first = Feeds.next(feed, Lost.class);
        Lost second = Feeds.next(feed, Lost.class);
        // Without the server's request it would be at most 50 ms; the rest depends on the machine.
        assertThat(Duration.between(first.at(), second.at()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @MethodSource("found")
    void foundOutHere(Outcome row) throws Exception {
        switch (row) {
            case UNKNOWN_HOST ->
                    expect(row, feed(Feeds.options(at("ws://no-such-host.invalid/v2/test"))));
            case CANNOT_CONNECT -> {
                int port;
                try (ServerSocket socket = new ServerSocket(0)) {
                    port = socket.getLocalPort();
                }
                expect(row, feed(Feeds.options(at("ws://127.0.0.1:" + port + "/v2/test"))));
            }
            case IO_ERROR -> expect(row, feed(Feeds.options(raw("").feed("ws"))));
            case TLS_ERROR -> expect(row, feed(Feeds.options(raw("no TLS at all").feed("wss"))));
            case TLS_UNTRUSTED -> {
                ScriptedServer server = serve(ScriptedServer.KEEPS_PROTOCOL, selfSigned());
                expect(row, feed(Feeds.options(at(server.address("wss").toString()))));
            }
            case NO_ANSWER -> {
                ScriptedServer server =
                        serve(
                                new ScriptedServer.Script() {
                                    @Override
                                    public void login(ScriptedServer s, WebSocket client) {
                                        // says nothing
                                    }
                                });
                LiveFeedOptions options = Feeds.options(server.feed());
                expect(
                        row,
                        feed(
                                Feeds.with(
                                        options,
                                        Feeds.withAnswer(
                                                options.patience(), Duration.ofSeconds(1)))));
            }
            case PARTIAL_ACKNOWLEDGEMENT -> {
                ScriptedServer server = serve(new LeavesOut("MSFT"));
                LiveFeed feed = feed(Feeds.options(server.feed()));
                assertThat(expect(row, feed)).contains("trades MSFT");
                assertThat(server.received.stream().filter(m -> m.contains("subscribe")).limit(3))
                        .as("asked again for what was missing only")
                        .containsExactly(
                                Requests.subscribe(Feeds.WANTED),
                                "{\"action\":\"subscribe\",\"trades\":[\"MSFT\"],\"quotes\":[\"MSFT\"]}",
                                "{\"action\":\"subscribe\",\"trades\":[\"MSFT\"],\"quotes\":[\"MSFT\"]}");
            }
            case SYMBOLS_NOT_ACKNOWLEDGED -> {
                ScriptedServer server = serve(new LeavesOut("MSFT"));
                LiveFeed feed = feed(Feeds.options(server.feed()));
                Failed failed = Feeds.next(feed, Failed.class);
                assertThat(failed.message())
                        .startsWith(row.sentence())
                        .endsWith("Left out: trades MSFT, quotes MSFT.");
                assertThat(counts.outcomes)
                        .containsEntry(Outcome.PARTIAL_ACKNOWLEDGEMENT, 2)
                        .containsEntry(row, 1);
                assertThat(counts.connections).hasValue(3);
            }
            case STALLED -> {
                ScriptedServer server = serve(ScriptedServer.KEEPS_PROTOCOL);
                LiveFeed feed =
                        feed(
                                Feeds.with(
                                        Feeds.options(server.feed()),
                                        Map.of(Channel.QUOTES, Duration.ofMillis(300))));
                assertThat(expect(row, feed)).contains("no quotes for");
                await().untilAsserted(() -> assertThat(server.closes).contains(1000));
            }
            case PONG_MISSING -> {
                ScriptedServer server = serve(ScriptedServer.KEEPS_PROTOCOL);
                server.answersPings = false;
                LiveFeedOptions options = Feeds.options(server.feed());
                expect(
                        row,
                        feed(
                                Feeds.with(
                                        options,
                                        Feeds.withPong(
                                                options.patience(), Duration.ofMillis(700)))));
            }
            case CONNECTION_LIMIT_LASTS -> slotStaysTaken(row);
            case CLOSED_BY_US -> {
                ScriptedServer server = serve(ScriptedServer.KEEPS_PROTOCOL);
                LiveFeed feed = feed(Feeds.options(server.feed()));
                Feeds.next(feed, Subscribed.class);
                feed.close();
                assertThat(counts.outcomes).containsExactly(Map.entry(row, 1));
                await().untilAsserted(() -> assertThat(server.closes).containsExactly(1000));
                assertThat(feed.poll(Duration.ZERO)).isNull();
            }
            default -> throw new AssertionError("no test brings about " + row);
        }
    }

    private void slotStaysTaken(Outcome row) throws Exception {
        AtomicInteger refusals = new AtomicInteger();
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void login(ScriptedServer s, WebSocket client) {
                                if (refusals.incrementAndGet() <= 6) {
                                    ScriptedServer.error(client, 406);
                                } else {
                                    ScriptedServer.Script.super.login(s, client);
                                }
                            }
                        });
        LiveFeed feed = feed(Feeds.options(server.feed()));
        // Waits of 10, 20 and 20 ms use up the budget of 40; then the alarm comes, and the feed
        // still retries.
        for (int i = 0; i < 3; i++) {
            assertThat(Feeds.next(feed, Lost.class).cause()).isEqualTo(Outcome.CONNECTION_LIMIT);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(Feeds.next(feed, Lost.class).cause()).isEqualTo(row);
        }
        Feeds.next(feed, Subscribed.class);
    }

    /** Acknowledges all but one symbol. */
    private record LeavesOut(String symbol) implements ScriptedServer.Script {

        @Override
        public void subscribe(ScriptedServer server, WebSocket client, Subscriptions asked) {
            server.acknowledge(
                    client,
                    asked.without(Subscriptions.of(List.of(Channel.values()), List.of(symbol))));
        }
    }

    /** Returns what the user is told. */
    private String expect(Outcome row, LiveFeed feed) throws InterruptedException {
        String text;
        if (row.reaction() == Reaction.FAIL) {
            Failed failed = Feeds.next(feed, Failed.class);
            assertThat(failed.message()).isEqualTo(row.sentence());
            assertThat(feed.poll(Duration.ofMillis(200))).as("no further attempt").isNull();
            assertThat(counts.connections).hasValue(1);
            assertThat(counts.outcomes).containsExactly(Map.entry(row, 1));
            text = failed.message();
        } else {
            Lost lost = Feeds.next(feed, Lost.class);
            assertThat(lost.cause()).isEqualTo(row);
            assertThat(lost.detail()).startsWith(row.sentence());
            await().atMost(10, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(counts.connections).hasValueGreaterThan(1));
            assertThat(counts.outcomes.get(row)).isPositive();
            text = lost.detail();
        }
        assertThat(text).doesNotContain(Feeds.KEY).doesNotContain(Feeds.SECRET);
        return text;
    }

    private LiveFeed feed(LiveFeedOptions options) {
        LiveFeed feed = Feeds.start(options, counts);
        open.add(feed);
        return feed;
    }

    private ScriptedServer serve(ScriptedServer.Script script) throws Exception {
        return serve(script, null);
    }

    private ScriptedServer serve(ScriptedServer.Script script, SSLContext tls) throws Exception {
        ScriptedServer server = new ScriptedServer(script, tls);
        open.add(() -> server.stop(1000));
        return server;
    }

    private static AlpacaFeed at(String address) {
        return AlpacaFeed.of(address, null);
    }

    private SSLContext selfSigned() throws Exception {
        Path store = folder.resolve("store.p12");
        int exit =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                store.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(exit).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private RawServer raw(String answer) throws Exception {
        RawServer server = new RawServer(answer);
        open.add(server);
        return server;
    }

    /** Gives each connection the same answer and then hangs up. */
    private static final class RawServer implements AutoCloseable {

        private final ServerSocket socket =
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String answer;

        RawServer(String answer) throws Exception {
            this.answer = answer;
            Thread thread = new Thread(this::serve, "raw-server");
            thread.setDaemon(true);
            thread.start();
        }

        AlpacaFeed feed(String scheme) {
            return at(scheme + "://127.0.0.1:" + socket.getLocalPort() + "/v2/test");
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    InputStream in = client.getInputStream();
                    byte[] request = new byte[4096];
                    int read = in.read(request);
                    OutputStream out = client.getOutputStream();
                    if (read > 0 && !answer.isEmpty()) {
                        // In two parts, because headers may come that way.
                        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
                        out.write(bytes, 0, 10);
                        out.flush();
                        out.write(bytes, 10, bytes.length - 10);
                        out.flush();
                        client.shutdownOutput();
                        in.readAllBytes();
                    }
                } catch (IOException e) {
                    if (socket.isClosed()) {
                        return;
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
