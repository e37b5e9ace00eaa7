package io.tickhouse.streams;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.kafka.topics.StartRefusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;

/**
 * Serves {@code /health} and {@code /metrics}. {@code /health} is 200 while the app works or
 * changes its assignment, else 503. It gives the state as JSON, and in words whatever is in the way
 * of the app. {@code /metrics} is Prometheus text.
 */
final class HttpEnd implements AutoCloseable {

    private static final String HEALTH = "/health";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Supplier<State> state;
    private final Supplier<Optional<String>> trouble;

    /**
     * Starts serving.
     *
     * @param port 0 for any free one
     * @param trouble what is in the way of the app
     * @throws StartRefusal if the address cannot be had
     */
    HttpEnd(
            String host,
            int port,
            PrometheusRegistry registry,
            Supplier<State> state,
            Supplier<Optional<String>> trouble) {
        this.state = state;
        this.trouble = trouble;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new StartRefusal(
                    "Cannot serve health and metrics on %s:%d (%s): choose another --http-port."
                            .formatted(host, port, e.getMessage()));
        }
        threads =
                Executors.newFixedThreadPool(
                        2,
                        work -> {
                            Thread thread = new Thread(work, "http");
                            thread.setDaemon(true);
                            return thread;
                        });
        server.setExecutor(threads);
        server.createContext(HEALTH, this::health);
        server.createContext("/metrics", new MetricsHandler(registry));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void health(HttpExchange exchange) throws IOException {
        State now = state.get();
        int status = now.isRunningOrRebalancing() ? 200 : 503;
        byte[] body = json(now, trouble.get()).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static String json(State state, Optional<String> trouble) {
        return "{\"state\":\"%s\"%s}\n"
                .formatted(
                        state,
                        trouble.map(words -> ",\"trouble\":\"" + escaped(words) + "\"").orElse(""));
    }

    /**
     * Our words and those of exceptions, with control characters and JSON's special ones replaced.
     */
    private static String escaped(String words) {
        return words.replace('\\', '/').replace('"', '\'').replaceAll("\\p{Cntrl}", " ");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
