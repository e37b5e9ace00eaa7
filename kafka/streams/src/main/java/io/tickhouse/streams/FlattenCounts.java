package io.tickhouse.streams;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Reason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;

/** What the processors of all threads have seen, for Prometheus. The Flink job counts the same. */
final class FlattenCounts {

    private final Counter arrays;
    private final Map<Kind, CounterDataPoint> rows = new EnumMap<>(Kind.class);
    private final Map<Reason, CounterDataPoint> deadLetters = new EnumMap<>(Reason.class);
    private final LongAccumulator newestEventMs = new LongAccumulator(Math::max, Long.MIN_VALUE);

    FlattenCounts(PrometheusRegistry registry) {
        arrays =
                Counter.builder()
                        .name("tickhouse_arrays_total")
                        .help("Raw records read.")
                        .withoutExemplars()
                        .register(registry);
        Counter messages =
                Counter.builder()
                        .name("tickhouse_messages_total")
                        .help("Rows written.")
                        .labelNames("type")
                        .withoutExemplars()
                        .register(registry);
        for (Kind kind : Kind.values()) {
            rows.put(kind, messages.labelValues(kind.name().toLowerCase(Locale.ROOT)));
        }
        Counter dead =
                Counter.builder()
                        .name("tickhouse_dead_letters_total")
                        .help("Raw records and elements that could not become a row.")
                        .labelNames("reason")
                        .withoutExemplars()
                        .register(registry);
        for (Reason reason : Reason.values()) {
            deadLetters.put(reason, dead.labelValues(reason.name().toLowerCase(Locale.ROOT)));
        }
        GaugeWithCallback.builder()
                .name("tickhouse_event_time_lag_seconds")
                .help("How far the newest trade or quote seen lies behind the clock.")
                .callback(
                        gauge -> {
                            long newest = newestEventMs.get();
                            if (newest != Long.MIN_VALUE) {
                                gauge.call((System.currentTimeMillis() - newest) / 1000.0);
                            }
                        })
                .register(registry);
    }

    /**
     * Counts one raw record.
     *
     * @param rowsOfIt the rows it became, by the ordinal of their kind
     * @param newestOfIt the newest event among them
     */
    void array(int[] rowsOfIt, long newestOfIt) {
        arrays.inc();
        rows.forEach(
                (kind, counter) -> {
                    int amount = rowsOfIt[kind.index()];
                    if (amount > 0) {
                        counter.inc((long) amount);
                    }
                });
        newestEventMs.accumulate(newestOfIt);
    }

    void deadLetter(Reason reason) {
        deadLetters.get(reason).inc();
    }
}
