package io.tickhouse.connectors.alpaca.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.connectors.alpaca.live.FeedEvent.Data;
import io.tickhouse.connectors.alpaca.live.FeedEvent.Lost;
import io.tickhouse.connectors.alpaca.live.FeedEvent.Subscribed;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Login;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Queue;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.FrameReader;
import io.tickhouse.connectors.alpaca.wire.Requests;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.java_websocket.WebSocket;
import org.java_websocket.enums.Opcode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveFeedTest {

    /** For conditions that come about without fail, so that only a hang exceeds it. */
    private static final Duration AT_ANY_LOAD = Duration.ofMinutes(2);

    private final Counts counts = new Counts();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private ScriptedServer serve(ScriptedServer.Script script) throws Exception {
        ScriptedServer server = new ScriptedServer(script);
        open.add(() -> server.stop(1000));
        return server;
    }

    private LiveFeed feed(LiveFeedOptions options) {
        LiveFeed feed = Feeds.start(options, counts);
        open.add(feed);
        return feed;
    }

    private static String trade(int id) {
        return "[{\"T\":\"t\",\"S\":\"AAPL\",\"i\":" + id + ",\"t\":\"2026-03-02T14:30:00Z\"}]";
    }

    @Test
    void learnsTheServersTimeFromTheHandshake() throws Exception {
        ScriptedServer server = serve(ScriptedServer.KEEPS_PROTOCOL);
        Duration behind = Duration.ofMinutes(2);
        FeedClock clock = new FeedClock(Clock.offset(Clock.systemUTC(), behind.negated()));
        LiveFeed feed =
                new LiveFeed(
                        Feeds.options(server.feed()),
                        clock,
                        new Credentials(Feeds.KEY, Feeds.SECRET),
                        new Random(1),
                        counts);
        open.add(feed);
        feed.start();
        Subscribed subscribed = Feeds.next(feed, Subscribed.class);
        assertThat(Duration.ofNanos(clock.offsetNanos()))
                .isBetween(behind.minusSeconds(2), behind.plusSeconds(2));
        assertThat(subscribed.at())
                .as("events tell the local time, for the emitter to put right")
                .isBefore(Instant.now().minusSeconds(100));
    }

    @Test
    void subscribesInChunksOneAtATime() throws Exception {
        AtomicInteger outstanding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        open.add(later::shutdownNow);
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void subscribe(
                                    ScriptedServer s, WebSocket client, Subscriptions asked) {
                                most.accumulateAndGet(outstanding.incrementAndGet(), Math::max);
                                ScheduledFuture<?> unused =
                                        later.schedule(
                                                () -> {
                                                    outstanding.decrementAndGet();
                                                    s.acknowledge(client, asked);
                                                },
                                                20,
                                                TimeUnit.MILLISECONDS);
                            }
                        });
        List<String> symbols = IntStream.range(0, 1003).mapToObj(i -> "SYM" + i).toList();
        Subscriptions wanted = Subscriptions.of(List.of(Channel.TRADES, Channel.BARS), symbols);
        LiveFeedOptions base = Feeds.options(server.feed());
        LiveFeed feed =
                feed(
                        new LiveFeedOptions(
                                base.feed(),
                                wanted,
                                base.login(),
                                base.compression(),
                                100,
                                base.queue(),
                                base.patience(),
                                base.backoff(),
                                base.stallAfter()));
        Subscribed subscribed = Feeds.next(feed, Subscribed.class);
        assertThat(wanted.without(subscribed.acknowledged()).isEmpty()).isTrue();
        List<String> messages =
                server.received.stream().filter(m -> m.contains("subscribe")).toList();
        assertThat(messages).hasSize(21).allMatch(m -> m.length() < 16 << 10);
        assertThat(most).hasValue(1);
    }

    @Test
    void chunksOfLongNamesStayBelowTheLimitOfBytes() {
        List<String> symbols = IntStream.range(0, 2000).mapToObj(i -> "株".repeat(20) + i).toList();
        Subscriptions all = Subscriptions.of(List.of(Channel.TRADES), symbols);
        List<Subscriptions> chunks = Requests.chunks(all, 5000);
        assertThat(chunks).hasSizeGreaterThan(10);
        assertThat(chunks).allMatch(c -> Requests.subscribe(c).length() < 16 << 10);
        assertThat(chunks.stream().mapToInt(Subscriptions::size).sum()).isEqualTo(2000);
    }

    @Test
    void handsOnDataFromBeforeAndBehindTheAcknowledgement() throws Exception {
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void subscribe(
                                    ScriptedServer s, WebSocket client, Subscriptions asked) {
                                client.send(trade(1));
                                s.acknowledge(client, asked);
                                client.send(trade(2));
                                client.send("[]");
                                client.send(
                                        "[{\"T\":\"success\",\"msg\":\"?\"},"
                                                + "{\"T\":\"zz\",\"S\":\"AAPL\"}]");
                                client.send("no JSON");
                                client.send(trade(3).getBytes(UTF_8)); // a binary frame
                                byte[] last = trade(4).getBytes(UTF_8);
                                client.sendFragmentedFrame(
                                        Opcode.TEXT, ByteBuffer.wrap(last, 0, 10), false);
                                client.sendFragmentedFrame(
                                        Opcode.TEXT,
                                        ByteBuffer.wrap(last, 10, last.length - 10),
                                        false);
                                client.sendFragmentedFrame(
                                        Opcode.TEXT, ByteBuffer.allocate(0), true);
                                client.close(1001, "");
                            }
                        });
        LiveFeed feed = feed(Feeds.options(server.feed()));
        List<String> data = new ArrayList<>();
        int subscribed = 0;
        FeedEvent event = feed.poll(Duration.ofSeconds(10));
        while (!(event instanceof Lost)) {
            if (event instanceof Data frame) {
                data.add(new String(frame.frame(), UTF_8));
            } else if (event instanceof Subscribed) {
                subscribed++;
            }
            event = feed.poll(Duration.ofSeconds(10));
        }
        assertThat(data)
                .containsExactly(
                        trade(1),
                        trade(2),
                        "[]",
                        "[{\"T\":\"success\",\"msg\":\"?\"},{\"T\":\"zz\",\"S\":\"AAPL\"}]",
                        "no JSON",
                        trade(3),
                        trade(4));
        assertThat(subscribed).isEqualTo(1);
        assertThat(((Lost) event).cause()).isEqualTo(Outcome.CLOSE_GOING_AWAY);
    }

    @Test
    void logsInByHeader() throws Exception {
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void opened(ScriptedServer s, WebSocket client) {
                                s.greet(client);
                                login(s, client);
                            }
                        });
        LiveFeed feed = feed(Feeds.with(Feeds.options(server.feed()), Login.HEADER));
        Feeds.next(feed, Subscribed.class);
        assertThat(server.received).hasSize(1).allMatch(m -> m.contains("subscribe"));
        assertThat(server.handshakes.get(0).getFieldValue("APCA-API-KEY-ID")).isEqualTo(Feeds.KEY);
        assertThat(server.handshakes.get(0).getFieldValue("APCA-API-SECRET-KEY"))
                .isEqualTo(Feeds.SECRET);
        assertThat(server.handshakes.get(0).getFieldValue("Content-Type"))
                .isEqualTo("application/json");
    }

    @Test
    void aFullQueueHoldsTheServerBack() throws Exception {
        Duration pong = Duration.ofSeconds(2);
        int frames = 600;
        String filler = "x".repeat(64 << 10);
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void subscribe(
                                    ScriptedServer s, WebSocket client, Subscriptions asked) {
                                s.acknowledge(client, asked);
                                for (int i = 0; i < frames; i++) {
                                    client.send(
                                            "[{\"T\":\"t\",\"i\":"
                                                    + i
                                                    + ",\"x\":\""
                                                    + filler
                                                    + "\"}]");
                                }
                            }
                        });
        LiveFeedOptions options = Feeds.options(server.feed());
        LiveFeed feed =
                feed(
                        Feeds.with(
                                Feeds.with(options, new Queue(1000, 1 << 20)),
                                Feeds.withPong(options.patience(), pong)));
        // 15 frames of 64 KiB fill the queue. The rest of the 39 MB stays with the server and in
        // TCP's buffers.
        await().atMost(AT_ANY_LOAD).until(() -> feed.queuedFrames() == 15);
        WebSocket client = server.getConnections().iterator().next();
        await().atMost(AT_ANY_LOAD).until(client::hasBufferedData);
        // Unsolicited pongs, about one each interval, keep the connection alive for longer than it
        // may go without an answer.
        int before = server.pongs.get();
        long longer = pong.dividedBy(options.patience().ping()) + 2;
        await().atMost(AT_ANY_LOAD).until(() -> server.pongs.get() > before + longer);
        assertThat(client.hasBufferedData()).as("the server's writes are held up").isTrue();
        assertThat(feed.queuedFrames()).isEqualTo(15);
        assertThat(feed.queuedBytes()).isLessThanOrEqualTo(1 << 20);

        FrameReader reader = new FrameReader();
        int next = 0;
        while (next < frames) {
            Data data = Feeds.next(feed, Data.class);
            assertThat(reader.read(data.frame())).isEqualTo(1);
            assertThat(reader.id(0)).isEqualTo(next++);
        }
        await().atMost(AT_ANY_LOAD).until(() -> !client.hasBufferedData());
        assertThat(counts.pauses).hasPositiveValue();
        assertThat(counts.outcomes).isEmpty();
        assertThat(counts.connections).hasValue(1);
    }

    @Test
    void closesWhileTheQueueIsFull() throws Exception {
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void subscribe(
                                    ScriptedServer s, WebSocket client, Subscriptions asked) {
                                s.acknowledge(client, asked);
                                for (int i = 0; i < 10; i++) {
                                    client.send(trade(i));
                                }
                            }
                        });
        LiveFeed feed = feed(Feeds.with(Feeds.options(server.feed()), new Queue(2, 1 << 20)));
        await().untilAsserted(() -> assertThat(feed.queuedFrames()).isEqualTo(2));
        feed.close();
        await().untilAsserted(() -> assertThat(server.closes).containsExactly(1000));
        assertThat(counts.outcomes).containsOnlyKeys(Outcome.CLOSED_BY_US);
        assertThat(feed.poll(Duration.ofMillis(1))).isNull();
    }

    @Test
    void slowClientIsAGapWithACause() throws Exception {
        ScriptedServer server =
                serve(
                        new ScriptedServer.Script() {
                            @Override
                            public void subscribe(
                                    ScriptedServer s, WebSocket client, Subscriptions asked) {
                                s.acknowledge(client, asked);
                                if (s.connections() == 1) {
                                    client.send(trade(1));
                                    ScriptedServer.error(client, 407);
                                    client.close(1008, "");
                                }
                            }
                        });
        LiveFeed feed = feed(Feeds.options(server.feed()));
        Feeds.next(feed, Subscribed.class);
        Lost lost = Feeds.next(feed, Lost.class);
        assertThat(lost.cause()).isEqualTo(Outcome.SLOW_CLIENT);
        Feeds.next(feed, Subscribed.class);
        assertThat(counts.connections).hasValue(2);
    }

    /** Otherwise the job would stay green, and nothing would ever come. */
    @Test
    void anErrorInItsThreadIsTheLastEvent() throws Exception {
        Error error = new StackOverflowError();
        LiveFeedListener listener =
                new LiveFeedListener() {
                    @Override
                    public void connecting() {
                        throw error;
                    }

                    @Override
                    public void outcome(Outcome outcome) {
                        counts.outcome(outcome);
                    }

                    @Override
                    public void paused(Duration time) {
                        counts.paused(time);
                    }
                };
        LiveFeed feed =
                Feeds.start(
                        Feeds.options(AlpacaFeed.of("ws://localhost:1/v2/test", null)), listener);
        open.add(feed);
        assertThat(Feeds.next(feed, FeedEvent.Broken.class).cause()).isSameAs(error);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void offersCompressionIfTold(boolean told) throws Exception {
        ScriptedServer server = serve(ScriptedServer.KEEPS_PROTOCOL);
        LiveFeed feed = feed(Feeds.withCompression(Feeds.options(server.feed()), told));
        Feeds.next(feed, Subscribed.class);
        assertThat(server.handshakes.get(0).getFieldValue("Sec-WebSocket-Extensions"))
                .isEqualTo(
                        told
                                ? "permessage-deflate; server_no_context_takeover;"
                                        + " client_no_context_takeover"
                                : "");
    }
}
