package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.live.Counts;
import io.tickhouse.connectors.alpaca.live.FeedEvent;
import io.tickhouse.connectors.alpaca.live.FeedEvent.Data;
import io.tickhouse.connectors.alpaca.live.Feeds;
import io.tickhouse.connectors.alpaca.live.LiveFeed;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Login;
import io.tickhouse.connectors.alpaca.live.ScriptedServer;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where keys come from, and where they must never appear. */
class CredentialsTest {

    @TempDir private Path folder;

    @Test
    void readsTheEnvironment() {
        Credentials credentials =
                Credentials.fromEnvironment(
                        Map.of("APCA_API_KEY_ID", "k ", "APCA_API_SECRET_KEY", "s"),
                        Credentials.KEY,
                        Credentials.SECRET);
        assertThat(credentials.key()).isEqualTo("k");
        assertThat(credentials.secret()).isEqualTo("s");
        assertThatThrownBy(
                        () ->
                                Credentials.fromEnvironment(
                                        Map.of("APCA_API_KEY_ID", "k"),
                                        Credentials.KEY,
                                        Credentials.SECRET))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("APCA_API_SECRET_KEY is not set in the environment");
    }

    @Test
    void readsAFile() throws Exception {
        Path file = folder.resolve("keys");
        Files.writeString(file, "APCA_API_KEY_ID=k\nAPCA_API_SECRET_KEY = s=1\n");
        Credentials credentials = origin(file).load();
        assertThat(credentials.key()).isEqualTo("k");
        assertThat(credentials.secret()).isEqualTo("s=1");
        Files.writeString(file, "APCA_API_KEY_ID=\\uNOPE" + Feeds.SECRET);
        assertThatThrownBy(() -> origin(file).load())
                .isInstanceOf(Refusal.class)
                .hasNoCause()
                .message()
                .doesNotContain(Feeds.SECRET);
        assertThatThrownBy(() -> origin(folder.resolve("none")).load())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Cannot read the file with the Alpaca keys");
    }

    private static CredentialsOrigin origin(Path file) {
        return new CredentialsOrigin(file.toString(), Credentials.KEY, Credentials.SECRET);
    }

    @Test
    void hidesThem() {
        Credentials credentials = new Credentials(Feeds.KEY, Feeds.SECRET);
        assertThat(credentials).isNotInstanceOf(Serializable.class);
        assertThat(credentials.toString()).doesNotContain(Feeds.KEY).doesNotContain(Feeds.SECRET);
        assertThat(credentials.redact("bad key " + Feeds.KEY + ":" + Feeds.SECRET))
                .isEqualTo("bad key ***:***");
    }

    /**
     * A process with every log at its finest level, ended without close(), must send its close
     * frame by itself.
     */
    @ParameterizedTest
    @EnumSource(Login.class)
    void noLogShowsThemAndTheExitSendsACloseFrame(Login login) throws Exception {
        ScriptedServer server =
                new ScriptedServer(
                        new ScriptedServer.Script() {
                            @Override
                            public void opened(ScriptedServer s, WebSocket client) {
                                s.greet(client);
                                if (login == Login.HEADER) {
                                    login(s, client);
                                }
                            }

                            @Override
                            public void subscribe(
                                    ScriptedServer s, WebSocket client, Subscriptions asked) {
                                s.acknowledge(client, asked);
                                client.send("[{\"T\":\"t\"}]");
                                if (s.connections() == 1) {
                                    client.close(1011, "you sent " + Feeds.KEY);
                                }
                            }
                        });
        try {
            Path log = folder.resolve("log");
            ProcessBuilder child =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                            Child.class.getName(),
                            server.address("ws").toString(),
                            login.name());
            child.environment().put(Credentials.KEY, Feeds.KEY);
            child.environment().put(Credentials.SECRET, Feeds.SECRET);
            Process process = child.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(log);
            assertThat(process.exitValue()).as(text).isZero();
            assertThat(text)
                    .as("the library traces what it sends")
                    .contains("TRACE org.java_websocket")
                    .contains("subscribe")
                    .contains("data came");
            assertThat(List.of(text.split("\n", -1)))
                    .noneMatch(line -> line.contains(Feeds.SECRET))
                    .filteredOn(line -> line.contains(Feeds.KEY))
                    .as("the key stands only where the server sent it back, in its own words")
                    .allMatch(line -> line.contains("org.java_websocket"));
            await().untilAsserted(() -> assertThat(server.closes).containsExactly(1000));
        } finally {
            server.stop(1000);
        }
    }

    /** Reads one frame and exits without closing the feed. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) throws Exception {
            LiveFeedOptions options =
                    Feeds.with(Feeds.options(AlpacaFeed.of(args[0], null)), Login.valueOf(args[1]));
            LiveFeed feed =
                    new LiveFeed(
                            options,
                            new FeedClock(java.time.Clock.systemUTC()),
                            new CredentialsOrigin(null, Credentials.KEY, Credentials.SECRET).load(),
                            new java.util.Random(1),
                            new Counts());
            feed.start();
            Feeds.next(feed, FeedEvent.Lost.class);
            Feeds.next(feed, Data.class);
            System.out.println("data came");
            System.exit(0);
        }
    }
}
