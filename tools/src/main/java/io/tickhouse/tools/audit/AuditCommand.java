package io.tickhouse.tools.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.audit.AuditOptions.Delivery;
import io.tickhouse.tools.audit.AuditOptions.OutputMode;
import io.tickhouse.tools.audit.AuditReport.PinotCount;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proves, or disproves, that every raw element arrived exactly once. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description =
                "Look for every raw element in Iceberg, the flattened topics and the dead letters:"
                        + " exactly once. Exit code 0 if so and Pinot agrees, 1 if not.",
        footer = {
            "%nExample:%n  ./tickhouse audit --wait 60",
            "%nServices not named are those of the local stack."
        })
public final class AuditCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin private Workspace workspace;
    @Spec private CommandSpec spec;

    @Option(names = "--kafka-brokers", paramLabel = "HOST:PORT", description = "Kafka.")
    private String brokers;

    @Option(
            names = "--source-topic",
            defaultValue = "iex_data",
            description = "Raw topic (default ${DEFAULT-VALUE}).")
    private String sourceTopic;

    @Option(
            names = "--dest-topic",
            defaultValue = "flattened_stocks",
            description =
                    "Topic of trades; quotes and bars add a suffix (default ${DEFAULT-VALUE}).")
    private String destTopic;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.flattened_stocks",
            description =
                    "Table of trades; quotes and bars add a suffix (default ${DEFAULT-VALUE}).")
    private String icebergTable;

    @Option(
            names = "--catalog-type",
            paramLabel = "rest|jdbc|hadoop",
            defaultValue = "rest",
            description = "Kind of catalog (default ${DEFAULT-VALUE}).")
    private String catalogType;

    @Option(
            names = "--catalog-uri",
            paramLabel = "URI",
            description = "REST server, or JDBC URL of the catalog's database.")
    private String catalogUri;

    @Option(names = "--iceberg-warehouse", paramLabel = "URI", description = "The warehouse.")
    private String warehouse;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "S3 store.")
    private String s3Endpoint;

    @Option(
            names = "--s3-access-key",
            paramLabel = "KEY",
            description = "Access key; better in the variable S3_ACCESS_KEY.")
    private String s3AccessKey;

    @Option(
            names = "--s3-secret-key",
            paramLabel = "KEY",
            description = "Secret key; better in the variable S3_SECRET_KEY.")
    private String s3SecretKey;

    @Option(
            names = "--catalog-property",
            paramLabel = "KEY=VALUE",
            description = "Any property of the catalog and its file access; can be repeated.")
    private Map<String, String> catalogProperties = new LinkedHashMap<>();

    @Option(
            names = "--output-mode",
            paramLabel = "both|kafka-only|iceberg-only",
            defaultValue = "both",
            description = "Which sides the job writes (default ${DEFAULT-VALUE}).")
    private String outputMode;

    @Option(
            names = "--delivery",
            paramLabel = "exactly-once|at-least-once",
            defaultValue = "exactly-once",
            description =
                    "at-least-once tolerates repeats in Kafka and counts them (default"
                            + " ${DEFAULT-VALUE}).")
    private String delivery;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Leave out raw records before this RFC 3339 time, by Kafka's timestamp.")
    private String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Leave out raw records from this time on; default: the end as it is now.")
    private String until;

    @Option(names = "--pinot-broker", paramLabel = "HOST:PORT", description = "Pinot.")
    private String pinotBroker;

    @Option(names = "--no-pinot", description = "Leave Pinot out.")
    private boolean noPinot;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long to repeat until all agree (default ${DEFAULT-VALUE}).")
    private long wait;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        PrintWriter err = spec.commandLine().getErr();
        AuditReport report =
                Audit.run(
                        options(),
                        line -> {
                            err.println(line);
                            err.flush();
                        });
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode document = JSON.valueToTree(report);
            document.put("clean", report.clean());
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } else {
            print(report, out);
        }
        out.flush();
        return report.clean() ? 0 : 1;
    }

    private AuditOptions options() {
        if (wait < 0) {
            throw UserError.badUsage("--wait takes seconds, 0 or more, not " + wait + ".");
        }
        Endpoints local = workspace.endpoints();
        CatalogSettings.Type type =
                choice("--catalog-type", catalogType, CatalogSettings.Type.class);
        String uri = catalogUri;
        if (uri == null && type == CatalogSettings.Type.REST) {
            uri = local.catalog();
        }
        if (uri == null && type == CatalogSettings.Type.JDBC) {
            throw UserError.badUsage("--catalog-type jdbc needs --catalog-uri jdbc:...");
        }
        CatalogSettings catalog =
                new CatalogSettings(
                        type,
                        uri,
                        or(warehouse, local.warehouse()),
                        or(s3Endpoint, local.s3()),
                        or(or(s3AccessKey, System.getenv("S3_ACCESS_KEY")), local.s3AccessKey()),
                        or(or(s3SecretKey, System.getenv("S3_SECRET_KEY")), local.s3SecretKey()),
                        catalogProperties);
        return new AuditOptions(
                or(brokers, local.kafka()),
                sourceTopic,
                destTopic,
                icebergTable,
                catalog,
                choice("--output-mode", outputMode, OutputMode.class),
                choice("--delivery", delivery, Delivery.class),
                noPinot ? null : or(pinotBroker, local.pinotBroker()),
                time("--since", since),
                time("--until", until),
                Duration.ofSeconds(wait));
    }

    private static String or(String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    private static <E extends Enum<E>> E choice(String option, String value, Class<E> type) {
        for (E each : type.getEnumConstants()) {
            if (spelled(each).equals(value.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        List<String> all =
                Arrays.stream(type.getEnumConstants()).map(AuditCommand::spelled).toList();
        throw UserError.badUsage(
                option + " is one of " + String.join(", ", all) + ", not " + value + ".");
    }

    private static String spelled(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Instant time(String option, String value) {
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw UserError.badUsage(
                    option + " takes a time such as 2025-11-13T14:30:00Z, not " + value + ".");
        }
    }

    private static void print(AuditReport report, PrintWriter out) {
        out.printf(
                "%s: %,d records, %,d elements, %,d broken records, %,d empty arrays%n",
                report.sourceTopic(),
                report.records(),
                report.elements(),
                report.brokenRecords(),
                report.emptyArrays());
        for (Side side : report.sides()) {
            out.printf(
                    "%-18s %,14d found  %,d missing  %,d doubled%s%s%n",
                    side.name(),
                    side.found(),
                    side.missing(),
                    side.doubled(),
                    side.doublesTolerated() && side.doubled() > 0 ? " (tolerated)" : "",
                    others(side));
            printList(out, "missing", side.firstMissing());
            printList(out, "doubled", side.firstDoubled());
            printList(out, "unknown to the raw topic", side.firstForeign());
            printList(out, "row and dead letter", side.firstAlsoDeadLetters());
        }
        for (PinotCount count : report.pinot()) {
            out.printf("pinot %s: %,d rows%s%n", count.table(), count.rows(), verdictOn(count));
        }
        report.notes().forEach(out::println);
        String verdict = report.clean() ? verdict(report) : "NOT CLEAN: see above";
        out.printf("%s (%.1f s)%n", verdict, report.seconds());
    }

    private static String verdict(AuditReport report) {
        return report.sides().stream().anyMatch(side -> side.doubled() > 0)
                ? "Clean: every element arrived, some more than once"
                : "Clean: every element arrived exactly once";
    }

    private static String verdictOn(PinotCount count) {
        if (count.agrees()) {
            return ", as in its topic";
        }
        return count.comment().isEmpty()
                ? String.format(", but its topic has %,d different ones", count.expected())
                : ": " + count.comment();
    }

    private static String others(Side side) {
        StringBuilder others = new StringBuilder();
        append(others, side.foreign(), "unknown to the raw topic");
        append(others, side.alsoDeadLetters(), "row and dead letter");
        append(others, side.unreadable(), "without coordinate");
        append(others, side.outside(), "outside of the range");
        return others.toString();
    }

    private static void append(StringBuilder to, long count, String what) {
        if (count > 0) {
            to.append(String.format("  %,d %s", count, what));
        }
    }

    private static void printList(PrintWriter out, String what, List<String> coordinates) {
        if (!coordinates.isEmpty()) {
            out.println("  first " + what + ": " + String.join(" ", coordinates));
        }
    }
}
