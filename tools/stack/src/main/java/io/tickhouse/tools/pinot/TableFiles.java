package io.tickhouse.tools.pinot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;

/** The schema and table documents of {@code pinot/}, with their placeholders filled in. */
public final class TableFiles {

    /** The tables, each of the topic of its name. */
    static final List<String> TABLES = new TopicNames("flattened_stocks").all();

    /** The table of the newest version of each bar, of the topic that the analytics job writes. */
    static final String BARS = "analytics_bars";

    static final List<String> ALL = Stream.concat(TABLES.stream(), Stream.of(BARS)).toList();

    /**
     * Values for the placeholders.
     *
     * @param kafka properties of the Kafka clients of the Pinot servers; {@code bootstrap.servers}
     *     is required. All become part of the table, including secrets
     * @param topic of the trades, to which the other kinds add their suffix. For {@link
     *     TableFiles#BARS}: how the names of the topics of analytics begin
     * @param flushRows rows in memory, over all partitions of a table, at which they become a
     *     segment
     * @param retentionDays age of the newest row of a segment at which Pinot drops the segment
     * @param missingOffsets what Pinot does at offsets that Kafka no longer has
     */
    public record Settings(
            Map<String, String> kafka,
            String topic,
            int flushRows,
            int retentionDays,
            MissingOffsets missingOffsets) {}

    /** What a table does if Kafka no longer has the next offset. */
    public enum MissingOffsets {
        /** It stops, and {@code pinot status} shows the offsets. */
        FAIL("none"),
        /** It continues from the oldest available offset, and leaves no trace. */
        EARLIEST("earliest");

        /** For the Kafka client: Pinot passes every key of the stream on to it unchanged. */
        private final String reset;

        MissingOffsets(String reset) {
            this.reset = reset;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** Documents below this folder of a checkout. */
    public TableFiles(Path folder) {
        this.folder = folder;
    }

    String schema(String table) {
        return read("schemas", table);
    }

    String table(String table, Settings settings) {
        Map<String, String> client = new TreeMap<>(settings.kafka());
        String brokers = client.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        String document =
                read("tables", table)
                        .replace("${KAFKA_BROKERS}", brokers)
                        .replace("${TOPIC}", settings.topic())
                        .replace("${MISSING_OFFSETS}", settings.missingOffsets().reset)
                        .replace("${FLUSH_ROWS}", Integer.toString(settings.flushRows()))
                        .replace("${RETENTION_DAYS}", Integer.toString(settings.retentionDays()));
        return client.isEmpty() ? document : withClient(document, client);
    }

    /**
     * Adds client properties to the stream. Pinot passes every key on to its Kafka client; keys of
     * the document win.
     */
    private static String withClient(String document, Map<String, String> client) {
        ObjectNode all = parsed(document);
        ObjectNode stream = all.withObject("/tableIndexConfig/streamConfigs");
        client.forEach(
                (key, value) -> {
                    if (!stream.has(key)) {
                        stream.put(key, value);
                    }
                });
        return all.toPrettyString();
    }

    /**
     * The table, set to drop rows whose {@code src} it has already seen. A source coordinate has
     * one symbol and the topic is keyed by symbol. So all copies of a row are in one partition,
     * which is where Pinot looks for them.
     */
    String dedupTable(String table, Settings settings) {
        ObjectNode document = parsed(table(table, settings));
        document.putObject("dedupConfig").put("dedupEnabled", true).put("hashFunction", "NONE");
        document.putObject("routing").put("instanceSelectorType", "strictReplicaGroup");
        return document.toString();
    }

    /** The schema of a table under another name. */
    public String schemaAs(String name, String table) {
        return parsed(schema(table)).put("schemaName", name).toString();
    }

    /** A table under another name, next to the standard ones. */
    public String tableAs(String name, String table, Settings settings) {
        ObjectNode document = parsed(table(table, settings)).put("tableName", name);
        document.withObject("/segmentsConfig").put("schemaName", name);
        return document.toString();
    }

    private static ObjectNode parsed(String document) {
        try {
            return (ObjectNode) JSON.readTree(document);
        } catch (IOException e) {
            throw UserError.failed("A document of pinot/ is not JSON: " + e, e);
        }
    }

    private String read(String kind, String table) {
        Path file = folder.resolve(kind).resolve(table + ".json");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw UserError.failed(
                    "Cannot read " + file + ": run the command from a complete checkout.", e);
        }
    }
}
