package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.live.Feed;
import io.tickhouse.connectors.alpaca.live.FeedEvent;
import io.tickhouse.connectors.alpaca.live.Outcome;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A live feed that emits what a test tells it to. */
final class ScriptedFeed implements Feed {

    private final BlockingQueue<FeedEvent> events = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    void subscribed(Subscriptions acknowledged, Instant at) {
        events.add(new FeedEvent.Subscribed(acknowledged, at));
    }

    void lost(Outcome cause, Instant at) {
        events.add(new FeedEvent.Lost(cause, cause.sentence(), at));
    }

    void failed(Outcome cause) {
        events.add(new FeedEvent.Failed(cause.sentence()));
    }

    void broken(Throwable cause) {
        events.add(new FeedEvent.Broken(cause));
    }

    void trade(String symbol, long id, Instant time) {
        trade(symbol, id, time, time);
    }

    void trade(String symbol, long id, Instant time, Instant received) {
        events.add(
                new FeedEvent.Data(
                        ("[" + message(symbol, id, time) + "]").getBytes(StandardCharsets.UTF_8),
                        received));
    }

    void frame(String text, Instant received) {
        events.add(new FeedEvent.Data(text.getBytes(StandardCharsets.UTF_8), received));
    }

    /** A trade as a frame of the stream has it. */
    static String message(String symbol, long id, Instant time) {
        return "{\"T\":\"t\",\"S\":\"%s\",\"i\":%d,\"x\":\"V\",\"p\":1,\"t\":\"%s\"}"
                .formatted(symbol, id, time);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void start() {
        // The script is already there.
    }

    @Override
    public FeedEvent poll(Duration wait) throws InterruptedException {
        return events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed = true;
    }
}
