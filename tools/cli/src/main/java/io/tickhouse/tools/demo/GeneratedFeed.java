package io.tickhouse.tools.demo;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.feed.Generation;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** The speed is that of all messages, with the time until Kafka acknowledged the last one. */
    @Override
    public String summary() {
        String rows =
                Stream.of(Kind.values())
                        .map(kind -> "%,d %s".formatted(fed.rows(kind), kind.plural()))
                        .collect(Collectors.joining(", "));
        return ("Sent %s,%n%,d bad elements and %,d broken arrays in %.1f s: %,d messages a"
                        + " second.")
                .formatted(
                        rows,
                        fed.corruptElements(),
                        fed.corruptArrays(),
                        fed.elapsed().toMillis() / 1e3,
                        Math.round(fed.throughput()));
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
