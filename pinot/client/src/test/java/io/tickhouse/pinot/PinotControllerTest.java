package io.tickhouse.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tickhouse.pinot.PinotException.Kind;
import io.tickhouse.pinot.PinotTables.Change;
import io.tickhouse.pinot.PinotTables.Consumption;
import io.tickhouse.pinot.PinotTables.Hole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs against a server that repeats answers of a Pinot 0.11 controller. */
class PinotControllerTest {

    private static final String SCHEMA = "{\"schemaName\":\"t\"}";
    private static final String TABLE =
            "{\"tableName\":\"t\",\"tableIndexConfig\":{\"streamConfigs\":"
                    + "{\"stream.kafka.topic.name\":\"flat\"}}}";

    private static final String WIDER_SCHEMA =
            "{\"schemaName\":\"t\",\"dimensionFieldSpecs\":[{\"name\":\"u\",\"dataType\":\"STRING\"}]}";
    private static final String PAUSE_STATUS = "GET /tables/t/pauseStatus";
    private static final String OPEN = "\"t__0__1__Z\"";

    /** Answers by method and path; anything else is not found. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    /** What a request changes in the cluster, after its answer is settled. */
    private final Map<String, Runnable> effects = new ConcurrentHashMap<>();

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private volatile String lastTable;
    private HttpServer controller;
    private PinotTables tables;

    @BeforeEach
    void start() throws IOException {
        controller =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        controller.createContext("/", this::answer);
        controller.start();
        tables =
                new PinotTables(
                        URI.create("http://127.0.0.1:" + controller.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        controller.stop(0);
    }

    @Test
    void aNewTableIsCreatedAfterItsSchema() {
        accept("POST /schemas", "POST /tables");

        assertThat(tables.apply(SCHEMA, TABLE)).isEqualTo(Change.CREATED);
        assertThat(changes).containsExactly("POST /schemas", "POST /tables");
    }

    @Test
    void applyingAgainChangesNothing() {
        accept("POST /schemas", "POST /tables");
        tables.apply(SCHEMA, TABLE);
        changes.clear();
        answers.put("GET /schemas/t", SCHEMA);
        answers.put("GET /tables/t", "{\"REALTIME\":" + lastTable + "}");

        assertThat(tables.apply(SCHEMA, TABLE)).isEqualTo(Change.UNCHANGED);
        assertThat(changes).isEmpty();
    }

    /** Pinot keeps what a document no longer has, so only the stored trace of it tells. */
    @Test
    void aSettingThatWasRemovedIsAChange() {
        accept("POST /schemas", "POST /tables");
        tables.apply(SCHEMA, TABLE.replace("\"t\",", "\"t\",\"quota\":{},"));
        changes.clear();
        answers.put("GET /schemas/t", SCHEMA);
        answers.put("GET /tables/t", "{\"REALTIME\":" + lastTable + "}");
        accept("PUT /tables/t", "POST /segments/t/reload?type=REALTIME");

        assertThat(tables.apply(SCHEMA, TABLE)).isEqualTo(Change.UPDATED);
        assertThat(changes)
                .containsExactly("PUT /tables/t", "POST /segments/t/reload?type=REALTIME");
    }

    @Test
    void aTableWithAnotherDedupSettingIsRefusedBeforeAnythingIsChanged() {
        answers.put("GET /tables/t", "{\"REALTIME\":" + TABLE + "}");
        String deduped = TABLE.replace("\"t\",", "\"t\",\"dedupConfig\":{\"dedupEnabled\":true},");

        assertThatThrownBy(() -> tables.apply(SCHEMA, deduped))
                .isInstanceOf(PinotException.class)
                .hasMessageContaining("exists with another dedup setting");
        assertThat(changes).isEmpty();
    }

    @Test
    void aTopicThatIsMissingIsAKindOfItsOwn() {
        accept("POST /schemas");
        failures.put("POST /tables", 500);
        answers.put(
                "POST /tables", "{\"code\":500,\"error\":\"NullPointerException: partitionsFor\"}");

        assertThatThrownBy(() -> tables.apply(SCHEMA, TABLE))
                .isInstanceOfSatisfying(
                        PinotException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_TOPIC))
                .hasMessageContaining("./tickhouse topics");
    }

    @Test
    void aRefusalIsRepeatedInPinotsWords() {
        accept("POST /schemas");
        failures.put("POST /tables", 400);
        answers.put("POST /tables", "{\"code\":400,\"error\":\"Invalid table config\"}");

        assertThatThrownBy(() -> tables.apply(SCHEMA, TABLE))
                .hasMessage("Pinot refused POST /tables: Invalid table config");
    }

    @Test
    void anErrorPageIsRepeatedAsItIs() {
        failures.put("POST /schemas", 502);
        answers.put("POST /schemas", "<html>Bad Gateway</html>");

        assertThatThrownBy(() -> tables.apply(SCHEMA, TABLE))
                .hasMessage("Pinot refused POST /schemas: <html>Bad Gateway</html>");
    }

    @Test
    void aDocumentThatIsNotJsonIsRefusedBeforeAnythingIsAsked() {
        assertThatThrownBy(() -> tables.apply("{", TABLE))
                .isInstanceOf(PinotException.class)
                .hasMessageStartingWith("Not a JSON document: ");
    }

    @Test
    void aTableIsDeletedWithItsSchema() {
        answers.put("GET /tables/t", "{\"REALTIME\":" + TABLE + "}");
        answers.put("GET /schemas/t", SCHEMA);
        accept("DELETE /tables/t?type=realtime", "DELETE /schemas/t");

        assertThat(tables.delete("t")).isTrue();
        assertThat(changes).containsExactly("DELETE /tables/t?type=realtime", "DELETE /schemas/t");
    }

    @Test
    void deletingWhatIsNotThereChangesNothing() {
        assertThat(tables.delete("t")).isFalse();
        assertThat(tables.exists("t")).isFalse();
        assertThat(changes).isEmpty();
    }

    /** A segment that ended at that moment wrote its record again. */
    @Test
    void whatADeletionLeftIsGoneBeforeANewTableComes() {
        accept("POST /schemas", "POST /tables");
        segments("t__0__7__Z", 700);
        // Pinot finds no table, and yet deletes what is left of it.
        effects.put("DELETE /tables/t?type=realtime", this::noSegments);

        assertThat(tables.apply(SCHEMA, TABLE)).isEqualTo(Change.CREATED);
        assertThat(changes).containsExactly("POST /schemas", "POST /tables");
        assertThat(tables.consumption("t")).isEmpty();
    }

    @Test
    void aSegmentThatEndsWhileItsTableIsDeletedIsDeletedToo() {
        answers.put("GET /tables/t", "{\"REALTIME\":" + TABLE + "}");
        accept("DELETE /tables/t?type=realtime");
        segments("t__0__7__Z", 700);
        String delete = "DELETE /tables/t?type=realtime";
        effects.put(delete, () -> effects.put(delete, this::noSegments));

        assertThat(tables.delete("t")).isTrue();
        assertThat(changes).containsExactly(delete, delete);
    }

    /** It would delete segments of the new one. */
    @Test
    void aNewTableWaitsForAServerThatIsToDeleteTheOldOne() {
        accept("POST /schemas", "POST /tables");
        answers.put("GET /cluster/info", "{\"clusterName\":\"c\"}");
        answers.put("GET /zk/ls?path=/c/LIVEINSTANCES", "[\"Broker_b\",\"Server_s\"]");
        String messages = "GET /zk/getChildren?path=/c/INSTANCES/Server_s/MESSAGES";
        answers.put(
                messages, "[{\"id\":\"m\",\"simpleFields\":{\"RESOURCE_NAME\":\"t_REALTIME\"}}]");
        effects.put(
                messages,
                () -> {
                    changes.add("let go");
                    answers.put(
                            messages,
                            "[{\"id\":\"n\",\"simpleFields\":{\"RESOURCE_NAME\":\"u_REALTIME\"}}]");
                    effects.remove(messages);
                });

        assertThat(tables.apply(SCHEMA, TABLE)).isEqualTo(Change.CREATED);
        assertThat(changes).containsExactly("let go", "POST /schemas", "POST /tables");
    }

    @Test
    void aTableThatCannotBeReadIsNotTakenForAMissingOne() {
        failures.put("GET /tables/t", 500);
        answers.put("GET /tables/t", "{\"code\":500,\"error\":\"no ZooKeeper\"}");

        assertThatThrownBy(() -> tables.apply(SCHEMA, TABLE))
                .hasMessage("Pinot refused GET /tables/t: no ZooKeeper");
        assertThat(changes).isEmpty();
    }

    @Test
    void theConsumersOfATopicAreTheTablesThatReadIt() {
        answers.put(
                "GET /tables?type=realtime",
                "{\"tables\":[\"t_REALTIME\",\"other_REALTIME\",\"gone_REALTIME\"]}");
        answers.put("GET /tables/t", "{\"REALTIME\":" + TABLE + "}");
        answers.put("GET /tables/other", "{\"REALTIME\":" + TABLE.replace("flat", "raw") + "}");

        assertThat(tables.consumersOf("flat")).containsExactly("t");
    }

    @Test
    void aTableThatConsumesTellsItsOffsets() {
        segments("t__0__0__Z", 0, "t__0__1__Z", 50, "t__1__0__Z", 7);
        ideal("t__0__1__Z", "CONSUMING", "t__1__0__Z", "CONSUMING");
        answers.put(
                "GET /tables/t/consumingSegmentsInfo",
                "{\"_segmentToConsumingInfoMap\":{\"t__0__1__Z\":[{\"consumerState\":\"CONSUMING\","
                        + "\"partitionToOffsetMap\":{\"0\":\"93\"}}]}}");

        assertThat(tables.consumption("t"))
                .containsExactly(
                        new Consumption(0, "CONSUMING", 93, null),
                        new Consumption(1, "STARTING", 7, null));
    }

    @Test
    void aPartitionThatWasGivenUpTellsWhy() {
        segments("t__0__0__Z", 10);
        ideal("t__0__0__Z", "OFFLINE");
        answers.put(
                "GET /debug/tables/t?type=REALTIME&verbosity=10",
                "[{\"segmentDebugInfos\":[{\"segmentName\":\"t__0__0__Z\",\"serverState\":{\"s\":"
                        + "{\"errorInfo\":{\"stackTrace\":\"a.B: no disk\\n\\tat a.B.c\"}}}}]}]");

        assertThat(tables.consumption("t"))
                .containsExactly(new Consumption(0, "STOPPED", 10, "a.B: no disk"));
    }

    @Test
    void aReasonThatIsLostIsNotMadeUp() {
        segments("t__0__0__Z", 10);
        ideal("t__0__0__Z", "OFFLINE");

        assertThat(tables.consumption("t").get(0).reason()).contains("does not tell the reason");
    }

    @Test
    void aTableWithoutSegmentsHasNoPartitionsAndNoHoles() {
        assertThat(tables.consumption("t")).isEmpty();
        assertThat(tables.holes("t")).isEmpty();
    }

    @Test
    void aHoleIsBetweenTheEndOfASegmentAndTheNext() {
        // Without an end of its own the first segment was given up at its start.
        segments("t__0__0__Z", 0, "t__0__1__Z", 50);

        assertThat(tables.holes("t")).containsExactly(new Hole(0, 0, 50));
    }

    /** A segment keeps the schema it began with, and would drop the new column of its rows. */
    @Test
    void aTableIsPausedWhileItsSchemaChanges() {
        there(false, OPEN);
        acceptAChangeOfTheSchema();
        // Pinot stores what is in memory some time after it was told to.
        int[] looks = {0};
        effects.put(
                "POST /tables/t/pauseConsumption",
                () -> {
                    paused(true, OPEN);
                    effects.put(
                            PAUSE_STATUS,
                            () -> {
                                if (++looks[0] == 2) {
                                    changes.add("stored");
                                    paused(true, "");
                                }
                            });
                });
        List<String> said = new CopyOnWriteArrayList<>();

        assertThat(telling(said, Duration.ofMinutes(1)).apply(WIDER_SCHEMA, TABLE))
                .isEqualTo(Change.UPDATED);
        assertThat(changes)
                .containsExactly(
                        "POST /tables/t/pauseConsumption",
                        "stored",
                        "PUT /schemas/t",
                        "PUT /tables/t",
                        "POST /segments/t/reload?type=REALTIME",
                        "POST /tables/t/resumeConsumption");
        assertThat(said).containsExactly("t pauses to take the columns it did not have: [u]");
    }

    @Test
    void aTableThatAKilledApplyLeftPausedIsResumedByTheNext() {
        accept("POST /schemas", "POST /tables");
        tables.apply(SCHEMA, TABLE);
        changes.clear();
        answers.put("GET /schemas/t", SCHEMA);
        answers.put("GET /tables/t", "{\"REALTIME\":" + lastTable + "}");
        paused(true, "");
        accept("POST /tables/t/resumeConsumption");

        assertThat(tables.apply(SCHEMA, TABLE)).isEqualTo(Change.RESUMED);
        assertThat(changes).containsExactly("POST /tables/t/resumeConsumption");
    }

    /** Killed after it sent the schema. */
    @Test
    void whatAKilledApplyBeganIsFinishedByTheNext() {
        there(true, "");
        answers.put("GET /schemas/t", WIDER_SCHEMA);
        acceptAChangeOfTheSchema();

        assertThat(tables.apply(WIDER_SCHEMA, TABLE)).isEqualTo(Change.UPDATED);
        assertThat(changes)
                .containsExactly(
                        "PUT /tables/t",
                        "POST /segments/t/reload?type=REALTIME",
                        "POST /tables/t/resumeConsumption");
    }

    @Test
    void aTableThatDoesNotComeToRestIsLeftAsItWas() {
        there(false, OPEN);
        acceptAChangeOfTheSchema();
        effects.put("POST /tables/t/pauseConsumption", () -> paused(true, OPEN));

        assertThatThrownBy(
                        () ->
                                telling(new CopyOnWriteArrayList<>(), Duration.ZERO)
                                        .apply(WIDER_SCHEMA, TABLE))
                .isInstanceOf(PinotException.class)
                .hasMessageContaining("goes on with its old schema")
                .hasMessageContaining("log of the Pinot servers")
                .hasMessageEndingWith("apply again.");
        assertThat(changes)
                .containsExactly(
                        "POST /tables/t/pauseConsumption", "POST /tables/t/resumeConsumption");
    }

    @Test
    void aTableIsResumedWhenItsChangeIsRefused() {
        there(false, "");
        acceptAChangeOfTheSchema();
        effects.put("POST /tables/t/pauseConsumption", () -> paused(true, ""));
        failures.put("PUT /schemas/t", 400);
        answers.put("PUT /schemas/t", "{\"code\":400,\"error\":\"no such type\"}");

        assertThatThrownBy(() -> tables.apply(WIDER_SCHEMA, TABLE))
                .hasMessage("Pinot refused PUT /schemas/t: no such type");
        assertThat(changes).last().isEqualTo("POST /tables/t/resumeConsumption");
    }

    /** The state of the pause cannot be read just when it has to end. */
    @Test
    void aTableIsResumedThoughItsStateIsNotKnown() {
        there(false, "");
        acceptAChangeOfTheSchema();
        effects.put("POST /tables/t/pauseConsumption", () -> paused(true, ""));
        effects.put("PUT /schemas/t", () -> failures.put(PAUSE_STATUS, 503));

        assertThat(tables.apply(WIDER_SCHEMA, TABLE)).isEqualTo(Change.UPDATED);
        assertThat(changes).last().isEqualTo("POST /tables/t/resumeConsumption");
    }

    @Test
    void aTableWhosePauseIsNotKnownIsNotCalledUnchanged() {
        accept("POST /schemas", "POST /tables");
        tables.apply(SCHEMA, TABLE);
        answers.put("GET /schemas/t", SCHEMA);
        answers.put("GET /tables/t", "{\"REALTIME\":" + lastTable + "}");
        paused(true, "");
        failures.put(PAUSE_STATUS, 503);

        assertThatThrownBy(() -> tables.apply(SCHEMA, TABLE))
                .isInstanceOf(PinotException.class)
                .hasMessageContaining("pauseStatus");
    }

    @Test
    void aTableThatStaysPausedIsTold() {
        there(true, "");
        acceptAChangeOfTheSchema();
        failures.put("POST /tables/t/resumeConsumption", 500);

        assertThatThrownBy(() -> tables.apply(WIDER_SCHEMA, TABLE))
                .isInstanceOf(PinotException.class)
                .hasMessageContaining("Table t is paused and reads nothing")
                .hasMessageContaining("./tickhouse pinot apply");
    }

    @Test
    void aChangeOfSettingsAloneNeedsNoPause() {
        there(false, OPEN);
        acceptAChangeOfTheSchema();

        assertThat(tables.apply(SCHEMA, TABLE)).isEqualTo(Change.UPDATED);
        assertThat(changes)
                .containsExactly("PUT /tables/t", "POST /segments/t/reload?type=REALTIME");
    }

    @Test
    void aSchemaThatCannotBeReadIsNotTakenForAnotherOne() {
        there(false, OPEN);
        failures.put("GET /schemas/t", 500);
        answers.put("GET /schemas/t", "{\"code\":500,\"error\":\"no ZooKeeper\"}");

        assertThatThrownBy(() -> tables.apply(SCHEMA, TABLE))
                .hasMessage("Pinot refused GET /schemas/t: no ZooKeeper");
        assertThat(changes).isEmpty();
    }

    @Test
    void aPausedPartitionIsNotOneThatWasGivenUp() {
        answers.put("GET /cluster/info", "{\"clusterName\":\"c\"}");
        answers.put(
                "GET /zk/getChildren?path=/c/PROPERTYSTORE/SEGMENTS/t_REALTIME",
                "[{\"id\":\"t__0__0__Z\",\"simpleFields\":{\"segment.realtime.startOffset\":\"10\","
                        + "\"segment.realtime.endOffset\":\"60\"}}]");
        ideal("t__0__0__Z", "ONLINE");
        paused(true, "");

        assertThat(tables.isPaused("t")).isTrue();
        assertThat(tables.consumption("t")).containsExactly(new Consumption(0, "PAUSED", 60, null));
    }

    /** A table that was made by hand, so that its settings count as changed. */
    private void there(boolean paused, String consuming) {
        answers.put("GET /schemas/t", SCHEMA);
        answers.put("GET /tables/t", "{\"REALTIME\":" + TABLE + "}");
        paused(paused, consuming);
    }

    private void acceptAChangeOfTheSchema() {
        accept(
                "PUT /schemas/t",
                "PUT /tables/t",
                "POST /segments/t/reload?type=REALTIME",
                "POST /tables/t/pauseConsumption",
                "POST /tables/t/resumeConsumption");
        effects.put("POST /tables/t/resumeConsumption", () -> paused(false, OPEN));
    }

    private void paused(boolean flag, String consuming) {
        answers.put(
                PAUSE_STATUS,
                "{\"pauseFlag\":%s,\"consumingSegments\":[%s]}".formatted(flag, consuming));
    }

    private PinotTables telling(List<String> said, Duration pauseLimit) {
        return new PinotTables(
                URI.create("http://127.0.0.1:" + controller.getAddress().getPort()),
                said::add,
                pauseLimit);
    }

    private void accept(String... requests) {
        for (String request : requests) {
            answers.put(request, "{}");
        }
    }

    /** Names and start offsets, in turns. */
    private void segments(Object... namesAndStarts) {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < namesAndStarts.length; i += 2) {
            records.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"")
                    .append(namesAndStarts[i])
                    .append("\",\"simpleFields\":{\"segment.realtime.startOffset\":\"")
                    .append(namesAndStarts[i + 1])
                    .append("\"}}");
        }
        answers.put("GET /cluster/info", "{\"clusterName\":\"c\"}");
        answers.put(
                "GET /zk/getChildren?path=/c/PROPERTYSTORE/SEGMENTS/t_REALTIME",
                "[" + records + "]");
    }

    private void noSegments() {
        answers.remove("GET /zk/getChildren?path=/c/PROPERTYSTORE/SEGMENTS/t_REALTIME");
    }

    /** Names and states, in turns. */
    private void ideal(String... namesAndStates) {
        StringBuilder states = new StringBuilder();
        for (int i = 0; i < namesAndStates.length; i += 2) {
            states.append(i == 0 ? "" : ",")
                    .append(
                            "\"%s\":{\"server\":\"%s\"}"
                                    .formatted(namesAndStates[i], namesAndStates[i + 1]));
        }
        answers.put("GET /tables/t/idealstate", "{\"REALTIME\":{" + states + "}}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        // What is not found changes nothing.
        if (!exchange.getRequestMethod().equals("GET") && answers.containsKey(request)) {
            changes.add(request);
        }
        if (request.equals("POST /tables")) {
            lastTable = sent;
        }
        String answer = answers.get(request);
        byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
        effects.getOrDefault(request, () -> {}).run();
        exchange.sendResponseHeaders(
                answer == null ? 404 : failures.getOrDefault(request, 200), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
