package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;

/** A test client that receives every message of every frame, in order. */
final class StreamClient extends WebSocketClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** After the last frame: it has no messages. */
    private static final JsonNode END = MissingNode.getInstance();

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    final AtomicInteger pongs = new AtomicInteger();
    final AtomicInteger largestFrame = new AtomicInteger();
    volatile Integer closeCode;
    volatile boolean closedByServer;
    volatile String failure;
    volatile Value msgpack;
    private volatile CountDownLatch stalled = new CountDownLatch(0);

    StreamClient(URI uri) {
        this(uri, Map.of());
    }

    StreamClient(URI uri, Map<String, String> headers) {
        super(uri, headers);
        setConnectionLostTimeout(0);
    }

    /** Offers compression. */
    StreamClient(URI uri, Draft_6455 draft) {
        super(uri, draft);
        setConnectionLostTimeout(0);
    }

    /** A client that offers compression; connects and logs in. */
    static StreamClient compressing(AlpacaEmulator emulator) throws InterruptedException {
        StreamClient client =
                new StreamClient(
                        emulator.webSocketUri(Feed.IEX),
                        new Draft_6455(new PerMessageDeflateExtension()));
        if (!client.connectBlocking(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not connected: " + client.failure);
        }
        client.frame();
        client.ask("{\"action\":\"auth\",\"key\":\"AKTEST\",\"secret\":\"s3cret\"}");
        return client;
    }

    /** Whether the server accepted the offer. */
    boolean isCompressed() {
        // The given draft is a template; the connection has its own.
        return ((Draft_6455) getConnection().getDraft()).getExtension()
                instanceof PerMessageDeflateExtension;
    }

    /** Connects and reads the greeting. */
    static StreamClient connected(AlpacaEmulator emulator, Feed feed, Map<String, String> headers)
            throws InterruptedException {
        StreamClient client = new StreamClient(emulator.webSocketUri(feed), headers);
        if (!client.connectBlocking(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not connected: " + client.failure);
        }
        JsonNode greeting = client.frame();
        if (!greeting.toString().equals("[{\"T\":\"success\",\"msg\":\"connected\"}]")) {
            throw new IllegalStateException("greeted with " + greeting);
        }
        return client;
    }

    /** Connects and logs in. */
    static StreamClient loggedIn(AlpacaEmulator emulator, Feed feed) throws InterruptedException {
        StreamClient client = connected(emulator, feed, Map.of());
        client.send("{\"action\":\"auth\",\"key\":\"AKTEST\",\"secret\":\"s3cret\"}");
        JsonNode answer = client.frame();
        if (!answer.path(0).path("msg").asText().equals("authenticated")) {
            throw new IllegalStateException("answered with " + answer);
        }
        return client;
    }

    /** The next frame, an array; null if none comes within five seconds, or the end comes. */
    JsonNode frame() throws InterruptedException {
        JsonNode frame = frames.poll(5, TimeUnit.SECONDS);
        return frame == null || frame.isMissingNode() ? null : frame;
    }

    /** Sends a message and returns the next control message; skips data. */
    JsonNode ask(String text) throws InterruptedException {
        send(text);
        return control();
    }

    /** The next success, error or subscription. */
    JsonNode control() throws InterruptedException {
        for (JsonNode frame = frame(); frame != null; frame = frame()) {
            JsonNode message = frame.path(0);
            if (List.of("success", "error", "subscription").contains(message.path("T").asText())) {
                return message;
            }
        }
        return null;
    }

    /** The messages of the frames received so far. */
    List<JsonNode> messages() {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode frame = frames.poll(); frame != null; frame = frames.poll()) {
            frame.forEach(all::add);
        }
        return all;
    }

    /** Reads nothing more until the latch is counted down. */
    CountDownLatch stall() {
        stalled = new CountDownLatch(1);
        return stalled;
    }

    private void pause() {
        try {
            stalled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String text) {
        pause();
        largestFrame.accumulateAndGet(text.length(), Math::max);
        try {
            frames.add(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onMessage(ByteBuffer bytes) {
        largestFrame.accumulateAndGet(bytes.remaining(), Math::max);
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            Value value = unpacker.unpackValue();
            msgpack = value;
            frames.add(MAPPER.readTree(value.toJson()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onWebsocketPong(org.java_websocket.WebSocket socket, Framedata frame) {
        pongs.incrementAndGet();
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        closedByServer = remote;
        closeCode = code;
        frames.add(END);
    }

    @Override
    public void onError(Exception e) {
        failure = e.toString();
    }
}
