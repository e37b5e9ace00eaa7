package io.tickhouse.tools.bench;

import static io.tickhouse.tools.bench.Markdown.format;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Event-to-visible latency of one contender.
 *
 * @param contender its name
 * @param delivery to topics
 * @param intervalMillis of checkpoints and commits
 * @param rate trades a second, regardless of the contender
 * @param warmUpSeconds before the trades that count
 * @param seconds in which the trades that count were due
 * @param loadAverage of the machine over the last minute, at the end
 * @param sender how late the feed itself passed its arrays to Kafka's client, which is part of all
 *     the other figures; null if the run failed
 * @param places where trades became visible; empty if the run failed
 * @param failure null if the run did not fail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LatencyResult(
        String contender,
        String delivery,
        long intervalMillis,
        int rate,
        double warmUpSeconds,
        double seconds,
        double loadAverage,
        Latencies.Figures sender,
        List<Place> places,
        String failure)
        implements LiveResult {

    /**
     * A place where trades become visible.
     *
     * @param name kafka, iceberg or pinot
     * @param method how it was observed, and at which resolution
     */
    record Place(String name, String method, Latencies.Figures figures) {}

    /** Whether it failed, or a trade never became visible. */
    @JsonIgnore
    boolean isFailed() {
        return failure != null || places.stream().anyMatch(p -> p.figures().missing() > 0);
    }

    @Override
    public String summary() {
        return places.stream()
                .map(
                        place ->
                                format(
                                        "%s p50 %,.0f p99 %,.0f ms",
                                        place.name(), place.figures().p50(), place.figures().p99()))
                .collect(Collectors.joining("  "));
    }

    Optional<Place> place(String name) {
        return places.stream().filter(place -> place.name().equals(name)).findFirst();
    }
}
