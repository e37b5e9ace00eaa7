package io.tickhouse.connectors.alpaca.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;

/**
 * An Alpaca server in this process. It keeps the protocol, except where a test's script says
 * otherwise.
 */
public final class ScriptedServer extends WebSocketServer {

    /** What a test does instead of the server; each step keeps the protocol by default. */
    public interface Script {

        default void opened(ScriptedServer server, WebSocket client) {
            server.greet(client);
        }

        default void login(ScriptedServer server, WebSocket client) {
            client.send("[{\"T\":\"success\",\"msg\":\"authenticated\"}]");
        }

        default void subscribe(ScriptedServer server, WebSocket client, Subscriptions asked) {
            server.acknowledge(client, asked);
        }
    }

    /** Keeps the protocol. */
    static final Script KEEPS_PROTOCOL = new Script() {};

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FLUSH_MS = 20;

    private final Script script;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Timer flusher = new Timer("flush", true);
    private final Map<WebSocket, Map<Channel, Set<String>>> subscribed = new ConcurrentHashMap<>();

    /** Handshakes of the opened connections, in order. */
    final List<ClientHandshake> handshakes = new CopyOnWriteArrayList<>();

    /** What the clients sent, in order. */
    final List<String> received = new CopyOnWriteArrayList<>();

    /** Codes of the close frames that clients sent of their own accord, in order. */
    public final List<Integer> closes = new CopyOnWriteArrayList<>();

    /** Number of ended connections, with a close frame or without. */
    final AtomicInteger ended = new AtomicInteger();

    /** Most connections at the same time. */
    volatile int mostAtOnce;

    volatile boolean answersPings = true;
    final AtomicInteger pongs = new AtomicInteger();

    public ScriptedServer(Script script) throws Exception {
        this(script, null);
    }

    /** Uses TLS if a context is given. */
    public ScriptedServer(Script script, SSLContext tls) throws Exception {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        this.script = script;
        if (tls != null) {
            setWebSocketFactory(new DefaultSSLWebSocketServerFactory(tls));
        }
        setReuseAddr(true);
        setTcpNoDelay(true);
        setConnectionLostTimeout(0);
        setDaemon(true);
        start();
        if (!started.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not start");
        }
        flusher.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        flush();
                    }
                },
                FLUSH_MS,
                FLUSH_MS);
    }

    /**
     * The library's selector may write the last message and wait for reads alone just when another
     * thread has queued one more. That one then stays in the queue until the next is sent.
     */
    private void flush() {
        for (WebSocket client : getConnections()) {
            if (client.hasBufferedData()) {
                onWriteDemand(client);
            }
        }
    }

    @Override
    public void stop(int timeout, String closeMessage) throws InterruptedException {
        flusher.cancel();
        super.stop(timeout, closeMessage);
    }

    AlpacaFeed feed() {
        return AlpacaFeed.of("ws://127.0.0.1:" + getPort() + "/v2/test", null);
    }

    public URI address(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + getPort() + "/v2/test");
    }

    public void greet(WebSocket client) {
        client.send("[{\"T\":\"success\",\"msg\":\"connected\"}]");
    }

    static void error(WebSocket client, int code) {
        client.send("[{\"T\":\"error\",\"code\":" + code + ",\"msg\":\"as scripted\"}]");
    }

    /** Adds to this client's subscriptions, and acknowledges them all. */
    public void acknowledge(WebSocket client, Subscriptions asked) {
        Map<Channel, Set<String>> all =
                subscribed.computeIfAbsent(
                        client, c -> Collections.synchronizedMap(new EnumMap<>(Channel.class)));
        asked.symbols()
                .forEach(
                        (channel, symbols) ->
                                all.computeIfAbsent(channel, c -> new TreeSet<>()).addAll(symbols));
        client.send(acknowledgement(new Subscriptions(all)));
    }

    static String acknowledgement(Subscriptions all) {
        Map<String, Object> message = new java.util.LinkedHashMap<>();
        message.put("T", "subscription");
        for (Channel channel : Channel.values()) {
            message.put(
                    channel.wireName(),
                    channel.canBeSubscribed() ? all.of(channel) : all.of(Channel.TRADES));
        }
        try {
            return JSON.writeValueAsString(List.of(message));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int connections() {
        return handshakes.size();
    }

    @Override
    public void onStart() {
        started.countDown();
    }

    @Override
    public void onOpen(WebSocket client, ClientHandshake handshake) {
        handshakes.add(handshake);
        mostAtOnce = Math.max(mostAtOnce, getConnections().size());
        script.opened(this, client);
    }

    @Override
    public void onMessage(WebSocket client, String message) {
        received.add(message);
        JsonNode request;
        try {
            request = JSON.readTree(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        switch (request.path("action").asText()) {
            case "auth" -> script.login(this, client);
            case "subscribe" -> script.subscribe(this, client, asked(request));
            default -> error(client, 400);
        }
    }

    private static Subscriptions asked(JsonNode request) {
        Map<Channel, Set<String>> symbols = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            List<String> names = new ArrayList<>();
            request.path(channel.wireName()).forEach(n -> names.add(n.asText()));
            if (!names.isEmpty()) {
                symbols.put(channel, new TreeSet<>(names));
            }
        }
        return new Subscriptions(symbols);
    }

    @Override
    public void onWebsocketPing(WebSocket client, Framedata ping) {
        if (answersPings) {
            super.onWebsocketPing(client, ping);
        }
    }

    @Override
    public void onWebsocketPong(WebSocket client, Framedata pong) {
        pongs.incrementAndGet();
        super.onWebsocketPong(client, pong);
    }

    /** The code of onClose is 1006 if the client was faster than this server's threads. */
    @Override
    public void onClosing(WebSocket client, int code, String reason, boolean remote) {
        if (remote) {
            closes.add(code);
        }
    }

    @Override
    public void onClose(WebSocket client, int code, String reason, boolean remote) {
        ended.incrementAndGet();
        subscribed.remove(client);
    }

    @Override
    public void onError(WebSocket client, Exception e) {
        if (client == null) {
            throw new IllegalStateException("the server failed", e);
        }
    }
}
