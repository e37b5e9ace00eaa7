package io.tickhouse.tools.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.HttpUrl;
import io.tickhouse.tools.Patience;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.audit.AuditOptions.OutputMode;
import io.tickhouse.tools.audit.AuditOptions.Pinot;
import io.tickhouse.tools.audit.AuditReport.PinotTable;
import io.tickhouse.tools.audit.AuditReport.Side;
import io.tickhouse.tools.lake.CatalogOption;
import io.tickhouse.tools.topics.BrokerOption;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks whether every raw element arrived exactly once. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description =
                "Check that every raw element is in Iceberg and the flattened topics, or in the"
                        + " dead letters, exactly once. Exit code 0 if so and Pinot agrees; 1 if"
                        + " not, or if there is nothing to audit.",
        footer = {
            "%nExample:%n  ./tickhouse audit --wait 60",
            "%nServices not named are those of the local stack."
        })
public final class AuditCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;
    @Mixin private CatalogOption catalog;

    @Option(
            names = "--source-topic",
            defaultValue = "iex_data",
            description = "Raw topic (default ${DEFAULT-VALUE}).")
    private String sourceTopic;

    @Option(
            names = "--dead-letter-topic",
            paramLabel = "TOPIC",
            description =
                    "Topic of the dead letters (default: the raw topic's name and"
                            + " _dead_letters).")
    private String deadLetterTopic;

    @Option(
            names = "--dest-topic",
            defaultValue = "flattened_stocks",
            description =
                    "Topic of trades; the other kinds add a suffix (default ${DEFAULT-VALUE}).")
    private String destTopic;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.flattened_stocks",
            description =
                    "Table of trades; the other kinds add a suffix (default ${DEFAULT-VALUE}).")
    private String icebergTable;

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

    @Option(
            names = "--pinot-broker",
            paramLabel = "HOST:PORT",
            description = "Pinot's broker, which is asked for rows.")
    private String pinotBroker;

    @Option(
            names = "--pinot-controller",
            paramLabel = "URL",
            description = "Pinot's controller, which knows the table of each topic.")
    private String pinotController;

    @Option(names = "--no-pinot", description = "Leave Pinot out.")
    private boolean noPinot;

    @Option(
            names = "--at-least",
            paramLabel = "N",
            description =
                    "How many elements and broken records a clean audit must have (default 1):"
                            + " fewer prove nothing.")
    private Long atLeast;

    @Option(
            names = "--allow-empty",
            description = "Exit with 0 if there is nothing to audit; the same as --at-least 0.")
    private boolean allowEmpty;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "How long to repeat until all agree, and to wait for a service that does not"
                            + " answer (default ${DEFAULT-VALUE}).")
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
                            err.println(workspace.hints(line));
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
        Duration patience = Patience.of(Duration.ofSeconds(wait));
        if (allowEmpty && atLeast != null) {
            throw UserError.badUsage("Give --allow-empty or --at-least, not both.");
        }
        if (atLeast != null && atLeast < 0) {
            throw UserError.badUsage("--at-least takes a number, 0 or more, not " + atLeast + ".");
        }
        long enough = atLeast == null ? 1 : atLeast;
        return new AuditOptions(
                broker.clientProperties(workspace),
                sourceTopic,
                deadLetterTopic == null ? TopicNames.deadLetters(sourceTopic) : deadLetterTopic,
                destTopic,
                icebergTable,
                catalog.settings(workspace),
                choice("--output-mode", outputMode, OutputMode.class),
                choice("--delivery", delivery, Delivery.class),
                noPinot ? null : pinot(),
                time("--since", since),
                time("--until", until),
                allowEmpty ? 0 : enough,
                patience);
    }

    private Pinot pinot() {
        if ((pinotBroker == null) != (pinotController == null)) {
            throw UserError.badUsage(
                    "Name both --pinot-broker and --pinot-controller, or neither for those of the"
                            + " local stack.");
        }
        Endpoints local = workspace.endpoints();
        return pinotBroker == null
                ? new Pinot(local.pinotBroker(), URI.create(local.pinotController()))
                : new Pinot(pinotBroker, HttpUrl.of("--pinot-controller", pinotController));
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

    private void print(AuditReport report, PrintWriter out) {
        out.printf(
                "%s: %,d records, %,d elements, %,d broken records, %,d empty arrays%n",
                report.sourceTopic(),
                report.records(),
                report.elements(),
                report.brokenRecords(),
                report.emptyArrays());
        for (Side side : report.sides()) {
            out.printf(
                    "%-18s %,14d found  %,d missing  %,d duplicates%s%s%n",
                    side.name(),
                    side.found(),
                    side.missing(),
                    side.duplicates(),
                    side.duplicatesTolerated() && side.duplicates() > 0 ? " (tolerated)" : "",
                    others(side));
            printList(out, "missing", side.firstMissing());
            printList(out, "duplicates", side.firstDuplicates());
            printList(out, "unknown to the raw topic", side.firstForeign());
            printList(out, "of another kind", side.firstMisplaced());
            printList(out, "row and dead letter", side.firstAlsoDeadLetters());
        }
        for (PinotTable table : report.pinot()) {
            out.printf("pinot %s: %,d rows%s%n", table.table(), table.rows(), verdictOn(table));
            printList(out, "missing", table.firstMissing());
            printList(out, "duplicates", table.firstDuplicates());
            printList(out, "not in the topic", table.firstExtra());
        }
        report.faults().forEach(out::println);
        report.notes().forEach(out::println);
        out.printf("%s (%.1f s)%n", report.verdict(), report.seconds());
    }

    private String verdictOn(PinotTable table) {
        if (table.agrees()) {
            return ", as in topic " + table.topic();
        }
        if (!table.comment().isEmpty()) {
            return ": " + workspace.hints(table.comment());
        }
        StringBuilder faults = new StringBuilder(", but next to topic " + table.topic());
        append(faults, table.missing(), "missing");
        append(faults, table.duplicates(), "duplicates");
        append(faults, table.extra(), "not in the topic");
        return faults.toString();
    }

    private static String others(Side side) {
        StringBuilder others = new StringBuilder();
        append(others, side.foreign(), "unknown to the raw topic");
        append(others, side.older(), "of them older than the raw topic");
        append(others, side.misplaced(), "in the place of another kind");
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
