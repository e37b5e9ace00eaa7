package io.tickhouse.tools.pinot;

import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import io.tickhouse.pinot.QueryResult;
import io.tickhouse.tools.NamedQueries;
import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.ResultFormat.Column;
import io.tickhouse.tools.RowPrinter;
import io.tickhouse.tools.Workspace;
import java.io.PrintWriter;
import java.io.StringWriter;
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
            named.list(out);
            return 0;
        }
        ResultFormat printer = json ? ResultFormat.JSON : ResultFormat.named(format);
        String sql = named.sql(query);
        String address = broker == null ? workspace.endpoints().pinotBroker() : broker;
        try (PinotClient client = PinotClient.of(address)) {
            out.print(text(printer, client.query(sql)));
            out.flush();
            return 0;
        } catch (PinotException e) {
            throw PinotErrors.explained(e);
        }
    }

    /** The result as the command prints it. */
    static String text(ResultFormat format, QueryResult result) {
        StringWriter text = new StringWriter();
        RowPrinter printer =
                format.printer(
                        result.columns().stream()
                                .map(column -> new Column(column.name(), isNumber(column)))
                                .toList(),
                        new PrintWriter(text));
        result.rows().forEach(printer::row);
        printer.end();
        return text.toString();
    }

    private static boolean isNumber(QueryResult.Column column) {
        return switch (column.type()) {
            case "INT", "LONG", "FLOAT", "DOUBLE" -> true;
            default -> false;
        };
    }
}
