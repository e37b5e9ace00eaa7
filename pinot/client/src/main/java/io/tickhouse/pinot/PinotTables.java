package io.tickhouse.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.pinot.PinotException.Kind;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates, changes, deletes and observes real-time tables over the REST API of a controller. */
public final class PinotTables {

    /** What {@link #apply} did. */
    public enum Change {
        CREATED,
        UPDATED,
        /** Nothing was different, but the table was paused. */
        RESUMED,
        UNCHANGED
    }

    /**
     * How far one partition of the table's topic has been consumed.
     *
     * @param state {@code CONSUMING} normally, {@code STOPPED} if Pinot has given up, {@code
     *     PAUSED} if it was told to
     * @param offset of the next record to read
     * @param reason why it has stopped, or null
     */
    public record Consumption(int partition, String state, long offset, String reason) {

        public boolean consumes() {
            return state.equals("CONSUMING");
        }
    }

    /**
     * Offsets that Kafka no longer had when Pinot wanted them.
     *
     * @param to the first offset that was available again
     */
    public record Hole(int partition, long from, long to) {}

    private static final Duration GONE_LIMIT = Duration.ofSeconds(60);

    /** Pinot stores 50,000 rows with their indexes in seconds, on a busy machine in a minute. */
    private static final Duration PAUSE_LIMIT = Duration.ofMinutes(3);

    private static final Pattern OUT_OF_RANGE =
            Pattern.compile("OffsetOutOfRange.*offset=(\\d+).* for partition (\\S+)");

    /**
     * Stores in the table what was applied, to notice settings that were removed from a file since.
     */
    private static final String APPLIED = "tickhouse.applied";

    private final ControllerApi api;
    private final Consumer<String> progress;
    private final Duration pauseLimit;

    /** Tables of the controller at this URL, {@code http://host:port}. */
    public PinotTables(URI controller) {
        this(controller, line -> {});
    }

    /**
     * The same, with a line for people whenever something takes longer.
     *
     * @param progress takes the lines
     */
    public PinotTables(URI controller, Consumer<String> progress) {
        this(controller, progress, PAUSE_LIMIT);
    }

    PinotTables(URI controller, Consumer<String> progress, Duration pauseLimit) {
        this.api = new ControllerApi(controller);
        this.progress = progress;
        this.pauseLimit = pauseLimit;
    }

    /**
     * Makes the schema and the table match these documents. Doing it again changes nothing.
     *
     * <p>A segment keeps the schema with which it began. So a table is paused while its schema
     * changes, and the rows that it reads afterwards have all columns. A call that is killed
     * between leaves the table paused; the next one resumes it.
     *
     * @throws PinotException of kind {@code NO_TOPIC} if the topic does not exist, {@code REFUSED}
     *     if Pinot rejects a document, the change requires a new table, or the table cannot be
     *     paused or resumed
     */
    public Change apply(String schemaJson, String tableJson) {
        JsonNode schema = ControllerApi.parse(schemaJson);
        ObjectNode table = (ObjectNode) ControllerApi.parse(tableJson);
        String name = table.path("tableName").asText();
        String applied = Integer.toHexString((schema + "\n" + table).hashCode());
        table.withObject("/metadata").withObject("/customConfigs").put(APPLIED, applied);

        JsonNode current = table(name);
        if (current != null) {
            refuseOtherTopic(name, current, table);
            refuseOtherDedup(name, current, table);
        }
        JsonNode currentSchema = schema(schema.path("schemaName").asText());
        refuseOtherTypes(name, currentSchema, schema);
        if (current == null) {
            if (isLeft(name)) {
                clear(name);
            }
            sendSchema(currentSchema, schema);
            api.send("POST", "/tables", table.toString());
            return Change.CREATED;
        }
        boolean sameTable = contains(current, table);
        Pause pause = new Pause(api, name, pauseLimit, progress);
        if (contains(currentSchema, schema)) {
            if (!sameTable) {
                sendTable(name, table);
            }
            boolean resumed = pause.end();
            return !sameTable ? Change.UPDATED : resumed ? Change.RESUMED : Change.UNCHANGED;
        }
        pause.during(
                added(currentSchema, schema),
                () -> {
                    sendSchema(currentSchema, schema);
                    sendTable(name, table);
                });
        return Change.UPDATED;
    }

    private void sendSchema(JsonNode current, JsonNode schema) {
        if (current.isMissingNode()) {
            api.send("POST", "/schemas", schema.toString());
        } else if (!contains(current, schema)) {
            api.send("PUT", "/schemas/" + schema.path("schemaName").asText(), schema.toString());
        }
    }

    private void sendTable(String name, ObjectNode table) {
        api.send("PUT", "/tables/" + name, table.toString());
        api.send("POST", "/segments/" + name + "/reload?type=REALTIME", "");
    }

    /** The columns that only the second schema has. */
    private static Set<String> added(JsonNode current, JsonNode wanted) {
        Set<String> columns = new TreeSet<>(types(wanted).keySet());
        columns.removeAll(types(current).keySet());
        return columns;
    }

    /** Pinot would continue in the other topic at the offset that it reached in the first one. */
    private static void refuseOtherTopic(String name, JsonNode current, JsonNode wanted) {
        String reads = topic(current);
        if (!reads.equals(topic(wanted))) {
            throw new PinotException(
                    Kind.REFUSED,
                    ("Table %s reads the topic %s and not %s, and its offsets are of that topic:"
                                    + " delete the tables (./tickhouse pinot delete) and apply"
                                    + " again.")
                            .formatted(name, reads, topic(wanted)));
        }
    }

    private static void refuseOtherDedup(String name, JsonNode current, JsonNode wanted) {
        if (dedups(current) != dedups(wanted)) {
            throw new PinotException(
                    Kind.REFUSED,
                    "Table "
                            + name
                            + " exists with another dedup setting, and Pinot fills its key map"
                            + " only while it consumes: delete the table and apply again.");
        }
    }

    /** Deletes the table with its data, and its schema. Returns whether there was a table. */
    public boolean delete(String name) {
        boolean existed = table(name) != null;
        clear(name);
        if (api.exchange("GET", "/schemas/" + name, null).statusCode() != 404) {
            api.send("DELETE", "/schemas/" + name, null);
        }
        return existed;
    }

    public boolean exists(String name) {
        return table(name) != null;
    }

    /**
     * Whether Pinot was told to read no more. An {@link #apply} that was killed may have left it
     * so, and so may somebody at the console of Pinot.
     */
    public boolean isPaused(String name) {
        return new Pause(api, name, pauseLimit, progress).isOn();
    }

    /**
     * Names of the real-time tables that consume this topic.
     *
     * @throws PinotException if the controller does not answer
     */
    public List<String> consumersOf(String topic) {
        HttpResponse<String> response = api.exchange("GET", "/tables?type=realtime", null);
        if (response.statusCode() != 200) {
            throw new PinotException(
                    Kind.REFUSED,
                    "Pinot does not list its tables: " + ControllerApi.error(response.body()));
        }
        List<String> names = new ArrayList<>();
        for (JsonNode typed : ControllerApi.parse(response.body()).path("tables")) {
            String name = typed.asText().replaceFirst("_REALTIME$", "");
            JsonNode table = table(name);
            if (table != null && topic.equals(topic(table))) {
                names.add(name);
            }
        }
        return names;
    }

    /** One entry a partition, in order; empty if there is no segment yet, or no such table. */
    public List<Consumption> consumption(String name) {
        Map<Integer, Segment> newest = new TreeMap<>();
        for (Segment segment : segments(name)) {
            newest.merge(
                    segment.partition(), segment, (a, b) -> a.sequence() > b.sequence() ? a : b);
        }
        Map<Integer, Consumption> byPartition = new TreeMap<>();
        boolean paused = isPaused(name);
        JsonNode states = api.answer("/tables/" + name + "/idealstate").path("REALTIME");
        for (Segment segment : newest.values()) {
            boolean given = states.path(segment.name()).toString().contains("CONSUMING");
            byPartition.put(
                    segment.partition(),
                    given
                            ? new Consumption(
                                    segment.partition(), "STARTING", segment.start(), null)
                            : paused
                                    ? new Consumption(
                                            segment.partition(), "PAUSED", segment.next(), null)
                                    : new Consumption(
                                            segment.partition(),
                                            "STOPPED",
                                            segment.start(),
                                            whyStopped(name, segment.name())));
        }
        JsonNode consuming = api.answer("/tables/" + name + "/consumingSegmentsInfo");
        for (JsonNode replicas : consuming.path("_segmentToConsumingInfoMap")) {
            for (JsonNode replica : replicas) {
                String state = replica.path("consumerState").asText();
                for (Map.Entry<String, JsonNode> offset :
                        replica.path("partitionToOffsetMap").properties()) {
                    int partition = Integer.parseInt(offset.getKey());
                    byPartition.put(
                            partition,
                            new Consumption(partition, state, offset.getValue().asLong(), null));
                }
            }
        }
        return new ArrayList<>(byPartition.values());
    }

    /**
     * What Pinot could not read because Kafka had lost it, as far as the remaining segments show.
     * Each should begin where the one before it ended. A jump within a segment leaves no trace, so
     * this rests on a Kafka client that does not jump ({@code auto.offset.reset} of {@code none}).
     */
    public List<Hole> holes(String name) {
        return holes(segments(name));
    }

    static List<Hole> holes(List<Segment> segments) {
        List<Segment> inOrder = new ArrayList<>(segments);
        inOrder.sort(
                Comparator.comparingInt(Segment::partition).thenComparingInt(Segment::sequence));
        List<Hole> holes = new ArrayList<>();
        for (int i = 1; i < inOrder.size(); i++) {
            Segment before = inOrder.get(i - 1);
            Segment next = inOrder.get(i);
            // Otherwise retention may have deleted the segments between.
            if (before.partition() == next.partition()
                    && before.sequence() + 1 == next.sequence()
                    && next.start() > before.next()) {
                holes.add(new Hole(next.partition(), before.next(), next.start()));
            }
        }
        return holes;
    }

    /**
     * A segment as Pinot's controller describes it.
     *
     * @param next the offset after its last; its start while it is incomplete, or if it was given
     *     up
     */
    record Segment(String name, int partition, int sequence, long start, long next) {

        static List<Segment> read(JsonNode records) {
            List<Segment> segments = new ArrayList<>();
            for (JsonNode record : records) {
                String name = record.path("id").asText();
                JsonNode fields = record.path("simpleFields");
                String[] parts = name.split("__", -1);
                long start = fields.path("segment.realtime.startOffset").asLong();
                JsonNode end = fields.path("segment.realtime.endOffset");
                if (parts.length == 4) {
                    segments.add(
                            new Segment(
                                    name,
                                    Integer.parseInt(parts[1]),
                                    Integer.parseInt(parts[2]),
                                    start,
                                    end.isMissingNode() || end.isNull() ? start : end.asLong()));
                }
            }
            return segments;
        }
    }

    private List<Segment> segments(String name) {
        return Segment.read(
                api.answer(
                        "/zk/getChildren?path=/"
                                + cluster()
                                + "/PROPERTYSTORE/SEGMENTS/"
                                + name
                                + "_REALTIME"));
    }

    private String whyStopped(String name, String segment) {
        JsonNode debug = api.answer("/debug/tables/" + name + "?type=REALTIME&verbosity=10");
        for (JsonNode info : debug.path(0).path("segmentDebugInfos")) {
            for (JsonNode server : info.path("serverState")) {
                String trace = server.path("errorInfo").path("stackTrace").asText();
                if (info.path("segmentName").asText().equals(segment) && !trace.isEmpty()) {
                    return reason(trace);
                }
            }
        }
        return "Pinot does not tell the reason any more, its server was started again since";
    }

    /** Kafka's client mixes fields of its own into its message about an offset that is gone. */
    static String reason(String stackTrace) {
        String first = stackTrace.lines().findFirst().orElse("");
        Matcher gone = OUT_OF_RANGE.matcher(first);
        return gone.find()
                ? "Kafka does not have offset %s of %s any more"
                        .formatted(gone.group(1), gone.group(2))
                : first;
    }

    /**
     * Deletes a table and what an earlier deletion has left of it, and waits until it is gone.
     *
     * <p>A segment that ends while its table is deleted writes its record again. Pinot takes a new
     * table with such a record for one that is set up, and never reads its topic.
     */
    private void clear(String name) {
        long deadline = System.nanoTime() + GONE_LIMIT.toNanos();
        sendDelete(name);
        while (isLeft(name)) {
            if (System.nanoTime() > deadline) {
                throw new PinotException(
                        Kind.REFUSED,
                        "Pinot's servers do not let go of the table "
                                + name
                                + ": look for the reason in their log.");
            }
            ControllerApi.waitBeforeNextLook();
            if (!isHeld(name)) {
                sendDelete(name);
            }
        }
    }

    private void sendDelete(String name) {
        String path = "/tables/" + name + "?type=realtime";
        HttpResponse<String> response = api.exchange("DELETE", path, null);
        // Pinot says so of half a table, too, and deletes it.
        if (response.statusCode() != 404) {
            ControllerApi.accepted("DELETE", path, response);
        }
    }

    /** Whether something of a deleted table is still there. */
    private boolean isLeft(String name) {
        return isHeld(name) || !segments(name).isEmpty();
    }

    /**
     * Whether a server still has the table, or has yet to delete it. If a new table came before, it
     * would never start, or the server would delete segments of it.
     */
    private boolean isHeld(String name) {
        if (api.exchange("GET", "/tables/" + name + "/externalview", null).statusCode() != 404) {
            return true;
        }
        String cluster = "/" + cluster();
        for (JsonNode instance : api.answer("/zk/ls?path=" + cluster + "/LIVEINSTANCES")) {
            for (JsonNode message :
                    api.answer(
                            "/zk/getChildren?path="
                                    + cluster
                                    + "/INSTANCES/"
                                    + instance.asText()
                                    + "/MESSAGES")) {
                String table = message.path("simpleFields").path("RESOURCE_NAME").asText();
                if (table.equals(name + "_REALTIME")) {
                    return true;
                }
            }
        }
        return false;
    }

    private String cluster() {
        return api.answer("/cluster/info").path("clusterName").asText();
    }

    /**
     * Waits until every partition is being consumed.
     *
     * @throws PinotException if that is not so within the time
     */
    public void awaitConsuming(String name, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            List<Consumption> consumption = consumption(name);
            if (!consumption.isEmpty() && consumption.stream().allMatch(Consumption::consumes)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new PinotException(
                        Kind.REFUSED,
                        "Table "
                                + name
                                + " does not consume after "
                                + atMost.toSeconds()
                                + " s: ./tickhouse pinot status names partitions that have stopped, the"
                                + " log of the Pinot server other reasons.");
            }
            Thread.sleep(ControllerApi.POLL.toMillis());
        }
    }

    /** The schema, or a missing node. */
    private JsonNode schema(String name) {
        String path = "/schemas/" + name;
        HttpResponse<String> response = api.exchange("GET", path, null);
        return response.statusCode() == 404
                ? JsonNodeFactory.instance.missingNode()
                : ControllerApi.parse(ControllerApi.accepted("GET", path, response));
    }

    /** Pinot cannot change the type of an existing column. */
    static void refuseOtherTypes(String name, JsonNode current, JsonNode wanted) {
        Map<String, String> types = types(wanted);
        types(current)
                .forEach(
                        (column, type) -> {
                            String now = types.getOrDefault(column, type);
                            if (!now.equals(type)) {
                                throw new PinotException(
                                        Kind.REFUSED,
                                        ("Table %s is of an earlier version: its column %s is %s,"
                                                        + " now %s. Delete the tables (./tickhouse pinot"
                                                        + " delete) and apply again; Pinot then reads what the"
                                                        + " topic still has.")
                                                .formatted(name, column, type, now));
                            }
                        });
    }

    private static Map<String, String> types(JsonNode schema) {
        Map<String, String> types = new TreeMap<>();
        for (String kind :
                List.of("dimensionFieldSpecs", "metricFieldSpecs", "dateTimeFieldSpecs")) {
            for (JsonNode field : schema.path(kind)) {
                types.put(field.path("name").asText(), field.path("dataType").asText());
            }
        }
        return types;
    }

    /** The table's configuration, or null. */
    private JsonNode table(String name) {
        String path = "/tables/" + name;
        HttpResponse<String> response = api.exchange("GET", path, null);
        return response.statusCode() == 404
                ? null
                : ControllerApi.parse(ControllerApi.accepted("GET", path, response))
                        .get("REALTIME");
    }

    private static String topic(JsonNode table) {
        return table.path("tableIndexConfig")
                .path("streamConfigs")
                .path("stream.kafka.topic.name")
                .asText();
    }

    private static boolean dedups(JsonNode table) {
        return table.path("dedupConfig").path("dedupEnabled").asBoolean();
    }

    /**
     * Whether the actual document contains everything wanted. Pinot adds its own defaults, and the
     * type to the table's name. Lists must be equal item by item.
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
}
