package io.tickhouse.pinot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.pinot.PinotException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Creates, changes, deletes and observes real-time tables over the REST API of a controller. */
public final class PinotTables {

    /** What {@link #apply} did. */
    public enum Change {
        CREATED,
        UPDATED,
        UNCHANGED
    }

    /**
     * How far one partition of the table's topic has been consumed.
     *
     * @param state {@code CONSUMING} when all is well
     * @param offset of the next record it will read
     */
    public record Consumption(int partition, String state, long offset) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(250);

    /** Remembers in the table what was applied, to notice what was taken out of a file since. */
    private static final String APPLIED = "tickhouse.applied";

    private final URI controller;

    // Pinot's HTTP server answers the upgrade to HTTP/2 that Java tries by default with a 500.
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /** Tables of the controller at this URL, {@code http://host:port}. */
    public PinotTables(URI controller) {
        this.controller = controller;
    }

    /**
     * Makes the schema and the table what these documents say. Doing it again changes nothing.
     *
     * @throws PinotException of kind {@code NO_TOPIC} if the topic does not exist, {@code REFUSED}
     *     if Pinot rejects a document or a change would need the table to be built anew
     */
    public Change apply(String schemaJson, String tableJson) {
        JsonNode schema = parse(schemaJson);
        ObjectNode table = (ObjectNode) parse(tableJson);
        String name = table.path("tableName").asText();
        String applied = Integer.toHexString((schema + "\n" + table).hashCode());
        table.withObject("/metadata").withObject("/customConfigs").put(APPLIED, applied);

        Change schemaChange = applySchema(schema);
        JsonNode current = table(name);
        if (current == null) {
            send("POST", "/tables", table.toString());
            return Change.CREATED;
        }
        if (contains(current, table)) {
            return schemaChange == Change.UNCHANGED ? Change.UNCHANGED : Change.UPDATED;
        }
        if (dedups(current) != dedups(table)) {
            throw new PinotException(
                    Kind.REFUSED,
                    "Table "
                            + name
                            + " exists with another dedup setting, and Pinot fills its key map"
                            + " only while it consumes: delete the table and apply again.");
        }
        send("PUT", "/tables/" + name, table.toString());
        send("POST", "/segments/" + name + "/reload?type=REALTIME", "");
        return Change.UPDATED;
    }

    /** Deletes the table with its data, and its schema; says whether there was a table. */
    public boolean delete(String name) {
        boolean existed = table(name) != null;
        if (existed) {
            send("DELETE", "/tables/" + name + "?type=realtime", null);
        }
        if (exchange("GET", "/schemas/" + name, null).statusCode() != 404) {
            send("DELETE", "/schemas/" + name, null);
        }
        return existed;
    }

    public boolean exists(String name) {
        return table(name) != null;
    }

    /** By partition, in order; empty while no segment consumes, or if there is no such table. */
    public List<Consumption> consumption(String name) {
        HttpResponse<String> response =
                exchange("GET", "/tables/" + name + "/consumingSegmentsInfo", null);
        if (response.statusCode() != 200) {
            // It says so with a 500 while the table is being set up, too.
            return List.of();
        }
        Map<Integer, Consumption> byPartition = new TreeMap<>();
        for (JsonNode replicas : parse(response.body()).path("_segmentToConsumingInfoMap")) {
            for (JsonNode replica : replicas) {
                String state = replica.path("consumerState").asText();
                for (Map.Entry<String, JsonNode> offset :
                        replica.path("partitionToOffsetMap").properties()) {
                    int partition = Integer.parseInt(offset.getKey());
                    byPartition.put(
                            partition,
                            new Consumption(partition, state, offset.getValue().asLong()));
                }
            }
        }
        return new ArrayList<>(byPartition.values());
    }

    /**
     * Waits until every partition is being consumed.
     *
     * @throws PinotException if that has not come true within the time
     */
    public void awaitConsuming(String name, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            List<Consumption> consumption = consumption(name);
            if (!consumption.isEmpty()
                    && consumption.stream().allMatch(c -> c.state().equals("CONSUMING"))) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new PinotException(
                        Kind.REFUSED,
                        "Table "
                                + name
                                + " does not consume after "
                                + atMost.toSeconds()
                                + " s: look for the reason in the log of the Pinot server.");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private Change applySchema(JsonNode schema) {
        String name = schema.path("schemaName").asText();
        HttpResponse<String> current = exchange("GET", "/schemas/" + name, null);
        if (current.statusCode() == 404) {
            send("POST", "/schemas", schema.toString());
            return Change.CREATED;
        }
        if (contains(parse(current.body()), schema)) {
            return Change.UNCHANGED;
        }
        send("PUT", "/schemas/" + name, schema.toString());
        return Change.UPDATED;
    }

    /** The table's configuration, or null. */
    private JsonNode table(String name) {
        HttpResponse<String> response = exchange("GET", "/tables/" + name, null);
        return response.statusCode() == 200 ? parse(response.body()).get("REALTIME") : null;
    }

    private static boolean dedups(JsonNode table) {
        return table.path("dedupConfig").path("dedupEnabled").asBoolean();
    }

    /**
     * Whether everything wanted is there. Pinot adds its own defaults, and the type to the table's
     * name; lists must be equal item by item.
     */
    static boolean contains(JsonNode actual, JsonNode wanted) {
        if (wanted.isObject()) {
            for (Map.Entry<String, JsonNode> field : wanted.properties()) {
                JsonNode there = actual.path(field.getKey());
                boolean same =
                        field.getKey().equals("tableName")
                                ? there.asText().startsWith(field.getValue().asText())
                                : contains(there, field.getValue());
                if (!same) {
                    return false;
                }
            }
            return actual.isObject();
        }
        if (wanted.isArray()) {
            if (!actual.isArray() || actual.size() != wanted.size()) {
                return false;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!contains(actual.get(i), wanted.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return actual.isValueNode() && actual.asText().equals(wanted.asText());
    }

    private void send(String method, String path, String body) {
        HttpResponse<String> response = exchange(method, path, body);
        if (response.statusCode() / 100 != 2) {
            String error = error(response.body());
            // Pinot 0.11 asks Kafka for the topic's partitions and falls over the missing answer.
            if (error.contains("partitionsFor")) {
                throw new PinotException(
                        Kind.NO_TOPIC,
                        "Kafka has no topic for this table yet: create it with ./tickhouse topics"
                                + " and apply again.");
            }
            throw new PinotException(
                    Kind.REFUSED, "Pinot refused " + method + " " + path + ": " + error);
        }
    }

    private static String error(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            return error.isMissingNode() ? body : error.asText();
        } catch (JsonProcessingException e) {
            return body; // an error page, not Pinot's own words
        }
    }

    private HttpResponse<String> exchange(String method, String path, String body) {
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
            Thread.currentThread().interrupt();
            throw new PinotException(Kind.UNREACHABLE, "Interrupted while asking Pinot.", e);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new PinotException(
                    Kind.REFUSED, "Not a JSON document: " + e.getOriginalMessage(), e);
        }
    }
}
