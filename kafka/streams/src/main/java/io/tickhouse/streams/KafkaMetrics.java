package io.tickhouse.streams;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * The metrics of Kafka Streams and its clients, read when Prometheus asks. Their names are {@code
 * kafka_GROUP_NAME}, with their tags as labels. A name that ends in {@code -total} is a counter,
 * any other a gauge. A metric that is not a number is left out.
 */
final class KafkaMetrics implements MultiCollector {

    private static final String TOTAL = "_total";

    private final Supplier<Map<MetricName, ? extends Metric>> metrics;

    KafkaMetrics(Supplier<Map<MetricName, ? extends Metric>> metrics) {
        this.metrics = metrics;
    }

    @Override
    public MetricSnapshots collect() {
        Map<String, Map<Labels, Double>> values = new TreeMap<>();
        metrics.get()
                .forEach(
                        (name, metric) -> {
                            if (metric.metricValue() instanceof Number number) {
                                values.computeIfAbsent(nameOf(name), n -> new LinkedHashMap<>())
                                        .put(labelsOf(name), number.doubleValue());
                            }
                        });
        List<MetricSnapshot> snapshots = new ArrayList<>();
        values.forEach((name, points) -> snapshots.add(snapshot(name, points)));
        return new MetricSnapshots(snapshots);
    }

    private static MetricSnapshot snapshot(String name, Map<Labels, Double> points) {
        if (name.endsWith(TOTAL)) {
            CounterSnapshot.Builder counter =
                    CounterSnapshot.builder()
                            .name(name.substring(0, name.length() - TOTAL.length()));
            points.forEach(
                    (labels, value) -> {
                        // A Prometheus counter never falls and is always a number.
                        if (value >= 0) {
                            counter.dataPoint(
                                    CounterDataPointSnapshot.builder()
                                            .labels(labels)
                                            .value(value)
                                            .build());
                        }
                    });
            return counter.build();
        }
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(PrometheusNaming.sanitizeMetricName(name));
        points.forEach(
                (labels, value) ->
                        gauge.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(labels)
                                        .value(value)
                                        .build()));
        return gauge.build();
    }

    private static String nameOf(MetricName name) {
        String group = name.group().replaceAll("-metrics$", "");
        return ("kafka_" + group + "_" + name.name()).replaceAll("[^a-zA-Z0-9_]", "_");
    }

    private static Labels labelsOf(MetricName name) {
        Labels.Builder labels = Labels.builder();
        new TreeMap<>(name.tags())
                .forEach(
                        (tag, value) ->
                                labels.label(
                                        PrometheusNaming.sanitizeLabelName(tag.replace('-', '_')),
                                        value));
        return labels.build();
    }
}
