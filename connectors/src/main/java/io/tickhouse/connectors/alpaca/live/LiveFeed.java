package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.live.Connection.Signal;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Login;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Patience;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.ControlMessage.Acknowledgement;
import io.tickhouse.connectors.alpaca.wire.ControlMessage.Failure;
import io.tickhouse.connectors.alpaca.wire.ControlMessage.Success;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.Requests;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live connection with its reconnects: it connects, logs in, subscribes, watches, and starts
 * again when {@link Outcome} says so.
 *
 * <p>Guarantee: there is at most one connection at a time. The next one is opened only when nothing
 * more will come from the last one. Every frame read from the socket comes out of {@link #poll}
 * once and in order, until {@link #close}. What the server sends while there is no connection is
 * lost here; {@link FeedEvent.Lost} and {@link FeedEvent.Subscribed} bound that time.
 *
 * <p>One thread calls {@link #poll}; any thread may call {@link #close}.
 */
public final class LiveFeed implements Feed {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

    /** How often a connection is checked. */
    private static final Duration TICK = Duration.ofMillis(250);

    /** How often missing symbols are requested again on one connection. */
    private static final int ASK_AGAIN = 2;

    private static final int NAMES_IN_MESSAGE = 10;

    private final LiveFeedOptions options;
    private final FeedClock feedClock;
    private final Clock clock;
    private final Credentials credentials;
    private final Retries retries;
    private final LiveFeedListener listener;
    private final FrameQueue queue;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::close, "alpaca-live-feed-exit");
    private volatile Connection current;

    /**
     * How a connection ended. {@code retryAfter} is null if the server asked for no wait, {@code
     * lived} is null if the connection was never live.
     */
    private record Ending(Outcome outcome, String detail, Duration retryAfter, Duration lived) {}

    /** Ends a conversation at once. Without a stack trace: it is an ordinary event. */
    private static final class End extends Exception {

        private static final long serialVersionUID = 1L;
        private final transient Signal.Ended signal;

        End(Outcome outcome, String detail) {
            this(new Signal.Ended(outcome, detail, null));
        }

        End(Signal.Ended signal) {
            super(signal.outcome().name(), null, false, false);
            this.signal = signal;
        }
    }

    public LiveFeed(
            LiveFeedOptions options,
            FeedClock feedClock,
            Credentials credentials,
            Random jitter,
            LiveFeedListener metrics) {
        this.options = options;
        this.feedClock = feedClock;
        this.clock = feedClock.local();
        this.credentials = credentials;
        this.listener = metrics;
        this.retries = new Retries(options, jitter);
        this.queue = new FrameQueue(options.queue());
        this.thread = new Thread(this::run, "alpaca-live-feed");
        thread.setDaemon(true);
    }

    /** Starts connecting; returns at once. */
    @Override
    public void start() {
        // A killed process cannot say goodbye, but one that is asked to stop can.
        Runtime.getRuntime().addShutdownHook(atExit);
        thread.start();
    }

    /**
     * The next event.
     *
     * @return null when nothing came in time, and always after {@link #close}
     */
    @Override
    public FeedEvent poll(Duration wait) throws InterruptedException {
        return queue.poll(wait);
    }

    /** Frames that wait to be polled. */
    public int queuedFrames() {
        return queue.frames();
    }

    /** Bytes of the frames that wait to be polled. */
    public long queuedBytes() {
        return queue.bytes();
    }

    /** Sends a close frame, ends the connection and drops what was not polled. */
    @Override
    public void close() {
        stop.countDown();
        queue.close();
        Connection connection = current;
        if (connection != null) {
            connection.stop();
        }
        boolean interrupted = false;
        if (Thread.currentThread() != thread) {
            try {
                thread.join(options.patience().close().toMillis() * 3 + 1000);
            } catch (InterruptedException e) {
                interrupted = true; // the thread goes on closing without us
            }
        }
        if (Thread.currentThread() != atExit) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException exiting) {
                LOG.debug("The process ends, and closes the feed by itself", exiting);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void run() {
        try {
            while (!stopped()) {
                Duration wait = attempt();
                if (wait == null || stop.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("The thread of the live feed was interrupted and ends");
        } catch (Throwable e) {
            // Whatever it is, the job must not wait for ever.
            queue.add(new FeedEvent.Broken(e));
        }
    }

    /**
     * Runs one connection from start to end. Returns the wait before the next, or null for none.
     */
    private Duration attempt() throws InterruptedException {
        Watchdog watchdog = new Watchdog(options.feed(), options.wanted(), options.stallAfter());
        listener.connecting();
        Connection connection =
                new Connection(options, headers(), feedClock, queue, watchdog, listener);
        current = connection;
        Ending ending;
        try {
            ending = new Conversation(connection, watchdog).hold();
        } finally {
            connection.shutDown(options.patience().close());
            current = null;
        }
        return judge(ending);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        if (options.login() == Login.HEADER) {
            headers.put("APCA-API-KEY-ID", credentials.key());
            headers.put("APCA-API-SECRET-KEY", credentials.secret());
            // The WebSocket library logs short handshakes at trace level.
            headers.put("X-Padding", "-".repeat(Requests.TOO_LONG_FOR_TRACES));
        }
        return headers;
    }

    private Duration judge(Ending ending) {
        if (stopped() || ending.outcome() == Outcome.CLOSED_BY_US) {
            listener.outcome(Outcome.CLOSED_BY_US);
            return null;
        }
        Outcome outcome = retries.judge(ending.outcome(), ending.lived());
        listener.outcome(outcome);
        String detail = credentials.redact(ending.detail());
        if (outcome.isFinal()) {
            String message =
                    outcome == Outcome.SYMBOLS_NOT_ACKNOWLEDGED
                            ? outcome.sentence() + " Left out: " + detail + "."
                            : outcome.sentence();
            LOG.error("The feed {} ends: {} [{}]", options.feed().name(), message, detail);
            queue.add(new FeedEvent.Failed(message));
            return null;
        }
        String text = outcome.sentence() + (detail.isEmpty() ? "" : " [" + detail + "]");
        queue.add(new FeedEvent.Lost(outcome, text, clock.instant()));
        Duration wait = retries.waitAfter(outcome, ending.retryAfter());
        LOG.warn(
                "The feed {} is not connected: {}; next attempt in {} ms",
                options.feed().name(),
                text,
                wait.toMillis());
        return wait;
    }

    /** The conversation on one connection, step by step. */
    private final class Conversation {

        private final Connection connection;
        private final Watchdog watchdog;
        private final Patience patience = options.patience();
        private Instant subscribedAt;

        Conversation(Connection connection, Watchdog watchdog) {
            this.connection = connection;
            this.watchdog = watchdog;
        }

        Ending hold() throws InterruptedException {
            Signal.Ended signal;
            try {
                if (stopped()) { // before this connection could be told to stop
                    throw new End(Outcome.CLOSED_BY_US, "");
                }
                connection.connect();
                awaitOpen();
                logIn();
                Subscriptions acknowledged = subscribe();
                subscribedAt = clock.instant();
                watchdog.start(subscribedAt);
                queue.add(new FeedEvent.Subscribed(acknowledged, subscribedAt));
                LOG.info(
                        "The feed {} is live with {} subscriptions",
                        options.feed().name(),
                        options.wanted().size());
                watch();
                throw new IllegalStateException("watched to the end without an outcome");
            } catch (End end) {
                signal = end.signal;
            } catch (WebsocketNotConnectedException closedMeanwhile) {
                // The reason has arrived or will arrive soon.
                signal = endAfter(closedMeanwhile);
            }
            Duration lived =
                    subscribedAt == null ? null : Duration.between(subscribedAt, clock.instant());
            return new Ending(signal.outcome(), signal.detail(), signal.retryAfter(), lived);
        }

        private Signal.Ended endAfter(WebsocketNotConnectedException e)
                throws InterruptedException {
            try {
                while (true) {
                    next(System.nanoTime() + patience.close().toNanos(), "the end of the socket");
                }
            } catch (End end) {
                LOG.debug("The socket closed while we wrote", e);
                return end.signal;
            }
        }

        /** The server's next message. Ends the conversation if {@link Outcome} says so. */
        private Signal next(long deadline, String what) throws InterruptedException, End {
            Signal signal = connection.await(Duration.ofNanos(deadline - System.nanoTime()));
            if (signal == null) {
                throw new End(Outcome.NO_ANSWER, "no " + what);
            }
            return checked(signal);
        }

        private Signal checked(Signal signal) throws End {
            if (signal instanceof Signal.Ended ended) {
                throw new End(ended);
            }
            if (signal instanceof Signal.Said said && said.message() instanceof Failure failure) {
                Outcome outcome = Outcome.ofError(failure.code());
                if (outcome.reaction() != Outcome.Reaction.PROCEED) {
                    throw new End(
                            outcome, "the server said " + failure.code() + " " + failure.message());
                }
                listener.outcome(outcome);
            }
            return signal;
        }

        private void awaitOpen() throws InterruptedException, End {
            long deadline = System.nanoTime() + patience.connect().toNanos();
            Signal signal;
            do {
                signal = next(deadline, "handshake");
            } while (!(signal instanceof Signal.Opened));
        }

        private void logIn() throws InterruptedException, End {
            if (options.login() == Login.MESSAGE) {
                awaitSuccess("greeting", "connected", "authenticated");
                connection.send(Requests.login(credentials));
            }
            awaitSuccess("answer to the login", "authenticated");
        }

        /** Waits for one of these successes; "already authenticated" counts as one. */
        private void awaitSuccess(String what, String... expected)
                throws InterruptedException, End {
            long deadline = System.nanoTime() + patience.answer().toNanos();
            while (true) {
                Signal signal = next(deadline, what);
                if (signal instanceof Signal.Said said
                        && (said.message() instanceof Failure
                                || (said.message() instanceof Success success
                                        && List.of(expected).contains(success.message())))) {
                    return;
                }
            }
        }

        private Subscriptions subscribe() throws InterruptedException, End {
            Subscriptions wanted = options.wanted();
            Subscriptions acknowledged = Subscriptions.NONE;
            Subscriptions missing = wanted;
            for (int round = 0; round <= ASK_AGAIN && !missing.isEmpty(); round++) {
                if (round > 0) {
                    LOG.warn(
                            "{} of {} subscriptions were not acknowledged; asking again",
                            missing.size(),
                            wanted.size());
                }
                for (Subscriptions part : Requests.chunks(missing, retries.chunk())) {
                    connection.send(Requests.subscribe(part));
                    acknowledged = awaitAcknowledgement();
                }
                missing = wanted.without(acknowledged);
            }
            if (!missing.isEmpty()) {
                throw new End(Outcome.PARTIAL_ACKNOWLEDGEMENT, names(missing));
            }
            return acknowledged;
        }

        private Subscriptions awaitAcknowledgement() throws InterruptedException, End {
            long deadline = System.nanoTime() + patience.answer().toNanos();
            while (true) {
                Signal signal = next(deadline, "acknowledgement");
                if (signal instanceof Signal.Said said
                        && said.message() instanceof Acknowledgement acknowledgement) {
                    return acknowledgement.subscribed();
                }
            }
        }

        private void watch() throws InterruptedException, End {
            long nextPing = System.nanoTime() + patience.ping().toNanos();
            while (true) {
                Signal signal = connection.await(TICK);
                if (signal != null) {
                    checked(signal);
                }
                if (System.nanoTime() - nextPing >= 0) {
                    connection.keepAlive();
                    nextPing += patience.ping().toNanos();
                }
                Channel silent = watchdog.stalled(clock.instant());
                if (silent != null) {
                    throw new End(
                            Outcome.STALLED,
                            "no "
                                    + silent.wireName()
                                    + " for "
                                    + watchdog.limitOf(silent).toSeconds()
                                    + " s");
                }
                if (connection.silence().compareTo(patience.pong()) > 0) {
                    throw new End(
                            Outcome.PONG_MISSING,
                            "nothing, not even a pong, for " + patience.pong().toSeconds() + " s");
                }
            }
        }
    }

    private static String names(Subscriptions subscriptions) {
        List<String> names = new ArrayList<>();
        subscriptions
                .symbols()
                .forEach(
                        (channel, symbols) ->
                                symbols.forEach(s -> names.add(channel.wireName() + " " + s)));
        int more = names.size() - NAMES_IN_MESSAGE;
        String shown =
                String.join(", ", names.subList(0, Math.min(names.size(), NAMES_IN_MESSAGE)));
        return more > 0 ? shown + " and " + more + " more" : shown;
    }
}
