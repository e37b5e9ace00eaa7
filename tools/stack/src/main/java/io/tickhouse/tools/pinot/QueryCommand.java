package io.tickhouse.tools.pinot;

import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.pinot.NamedQueries.NamedQuery;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a query on Pinot, given as SQL or by its name. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "Run SQL, or a query of pinot/queries by its name, on Pinot.",
        footer = {
            "%nExample:%n  ./tickhouse query top-symbols",
            "  ./tickhouse query \"SELECT S, MAX(p) FROM flattened_stocks GROUP BY S\"",
            "%nNames are case-sensitive (S is the symbol, s the size); \"timestamp\" and \"as\""
                    + " need double quotes. Pinot returns 10 rows unless LIMIT says more."
        })
public final class QueryCommand implements Callable<Integer> {

    @Mixin private Workspace workspace;
    @Spec private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SQL|NAME", description = "What to run.")
    private String query;

    @Option(names = "--list", description = "List the named queries.")
    private boolean list;

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            defaultValue = "table",
            description = "How to print the rows (default ${DEFAULT-VALUE}).")
    private String format;

    @Option(names = "--json", description = "Short for --format json.")
    private boolean json;

    @Option(
            names = "--broker",
            paramLabel = "HOST:PORT",
            description = "Pinot broker (default: the one of the local stack).")
    private String broker;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        NamedQueries named = new NamedQueries(workspace.projectRoot().resolve("pinot/queries"));
        if (list) {
            for (NamedQuery each : named.all()) {
                out.printf("%-18s %s%n", each.name(), each.description());
            }
            out.flush();
            return 0;
        }
        ResultFormat printer = json ? ResultFormat.JSON : ResultFormat.named(format);
        String sql = sql(named);
        String address = broker == null ? workspace.endpoints().pinotBroker() : broker;
        try (PinotClient client = PinotClient.of(address)) {
            out.print(printer.print(client.query(sql)));
            out.flush();
            return 0;
        } catch (PinotException e) {
            throw PinotErrors.explained(e);
        }
    }

    private String sql(NamedQueries named) {
        if (query == null || query.isBlank()) {
            throw UserError.badUsage("Give SQL or the name of a query; --list shows the names.");
        }
        // A statement contains white space, a name does not.
        if (query.strip().chars().anyMatch(Character::isWhitespace)) {
            return query;
        }
        return named.find(query.strip())
                .map(NamedQuery::sql)
                .orElseThrow(
                        () ->
                                UserError.badUsage(
                                        "There is no query named "
                                                + query.strip()
                                                + "; --list shows the names."));
    }
}
