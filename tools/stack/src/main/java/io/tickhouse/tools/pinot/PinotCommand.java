package io.tickhouse.tools.pinot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import io.tickhouse.pinot.PinotTables;
import io.tickhouse.pinot.PinotTables.Consumption;
import io.tickhouse.pinot.PinotTables.Hole;
import io.tickhouse.tools.HttpUrl;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.topics.BrokerOption;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Creates, deletes and shows the tables of {@code pinot/} in a running Pinot. */
@Command(
        name = "pinot",
        mixinStandardHelpOptions = true,
        description = "Apply, delete or show the Pinot schemas and tables.",
        subcommands = {
            PinotCommand.Apply.class,
            PinotCommand.Delete.class,
            PinotCommand.Status.class
        },
        footer = "%nExample:%n  ./tickhouse pinot apply")
public final class PinotCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say apply, delete or status.");
    }

    /** The option for the controller's address. */
    static final class Controller {

        @Mixin private Workspace workspace;

        @Option(
                names = "--controller",
                paramLabel = "URL",
                description = "Pinot controller (default: the one of the local stack).")
        private String controller;

        PinotTables tables() {
            return new PinotTables(address());
        }

        URI address() {
            return controller == null
                    ? URI.create(workspace.endpoints().pinotController())
                    : HttpUrl.of("--controller", controller);
        }
    }

    /** Creates what is missing and updates what differs. */
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description =
                    "Create or update the schemas and tables; a second run changes nothing. Name"
                            + " Kafka as the Pinot servers reach it. Everything else that its"
                            + " clients need becomes part of the tables, including secrets.",
            footer = {
                "%nExamples:%n  ./tickhouse pinot apply --flush-rows 5000",
                "  ./tickhouse pinot apply --analytics"
            })
    static final class Apply implements Callable<Integer> {

        private static final int RETENTION_DAYS = 7;

        /** Each bar costs heap as long as its segment is kept (pinot/README.md). */
        private static final int BARS_RETENTION_DAYS = 2;

        @Mixin private Controller controller;
        @Spec private CommandSpec spec;

        @Mixin private BrokerOption kafka;

        @Option(
                names = "--dest-topic",
                defaultValue = "flattened_stocks",
                description =
                        "Topic of the trades; each other kind has its own, such as TOPIC_quotes"
                                + " (default ${DEFAULT-VALUE}).")
        private String topic;

        @Option(
                names = "--analytics",
                description =
                        "Also make "
                                + TableFiles.BARS
                                + ", with the newest version of each bar of the analytics job. Its"
                                + " topic must exist; submit analytics makes it.")
        private boolean analytics;

        @Option(
                names = "--bars-topic",
                paramLabel = "NAME",
                defaultValue = "analytics",
                description =
                        "With --analytics: how the names of the job's topics begin (default"
                                + " ${DEFAULT-VALUE}).")
        private String barsTopic;

        @Option(
                names = "--dedup",
                description =
                        "Drop rows whose src was seen, for at-least-once delivery; costs heap for"
                                + " every row (pinot/README.md). It has no effect on bars of"
                                + " --analytics.")
        private boolean dedup;

        @Option(
                names = "--flush-rows",
                defaultValue = "50000",
                description =
                        "Rows of a table in memory that become a segment (default"
                                + " ${DEFAULT-VALUE}).")
        private int flushRows;

        @Option(
                names = "--retention-days",
                description =
                        "Pinot drops segments whose rows are all older (default 7, and 2 for bars"
                                + " of --analytics).")
        private Integer retentionDays;

        @Option(
                names = "--on-missing-offsets",
                paramLabel = "fail|earliest",
                defaultValue = "fail",
                converter = MissingOffsetsConverter.class,
                description =
                        "What to do if Kafka no longer has the next offset of a table. fail: stop"
                                + " that partition, and pinot status names the offsets. earliest:"
                                + " go on with the oldest offset that is left (default"
                                + " ${DEFAULT-VALUE}).")
        private TableFiles.MissingOffsets missingOffsets;

        @Option(
                names = "--wait",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description =
                        "How long the tables may take to consume; 0 does not wait (default"
                                + " ${DEFAULT-VALUE}).")
        private int wait;

        @Override
        public Integer call() throws InterruptedException {
            if (flushRows < 1 || (retentionDays != null && retentionDays < 1) || wait < 0) {
                throw UserError.badUsage(
                        "--flush-rows and --retention-days are at least 1, --wait at least 0.");
            }
            TableFiles files = new TableFiles(controller.workspace.projectRoot().resolve("pinot"));
            Map<String, String> documents = documents(files);
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            PinotTables tables =
                    new PinotTables(
                            controller.address(),
                            line -> {
                                err.println(line);
                                err.flush();
                            });
            try {
                for (Map.Entry<String, String> table : documents.entrySet()) {
                    String name = table.getKey();
                    String change =
                            tables.apply(files.schema(name), table.getValue())
                                    .name()
                                    .toLowerCase(Locale.ROOT);
                    out.println(name + " " + change);
                    out.flush();
                }
                if (wait > 0) {
                    for (String name : documents.keySet()) {
                        tables.awaitConsuming(name, Duration.ofSeconds(wait));
                    }
                }
            } catch (PinotException e) {
                throw PinotErrors.explained(e);
            }
            return 0;
        }

        /** The tables to be, by name. */
        private Map<String, String> documents(TableFiles files) {
            Map<String, String> client = new HashMap<>();
            kafka.clientProperties(controller.workspace)
                    .forEach((key, value) -> client.put((String) key, String.valueOf(value)));
            Map<String, String> documents = new LinkedHashMap<>();
            TableFiles.Settings ofKinds = settings(client, topic, RETENTION_DAYS);
            for (String name : TableFiles.TABLES) {
                documents.put(
                        name, dedup ? files.dedupTable(name, ofKinds) : files.table(name, ofKinds));
            }
            if (analytics) {
                documents.put(
                        TableFiles.BARS,
                        files.table(
                                TableFiles.BARS, settings(client, barsTopic, BARS_RETENTION_DAYS)));
            }
            return documents;
        }

        private TableFiles.Settings settings(
                Map<String, String> client, String name, int standardRetention) {
            return new TableFiles.Settings(
                    client,
                    name,
                    flushRows,
                    retentionDays == null ? standardRetention : retentionDays,
                    missingOffsets);
        }
    }

    private static final class MissingOffsetsConverter
            implements ITypeConverter<TableFiles.MissingOffsets> {
        @Override
        public TableFiles.MissingOffsets convert(String text) {
            for (TableFiles.MissingOffsets choice : TableFiles.MissingOffsets.values()) {
                if (choice.toString().equals(text)) {
                    return choice;
                }
            }
            throw new TypeConversionException("'" + text + "' is not fail or earliest");
        }
    }

    /** Deletes the tables with their data. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Delete the tables, with their data, and the schemas.",
            footer = "%nExample:%n  ./tickhouse pinot delete")
    static final class Delete implements Callable<Integer> {

        @Mixin private Controller controller;
        @Spec private CommandSpec spec;

        @Override
        public Integer call() {
            PinotTables tables = controller.tables();
            PrintWriter out = spec.commandLine().getOut();
            try {
                for (String name : TableFiles.ALL) {
                    out.println(name + (tables.delete(name) ? " deleted" : " was not there"));
                    out.flush();
                }
            } catch (PinotException e) {
                throw PinotErrors.explained(e);
            }
            return 0;
        }
    }

    /**
     * Shows rows and consumption by table; exit code 1 unless all tables exist, consume and miss no
     * rows. The table of bars need not exist.
     */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description =
                    "Show the rows and the consumed offsets of each table, and what it could not"
                            + " read. Exit code 1 if anything is wrong.",
            footer = "%nExample:%n  ./tickhouse pinot status --json")
    static final class Status implements Callable<Integer> {

        private static final ObjectMapper JSON = new ObjectMapper();

        @Mixin private Controller controller;
        @Spec private CommandSpec spec;

        @Option(
                names = "--broker",
                paramLabel = "HOST:PORT",
                description = "Pinot broker (default: the one of the local stack).")
        private String broker;

        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        private record TableStatus(
                String name,
                boolean exists,
                boolean paused,
                long rows,
                List<Consumption> at,
                List<Hole> holes) {

            boolean isWell() {
                return !paused
                        && !at.isEmpty()
                        && at.stream().allMatch(Consumption::consumes)
                        && holes.isEmpty();
            }
        }

        @Override
        public Integer call() {
            String address =
                    broker == null ? controller.workspace.endpoints().pinotBroker() : broker;
            PinotTables tables = controller.tables();
            try (PinotClient client = PinotClient.of(address)) {
                List<TableStatus> all =
                        TableFiles.ALL.stream()
                                .filter(n -> !n.equals(TableFiles.BARS) || tables.exists(n))
                                .map(n -> status(tables, client, n))
                                .toList();
                PrintWriter out = spec.commandLine().getOut();
                if (json) {
                    out.println(toJson(all));
                } else {
                    all.forEach(table -> print(out, table));
                }
                out.flush();
                return all.stream().allMatch(TableStatus::isWell) ? 0 : 1;
            } catch (PinotException e) {
                throw PinotErrors.explained(e);
            }
        }

        private static TableStatus status(PinotTables tables, PinotClient client, String name) {
            if (!tables.exists(name)) {
                return new TableStatus(name, false, false, 0, List.of(), List.of());
            }
            long rows = client.query("SELECT COUNT(*) FROM " + name).onlyLong();
            return new TableStatus(
                    name,
                    true,
                    tables.isPaused(name),
                    rows,
                    tables.consumption(name),
                    tables.holes(name));
        }

        private void print(PrintWriter out, TableStatus table) {
            if (!table.exists()) {
                out.printf("%-28s not created%n", table.name());
                return;
            }
            StringBuilder at = new StringBuilder();
            for (Consumption c : table.at()) {
                at.append("  partition ").append(c.partition()).append(" at ").append(c.offset());
                if (!c.consumes()) {
                    at.append(" (").append(c.state()).append(')');
                }
            }
            out.printf(
                    "%-28s %,d rows%s%n",
                    table.name(), table.rows(), at.isEmpty() ? "  consumes nothing" : at);
            if (table.paused()) {
                out.println(
                        controller.workspace.hints(
                                "  paused: it reads no new rows until ./tickhouse pinot apply"
                                        + (table.name().equals(TableFiles.BARS)
                                                ? " --analytics"
                                                : "")));
            }
            for (Consumption c : table.at()) {
                if (c.reason() != null) {
                    out.printf(
                            "  partition %d has stopped: %s. Within the hour Pinot goes on from the"
                                    + " oldest record that Kafka has.%n",
                            c.partition(), c.reason());
                }
            }
            for (Hole hole : table.holes()) {
                out.printf(
                        "  partition %d: offsets %d to %d were gone from Kafka before Pinot read"
                                + " them, and their rows are not in this table.%n",
                        hole.partition(), hole.from(), hole.to() - 1);
            }
        }

        private static String toJson(List<TableStatus> all) {
            ArrayNode array = JSON.createArrayNode();
            for (TableStatus table : all) {
                ObjectNode node = array.addObject();
                node.put("table", table.name());
                node.put("exists", table.exists());
                node.put(
                        "consuming",
                        !table.at().isEmpty()
                                && table.at().stream().allMatch(Consumption::consumes));
                node.put("paused", table.paused());
                node.put("rows", table.rows());
                ObjectNode offsets = node.putObject("offsets");
                for (Consumption c : table.at()) {
                    offsets.put(Integer.toString(c.partition()), c.offset());
                }
                ObjectNode stopped = node.putObject("stopped");
                for (Consumption c : table.at()) {
                    if (c.reason() != null) {
                        stopped.put(Integer.toString(c.partition()), c.reason());
                    }
                }
                ArrayNode missing = node.putArray("missing");
                for (Hole hole : table.holes()) {
                    missing.addObject()
                            .put("partition", hole.partition())
                            .put("from", hole.from())
                            .put("to", hole.to() - 1);
                }
            }
            try {
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e); // a tree is always writable
            }
        }
    }
}
