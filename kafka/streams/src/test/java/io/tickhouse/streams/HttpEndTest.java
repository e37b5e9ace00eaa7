package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Value;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpEndTest {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @EnumSource(State.class)
    void isHealthyWhileItWorks(State state) throws Exception {
        int expected = List.of(State.RUNNING, State.REBALANCING).contains(state) ? 200 : 503;

        try (HttpEnd end = new HttpEnd("127.0.0.1", 0, registry, () -> state, Optional::empty)) {
            HttpResponse<String> answer = get(end, "/health");

            assertThat(answer.statusCode()).isEqualTo(expected);
            assertThat(answer.body()).contains("\"state\":\"" + state + "\"");
        }
    }

    @Test
    void tellsWhatStandsInItsWay() throws Exception {
        try (HttpEnd end =
                new HttpEnd(
                        "127.0.0.1",
                        0,
                        registry,
                        () -> State.RUNNING,
                        () -> Optional.of("offset 7 of raw-0 \"again\"\n\\"))) {
            assertThat(get(end, "/health").body())
                    .isEqualTo(
                            "{\"state\":\"RUNNING\",\"trouble\":\"offset 7 of raw-0 'again' /\"}\n");
        }
    }

    @Test
    void servesItsCountsAndThoseOfKafkaAsPrometheusText() throws Exception {
        FlattenCounts counts = new FlattenCounts(registry);
        counts.array(
                Arrays.copyOf(new int[] {3, 2}, Kind.values().length), System.currentTimeMillis());
        counts.deadLetter(Reason.NOT_JSON);
        try (Metrics kafka = kafkaMetrics();
                HttpEnd end =
                        new HttpEnd(
                                "127.0.0.1", 0, registry, () -> State.RUNNING, Optional::empty)) {
            Map<MetricName, KafkaMetric> all = kafka.metrics();
            registry.register(new KafkaMetrics(() -> all));

            HttpResponse<String> answer = get(end, "/metrics");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain");
            assertThat(answer.body().lines())
                    .contains(
                            "tickhouse_arrays_total 1.0",
                            "tickhouse_messages_total{type=\"trade\"} 3.0",
                            "tickhouse_messages_total{type=\"quote\"} 2.0",
                            "tickhouse_messages_total{type=\"bar\"} 0.0",
                            "tickhouse_dead_letters_total{reason=\"not_json\"} 1.0",
                            "tickhouse_dead_letters_total{reason=\"too_large\"} 0.0",
                            "# TYPE kafka_stream_thread_process_total counter",
                            "kafka_stream_thread_process_total{thread_id=\"t-1\"} 7.0",
                            "kafka_stream_thread_process_total{thread_id=\"t-2\"} 7.0",
                            "# TYPE kafka_stream_thread_lag gauge",
                            "kafka_stream_thread_lag{thread_id=\"t-1\"} 7.0")
                    .anyMatch(line -> line.startsWith("tickhouse_event_time_lag_seconds "))
                    .noneMatch(line -> line.contains("version"));
        }
    }

    @Test
    void aTakenPortIsOneSentence() {
        try (HttpEnd first =
                new HttpEnd("127.0.0.1", 0, registry, () -> State.RUNNING, Optional::empty)) {
            assertThatThrownBy(
                            () ->
                                    new HttpEnd(
                                            "127.0.0.1",
                                            first.port(),
                                            registry,
                                            () -> State.RUNNING,
                                            Optional::empty))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("choose another --http-port");
        }
    }

    private static Metrics kafkaMetrics() {
        Metrics kafka = new Metrics();
        for (String thread : List.of("t-1", "t-2")) {
            Sensor sensor = kafka.sensor(thread);
            Map<String, String> tags = Map.of("thread-id", thread);
            sensor.add(
                    kafka.metricName("process-total", "stream-thread-metrics", "", tags),
                    new CumulativeSum());
            sensor.add(kafka.metricName("lag", "stream-thread-metrics", "", tags), new Value());
            sensor.record(7);
        }
        kafka.addMetric(
                kafka.metricName("version", "app-info", "", Map.of()),
                (org.apache.kafka.common.metrics.Gauge<String>) (config, now) -> "4.2");
        return kafka;
    }

    private HttpResponse<String> get(HttpEnd end, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + end.port() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
