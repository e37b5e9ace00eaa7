package io.tickhouse.tools.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.Printable;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.lake.CatalogOption;
import io.tickhouse.tools.topics.BrokerOption;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse compare}: checks whether two engines wrote the same. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Checks that topics and tables have the same rows, byte for byte or column by column."
                    + " In topics, every symbol must also have the same order within its source"
                    + " partition. Exit code 0 if so; 1 if not, or if there are no rows.",
            "Only committed records count, up to where each topic ends at the start."
        },
        footer = {
            "",
            "Examples:",
            "  ./tickhouse compare flattened_stocks flattened_stocks_streams oracle:iex_data",
            "  ./tickhouse compare iceberg:db.flattened_stocks oracle:iex_data",
            "  ./tickhouse compare iex_data_dead_letters oracle:iex_data --wait 60"
        })
public final class CompareCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;
    @Mixin private CatalogOption catalog;

    @Parameters(
            paramLabel = "SIDE",
            arity = "2..*",
            description = {
                "[oracle:][HOST:PORT/]TOPIC or iceberg:[CATALOG.]DB.TABLE, at least two. TOPIC is a"
                        + " flattened topic or one of dead letters. After oracle: it is a raw"
                        + " topic, and the side is what a second, slow implementation of the rule"
                        + " makes of it."
            })
    private List<String> sides;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description =
                    "What the sides hold: ${COMPLETION-CANDIDATES} (default: what the ends of their"
                            + " names say, such as _quotes or _dead_letters).")
    private String kind;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "10",
            description = "Differences to print in full (default ${DEFAULT-VALUE}).")
    private int show;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "How long to repeat until the sides are equal. It ends early when they cannot"
                            + " become equal (default ${DEFAULT-VALUE}).")
    private long wait;

    @Option(names = "--allow-empty", description = "Exit with 0, not with 1, if no side has a row.")
    private boolean allowEmpty;

    @Option(
            names = "--min-time",
            paramLabel = "TIME",
            defaultValue = "1971-01-01T00:00:00Z",
            description =
                    "For an oracle, what the job was given by this name (default"
                            + " ${DEFAULT-VALUE}).")
    private Instant minTime;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            defaultValue = "2200-01-01T00:00:00Z",
            description = "Likewise (default ${DEFAULT-VALUE}).")
    private Instant maxTime;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    private static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Contents.all().stream().map(Contents::spelled).iterator();
        }
    }

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        CompareOptions options =
                CompareOptions.of(broker.clientProperties(workspace))
                        .sides(sides.toArray(String[]::new))
                        .show(show)
                        .allowEmpty(allowEmpty)
                        .times(minTime, maxTime)
                        .patience(Duration.ofSeconds(wait));
        if (sides.stream().anyMatch(SideName::isTable)) {
            options.catalog(catalog.settings(workspace));
        }
        if (kind != null) {
            options.kind(Contents.named(kind));
        }
        PrintWriter err = spec.commandLine().getErr();
        CompareReport report =
                Comparison.run(
                        options,
                        line -> {
                            err.println(workspace.hints(line));
                            err.flush();
                        });
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? document(report) : report.summary());
        out.flush();
        if (report.empty() && !allowEmpty) {
            err.println(
                    "Look whether the engines run and the sides are the right ones, or say"
                            + " --allow-empty.");
        }
        return report.equal() && (allowEmpty || !report.empty()) ? 0 : 1;
    }

    static String document(CompareReport report) throws JsonProcessingException {
        ObjectNode document = JSON.valueToTree(report);
        document.put("kind", report.kind().constant());
        document.put("equal", report.equal());
        document.put("verdict", report.verdict());
        return Printable.json(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }
}
