package io.tickhouse.tools.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Kind;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.ColumnType;
import io.tickhouse.tools.NamedQueries;
import io.tickhouse.tools.NamedQueries.NamedQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks the documents of {@code pinot/} against each other and against what the flatten rule
 * writes.
 */
class PinotFilesTest {

    private static final List<String> TABLES = TableFiles.TABLES;
    private static final List<String> ALL = TableFiles.ALL;
    private static final TopicNames TOPICS = new TopicNames("flattened_stocks");
    private static final Path FOLDER = Path.of("../..", "pinot");
    private static final TableFiles.Settings SETTINGS =
            settings(Map.of("bootstrap.servers", "kafka:9092"), TableFiles.MissingOffsets.FAIL);

    private final ObjectMapper json = new ObjectMapper();
    private final TableFiles files = new TableFiles(FOLDER);

    @ParameterizedTest
    @FieldSource("TABLES")
    void everyTableReadsItsOwnTopicCommittedOnlyAndHasItsSchema(String name) throws IOException {
        JsonNode table = json.readTree(files.table(name, SETTINGS));
        JsonNode schema = json.readTree(files.schema(name));
        JsonNode stream = table.path("tableIndexConfig").path("streamConfigs");
        String suffix = name.substring("flattened_stocks".length());

        assertThat(table.path("tableName").asText()).isEqualTo(name);
        assertThat(table.path("segmentsConfig").path("schemaName").asText()).isEqualTo(name);
        assertThat(schema.path("schemaName").asText()).isEqualTo(name);
        assertThat(stream.path("stream.kafka.isolation.level").asText())
                .isEqualTo("read_committed");
        assertThat(stream.path("stream.kafka.topic.name").asText()).isEqualTo("flat" + suffix);
        assertThat(stream.path("stream.kafka.broker.list").asText()).isEqualTo("kafka:9092");
        assertThat(stream.path("realtime.segment.flush.threshold.rows").asText()).isEqualTo("777");
        assertThat(table.path("segmentsConfig").path("retentionTimeValue").asText()).isEqualTo("7");
        assertThat(table.path("tableIndexConfig").path("nullHandlingEnabled").asBoolean()).isTrue();
        assertThat(table.toString()).doesNotContain("${");
        assertThat(table.has("dedupConfig")).isFalse();
        assertThat(columns(schema)).containsAll(indexedColumns(table));
    }

    /**
     * Pinot passes every key to its Kafka client unchanged, so a key with a prefix never gets
     * there.
     */
    @ParameterizedTest
    @FieldSource("ALL")
    void theKafkaClientOfATableDoesNotJumpOverMissingOffsets(String name) throws IOException {
        TableFiles.Settings earliest =
                settings(Map.of("bootstrap.servers", "k:1"), TableFiles.MissingOffsets.EARLIEST);

        assertThat(reset(files.table(name, SETTINGS))).isEqualTo("none");
        assertThat(reset(files.table(name, earliest))).isEqualTo("earliest");
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void aTableHasWhatASecuredKafkaNeedsAndKeepsItsOwnSettings(String name) throws IOException {
        String jaas = "org.apache.kafka.Login required user=\"a\" password=\"b,\\\"c$\";";
        TableFiles.Settings secured =
                settings(
                        Map.of(
                                "bootstrap.servers", "k:1",
                                "security.protocol", "SASL_SSL",
                                "sasl.jaas.config", jaas,
                                "auto.offset.reset", "latest"),
                        TableFiles.MissingOffsets.FAIL);

        JsonNode stream =
                json.readTree(files.table(name, secured))
                        .path("tableIndexConfig")
                        .path("streamConfigs");

        assertThat(stream.path("security.protocol").asText()).isEqualTo("SASL_SSL");
        assertThat(stream.path("sasl.jaas.config").asText()).isEqualTo(jaas);
        assertThat(stream.path("auto.offset.reset").asText()).isEqualTo("none");
        assertThat(stream.path("stream.kafka.broker.list").asText()).isEqualTo("k:1");
        assertThat(stream.has("bootstrap.servers")).isFalse();
    }

    private static TableFiles.Settings settings(
            Map<String, String> kafka, TableFiles.MissingOffsets missing) {
        return new TableFiles.Settings(kafka, "flat", 777, 7, missing);
    }

    private String reset(String table) throws IOException {
        return json.readTree(table)
                .path("tableIndexConfig")
                .path("streamConfigs")
                .path("auto.offset.reset")
                .asText();
    }

    /**
     * Pinot truncates a text at 512 characters unless told otherwise: two long symbols would become
     * one.
     */
    @ParameterizedTest
    @FieldSource("ALL")
    void noTextIsCutThatTheFlattenRuleTakes(String name) throws IOException {
        for (JsonNode field : json.readTree(files.schema(name)).path("dimensionFieldSpecs")) {
            if (field.path("dataType").asText().equals("STRING")) {
                assertThat(field.path("maxLength").asInt())
                        .as(field.path("name").asText())
                        .isGreaterThanOrEqualTo(4096);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("TABLES")
    void dedupIsBySourceCoordinate(String name) throws IOException {
        JsonNode table = json.readTree(files.dedupTable(name, SETTINGS));

        assertThat(table.path("dedupConfig").path("dedupEnabled").asBoolean()).isTrue();
        assertThat(table.path("routing").path("instanceSelectorType").asText())
                .isEqualTo("strictReplicaGroup");
        assertThat(json.readTree(files.schema(name)).path("primaryKeyColumns"))
                .extracting(JsonNode::asText)
                .containsExactly("src");
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void anAbsentNumberIsNeverZero(String name) throws IOException {
        JsonNode schema = json.readTree(files.schema(name));

        for (JsonNode metric : schema.path("metricFieldSpecs")) {
            String expected =
                    metric.path("dataType").asText().equals("LONG")
                            ? Long.toString(Long.MIN_VALUE)
                            : "NaN";
            assertThat(metric.path("defaultNullValue").asText())
                    .as(metric.path("name").asText())
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasATableWithItsFields(Kind kind) throws IOException {
        JsonNode schema = json.readTree(files.schema(TOPICS.of(kind)));
        List<String> wanted = new ArrayList<>(List.of("timestamp_ns", "src"));
        kind.fields().forEach(field -> wanted.add(field.flatKey()));

        assertThat(TABLES).contains(TOPICS.of(kind));
        assertThat(columns(schema)).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void theTableOfBarsHasTheColumnsOfTheTopic() throws IOException {
        JsonNode schema = json.readTree(files.schema(TableFiles.BARS));
        Map<String, String> types = new TreeMap<>();
        AnalyticsTable.BARS.columns().forEach(c -> types.put(c.name(), pinotType(c.type())));

        assertThat(types(schema)).isEqualTo(types);
    }

    private static String pinotType(ColumnType type) {
        return switch (type) {
            case TEXT, DATE -> "STRING";
            case INT -> "INT";
            case LONG, INSTANT -> "LONG";
            case BOOLEAN -> "BOOLEAN";
            case PRICE, AVERAGE, AMOUNT, DEVIATION -> "DOUBLE";
        };
    }

    /** Without a column to compare by, the last version to arrive would win among equal times. */
    @Test
    void ofEachBarTheHighestVersionCounts() throws IOException {
        JsonNode table = json.readTree(files.table(TableFiles.BARS, SETTINGS));
        JsonNode schema = json.readTree(files.schema(TableFiles.BARS));

        assertThat(schema.path("primaryKeyColumns"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(AnalyticsTable.BARS.key());
        assertThat(table.at("/upsertConfig/mode").asText()).isEqualTo("FULL");
        assertThat(table.at("/upsertConfig/comparisonColumn").asText()).isEqualTo("version");
        assertThat(table.at("/routing/instanceSelectorType").asText())
                .isEqualTo("strictReplicaGroup");
    }

    @Test
    void theTableOfBarsReadsTheTopicOfBarsCommittedOnly() throws IOException {
        JsonNode table = json.readTree(files.table(TableFiles.BARS, SETTINGS));
        JsonNode schema = json.readTree(files.schema(TableFiles.BARS));
        JsonNode stream = table.at("/tableIndexConfig/streamConfigs");

        assertThat(table.path("tableName").asText()).isEqualTo(TableFiles.BARS);
        assertThat(table.at("/segmentsConfig/schemaName").asText()).isEqualTo(TableFiles.BARS);
        assertThat(schema.path("schemaName").asText()).isEqualTo(TableFiles.BARS);
        assertThat(table.at("/segmentsConfig/timeColumnName").asText())
                .isEqualTo(AnalyticsTable.BARS.time());
        assertThat(stream.path("stream.kafka.topic.name").asText()).isEqualTo("flat_bars");
        assertThat(stream.path("stream.kafka.isolation.level").asText())
                .isEqualTo("read_committed");
        assertThat(table.toString()).doesNotContain("${");
        assertThat(columns(schema)).containsAll(indexedColumns(table));
    }

    /** Without it, Kubernetes would lack the file. */
    @ParameterizedTest
    @ValueSource(strings = {"schemas", "tables"})
    void theManifestsListEachDocument(String folder) throws IOException {
        List<String> documents = ALL.stream().map(name -> name + ".json").sorted().toList();

        assertThat(Files.readString(FOLDER.resolve(folder).resolve("kustomization.yaml")))
                .contains("      - " + String.join("\n      - ", documents) + "\n");
    }

    /** A server that stops waits for the fetch of one partition after the other, 5 s by default. */
    @ParameterizedTest
    @FieldSource("ALL")
    void aTableLetsGoOfASilentPartitionSoon(String name) throws IOException {
        JsonNode stream =
                json.readTree(files.table(name, SETTINGS)).at("/tableIndexConfig/streamConfigs");

        assertThat(stream.path("stream.kafka.fetch.timeout.millis").asInt()).isBetween(1, 1000);
    }

    @Test
    void namedQueriesAreDescribedStatementsOnExistingColumns() throws IOException {
        List<NamedQuery> queries = new NamedQueries(FOLDER.resolve("queries")).all();

        assertThat(queries)
                .extracting(NamedQuery::name)
                .contains(
                        "top-symbols",
                        "avg-price",
                        "price-range",
                        "last-hour",
                        "top-exchanges",
                        "minute-bars",
                        "price-percentiles",
                        "symbol-summary",
                        "vwap",
                        "latest");
        Pattern bareTimestamp = Pattern.compile("(?<![\"\\w])timestamp(?![\"\\w])");
        Pattern from = Pattern.compile("\\bFROM (\\w+)");
        Pattern madeTime = Pattern.compile("'\\d+:(\\w+):EPOCH', '\\d+:\\w+'\\) AS (\\w+)");
        for (NamedQuery query : queries) {
            assertThat(query.description()).as(query.name()).isNotBlank().endsWith(".");
            assertThat(query.sql()).as(query.name()).startsWith("SELECT").doesNotContain(";");
            assertThat(query.sql()).as(query.name()).containsPattern("\\bLIMIT \\d+$");
            assertThat(bareTimestamp.matcher(query.sql()).find()).as(query.name()).isFalse();
            assertThat(madeTime.matcher(query.sql()).results())
                    .as("the name of a time in %s tells its unit", query.name())
                    .allMatch(m -> m.group(1).equals("MILLISECONDS") && m.group(2).endsWith("_ms"));
            assertThat(from.matcher(query.sql()).results().map(m -> m.group(1)))
                    .as(query.name())
                    .isNotEmpty()
                    .allMatch(ALL::contains);
        }
    }

    private static Set<String> columns(JsonNode schema) {
        return types(schema).keySet();
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

    private static List<String> indexedColumns(JsonNode table) {
        List<String> names = new ArrayList<>();
        JsonNode index = table.path("tableIndexConfig");
        index.path("invertedIndexColumns").forEach(c -> names.add(c.asText()));
        index.path("noDictionaryColumns").forEach(c -> names.add(c.asText()));
        for (JsonNode tree : index.path("starTreeIndexConfigs")) {
            tree.path("dimensionsSplitOrder").forEach(c -> names.add(c.asText()));
            for (JsonNode pair : tree.path("functionColumnPairs")) {
                String column = pair.asText().split("__", 2)[1];
                if (!column.equals("*")) {
                    names.add(column);
                }
            }
        }
        names.add(table.path("segmentsConfig").path("timeColumnName").asText());
        return names;
    }
}
