package io.tickhouse.tools.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server within the test that gives prepared answers and remembers what it was asked. */
public final class AnsweringServer implements AutoCloseable {

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    public AnsweringServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** From now on, answers this request, such as {@code GET /jobs}, with this body. */
    public AnsweringServer on(String request, String body) {
        return on(request, 200, body);
    }

    /** The same with another status. */
    public synchronized AnsweringServer on(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(body.isEmpty() ? request : request + " " + body);
            Answer answer = answers.getOrDefault(request, new Answer(404, "{}"));
            byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The requests so far, with their bodies. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    public URI url() {
        return URI.create("http://" + address());
    }

    /** {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
