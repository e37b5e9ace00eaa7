package io.tickhouse.pinot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.pinot.PinotException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The REST API of a controller. A controller that does not answer is a {@link PinotException}. */
final class ControllerApi {

    static final Duration POLL = Duration.ofMillis(250);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI controller;

    // Java tries to upgrade to HTTP/2 by default, and Pinot's HTTP server answers that with a 500.
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    ControllerApi(URI controller) {
        this.controller = controller;
    }

    /** While a table is being set up, the controller may not answer yet: that counts as empty. */
    JsonNode answer(String path) {
        HttpResponse<String> response = exchange("GET", path, null);
        return response.statusCode() == 200
                ? parse(response.body())
                : JSON.getNodeFactory().missingNode();
    }

    /**
     * Sends a request that must succeed.
     *
     * @param body a document, or null
     * @throws PinotException in Pinot's words if it refuses
     */
    void send(String method, String path, String body) {
        accepted(method, path, exchange(method, path, body));
    }

    /** The body of a response that must be a success. */
    static String accepted(String method, String path, HttpResponse<String> response) {
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        String error = error(response.body());
        // Pinot 0.11 asks Kafka for the topic's partitions and fails on the missing answer.
        if (error.contains("partitionsFor")) {
            throw new PinotException(
                    Kind.NO_TOPIC,
                    "Kafka has no topic for this table yet: create it with ./tickhouse topics create"
                            + " and apply again.");
        }
        throw new PinotException(
                Kind.REFUSED, "Pinot refused " + method + " " + path + ": " + error);
    }

    /** What Pinot says in the body of a refusal. */
    static String error(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            return error.isMissingNode() ? body : error.asText();
        } catch (JsonProcessingException e) {
            return body; // an error page, not Pinot's own words
        }
    }

    /** Sends a request and returns whatever the answer is. */
    HttpResponse<String> exchange(String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(controller.resolve(path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new PinotException(
                    Kind.UNREACHABLE, "No Pinot controller answers at " + controller + ".", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new PinotException(
                    Kind.REFUSED, "Not a JSON document: " + e.getOriginalMessage(), e);
        }
    }

    /** Waits a moment, for callers that ask until something has come about. */
    static void waitBeforeNextLook() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static PinotException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PinotException(Kind.UNREACHABLE, "Interrupted while asking Pinot.", e);
    }
}
