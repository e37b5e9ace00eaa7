package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.live.FeedEvent.Data;
import io.tickhouse.connectors.alpaca.live.RawFrameDraft.Refused;
import io.tickhouse.connectors.alpaca.wire.ControlMessage;
import io.tickhouse.connectors.alpaca.wire.ControlReader;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.FrameTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PongFrame;
import org.java_websocket.handshake.ServerHandshake;

/**
 * One WebSocket. Its threads only enqueue. Data goes into the queue of the feed. When that is full,
 * the thread waits, so the socket is not read and TCP holds the server back. Everything else goes
 * into {@link #signals}, for the thread of the feed to judge.
 *
 * <p>While a thread waits, the server's pings are not answered, because they are queued after
 * unread data. Unsolicited pongs are sent instead (RFC 6455, 5.5.3): see {@link #keepAlive}.
 */
final class Connection extends WebSocketClient {

    /** What the socket's threads tell the feed's thread. */
    sealed interface Signal {

        record Opened() implements Signal {}

        record Said(ControlMessage message) implements Signal {}

        /**
         * The connection is gone.
         *
         * @param retryAfter the wait that the server asks for, or null
         */
        record Ended(Outcome outcome, String detail, Duration retryAfter) implements Signal {}
    }

    private final Clock clock;
    private final FrameQueue queue;
    private final Watchdog watchdog;
    private final LiveFeedListener listener;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(1); // opened, or never will be
    private volatile boolean started;
    private volatile boolean opened;
    private volatile boolean paused;
    private volatile long heardNanos = System.nanoTime();
    private volatile Exception error;
    private volatile Refused refused;

    Connection(
            LiveFeedOptions options,
            Map<String, String> headers,
            FeedClock clock,
            FrameQueue queue,
            Watchdog watchdog,
            LiveFeedListener listener) {
        this(
                options,
                headers,
                clock,
                queue,
                watchdog,
                listener,
                new Relay(options.compression(), clock));
    }

    private Connection(
            LiveFeedOptions options,
            Map<String, String> headers,
            FeedClock clock,
            FrameQueue queue,
            Watchdog watchdog,
            LiveFeedListener listener,
            Relay relay) {
        super(
                options.feed().stream(),
                relay.draft(),
                headers,
                (int) options.patience().connect().toMillis());
        this.clock = clock.local();
        this.queue = queue;
        this.watchdog = watchdog;
        this.listener = listener;
        relay.connection = this;
        setConnectionLostTimeout(0); // we check this ourselves, because we know when we do not read
        setTcpNoDelay(true);
        setDaemon(true);
    }

    /** Gives the draft, which must exist before the connection does, access to it. */
    private static final class Relay {

        private final boolean compression;
        private final FeedClock clock;
        private Connection connection;

        Relay(boolean compression, FeedClock clock) {
            this.compression = compression;
            this.clock = clock;
        }

        RawFrameDraft draft() {
            return new RawFrameDraft(
                    compression, clock, r -> connection.refused = r, f -> connection.received(f));
        }
    }

    /** The next signal, null if none comes in time. */
    Signal await(Duration time) throws InterruptedException {
        return signals.poll(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** Tells the feed's thread to stop. */
    void stop() {
        signals.add(new Signal.Ended(Outcome.CLOSED_BY_US, "", null));
    }

    /** How long nothing has come, not even a pong; zero while we do not read. */
    Duration silence() {
        return paused ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    /** Asks for a pong; or sends one, while we cannot read the server's pings. */
    void keepAlive() {
        if (isOpen()) {
            if (paused) {
                sendFrame(new PongFrame());
            } else {
                sendPing();
            }
        }
    }

    /**
     * Sends a close frame if the server can still take one, then closes the socket. Returns when
     * nothing more will come from this connection.
     *
     * @param grace time for the server to answer the close frame
     */
    void shutDown(Duration grace) throws InterruptedException {
        if (!started) {
            return;
        }
        // The server may have opened what is not open here yet, and then expects a close frame.
        settled.await(grace.toNanos(), TimeUnit.NANOSECONDS);
        sayGoodbye();
        try {
            reading.await(grace.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            // This also flushes what has not been sent yet.
            closeConnection(CloseFrame.ABNORMAL_CLOSE, "no answer to the close frame");
        }
        if (!reading.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
            closeSocket();
            reading.await();
        }
    }

    /**
     * Sends a close frame without the library's close(), which stops reading. That could close the
     * socket before the frame is sent, or with unread data in it. TCP would then reset the socket,
     * and the server might never see the frame. This way the socket is read until the server has
     * answered.
     */
    private void sayGoodbye() {
        try {
            CloseFrame goodbye = new CloseFrame();
            goodbye.setCode(CloseFrame.NORMAL);
            sendFrame(goodbye);
        } catch (WebsocketNotConnectedException e) {
            close(CloseFrame.NORMAL, ""); // not open yet, or no longer
        }
    }

    private void closeSocket() {
        Socket socket = getSocket();
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                error = e; // it is as good as closed
            }
        }
    }

    @Override
    public void connect() {
        super.connect();
        started = true; // not before: without a thread there is nothing to wait for
    }

    @Override
    public void run() {
        try {
            super.run();
        } finally {
            settled.countDown();
            reading.countDown();
        }
    }

    /**
     * Does the TLS handshake at once. Otherwise two threads would see a failure, and one would hide
     * it.
     */
    @Override
    protected void onSetSSLParameters(SSLParameters parameters) {
        super.onSetSSLParameters(parameters);
        SSLSocket socket = (SSLSocket) getSocket();
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
        opened = true;
        heardNanos = System.nanoTime();
        signals.add(new Signal.Opened());
        settled.countDown();
    }

    /** Only fragmented texts arrive here. */
    @Override
    public void onMessage(String message) {
        received(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Some servers send their JSON in binary frames. */
    @Override
    public void onMessage(ByteBuffer message) {
        received(RawFrameDraft.bytes(message));
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata pong) {
        heardNanos = System.nanoTime();
    }

    private void received(byte[] frame) {
        heardNanos = System.nanoTime();
        long types = FrameTypes.in(frame);
        if ((types & FrameTypes.LONG_TYPE) != 0 && isAllControl(frame)) {
            return;
        }
        watchdog.seen(types & ~FrameTypes.LONG_TYPE, clock.millis());
        Data data = new Data(frame, clock.instant());
        if (!queue.offer(data)) {
            waitForRoom(data);
        }
    }

    /**
     * Reads what the server says about the connection. Returns false if the frame contains more.
     */
    private boolean isAllControl(byte[] frame) {
        List<ControlMessage> messages;
        try {
            messages = ControlReader.read(frame);
        } catch (IOException e) {
            return false; // passed on as data, for others to judge
        }
        boolean all = !messages.isEmpty();
        for (ControlMessage message : messages) {
            if (message instanceof ControlMessage.Other) {
                all = false;
            } else {
                signals.add(new Signal.Said(message));
            }
        }
        return all;
    }

    private void waitForRoom(Data data) {
        long start = System.nanoTime();
        paused = true;
        watchdog.pause();
        try {
            queue.put(data);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            heardNanos = System.nanoTime();
            watchdog.resume(clock.instant());
            paused = false;
            listener.paused(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    @Override
    public void onError(Exception e) {
        if (error == null) {
            error = e instanceof UncheckedIOException wrapper ? wrapper.getCause() : e;
        }
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        signals.add(ending(code, reason));
        settled.countDown();
    }

    private Signal.Ended ending(int code, String reason) {
        Refused refusal = refused;
        if (refusal != null) {
            return new Signal.Ended(
                    Outcome.ofHandshake(refusal.status()),
                    "HTTP status " + refusal.status(),
                    refusal.retryAfter());
        }
        Exception failure = error;
        if (failure instanceof SSLException || (!opened && failure != null)) {
            return new Signal.Ended(outcomeOf(failure), String.valueOf(failure.getMessage()), null);
        }
        if (opened) {
            return new Signal.Ended(Outcome.ofClose(code), "code " + code + said(reason), null);
        }
        if (code == CloseFrame.NEVER_CONNECTED) {
            return new Signal.Ended(
                    Outcome.IO_ERROR, "the server hung up before the handshake", null);
        }
        return new Signal.Ended(Outcome.HANDSHAKE_OTHER, "not a WebSocket" + said(reason), null);
    }

    private static String said(String reason) {
        return reason == null || reason.isEmpty() ? "" : ": " + reason;
    }

    private static Outcome outcomeOf(Exception failure) {
        if (failure instanceof UnknownHostException
                || failure instanceof UnresolvedAddressException) {
            return Outcome.UNKNOWN_HOST;
        }
        if (failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof SocketTimeoutException) {
            return Outcome.CANNOT_CONNECT;
        }
        if (failure instanceof SSLException) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof CertificateException) {
                    return Outcome.TLS_UNTRUSTED;
                }
            }
            return Outcome.TLS_ERROR;
        }
        return Outcome.IO_ERROR;
    }
}
