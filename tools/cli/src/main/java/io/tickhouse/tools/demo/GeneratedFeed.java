package io.tickhouse.tools.demo;

import io.tickhouse.tools.feed.Generation;

/** The sample generator. */
final class GeneratedFeed implements DemoFeed {

    private final Generation generation;
    private Generation.Result fed;

    GeneratedFeed(Generation generation) {
        this.generation = generation;
    }

    @Override
    public void run() {
        fed = generation.run();
    }

    @Override
    public void stop() {
        generation.stop();
    }

    @Override
    public long arrays() {
        return generation.arrays();
    }

    @Override
    public long trades() {
        return generation.trades();
    }

    @Override
    public long deadLettersExpected() {
        return fed.deadLettersExpected();
    }

    @Override
    public boolean prove() {
        return true; // it counts only what Kafka acknowledged
    }

    @Override
    public void close() {
        generation.stop();
    }
}
