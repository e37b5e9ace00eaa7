package io.tickhouse.tools.bars;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.lake.CatalogOption;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which bars a command compares, where they are, and how it reports. */
final class Comparison {

    /** Compares bars of a lake. */
    interface Of<R> {

        /**
         * Compares them.
         *
         * @param options which bars
         * @param progress takes a line at a time
         */
        R run(Lake lake, Verification.Options options, Consumer<String> progress)
                throws IOException;
    }

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Mixin private Workspace workspace;
    @Mixin private CatalogOption catalog;

    @Option(
            names = "--symbol",
            paramLabel = "SYMBOL",
            description = "Only this symbol; repeatable (default: all).")
    private List<String> symbols = new ArrayList<>();

    @Option(
            names = "--day",
            paramLabel = "YYYY-MM-DD",
            description = "Only this day of New York (default: all).")
    private String day;

    @Option(
            names = "--trades-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.flattened_stocks",
            description =
                    "Table of the trades; that of the corrections adds _corrections, that of the"
                            + " feed's bars _bars (default ${DEFAULT-VALUE}).")
    private String tradesTable;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.analytics",
            description =
                    "What the names of the job's tables begin with (default ${DEFAULT-VALUE}).")
    private String icebergTable;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "10",
            description = "Differences to print (default ${DEFAULT-VALUE}).")
    private int show;

    @Option(names = "--json", description = "Print the report as JSON.")
    boolean json;

    void check() {
        if (show < 0) {
            throw UserError.badUsage("--show is 0 or more, not " + show + ".");
        }
    }

    <R> R run(Of<R> comparison) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Lake lake = Lake.of(catalog.settings(workspace), icebergTable)) {
            return comparison.run(
                    lake,
                    new Verification.Options(
                            tradesTable,
                            icebergTable,
                            symbols,
                            day == null ? null : NewYork.day("--day", day),
                            show),
                    line -> {
                        err.println(line);
                        err.flush();
                    });
        }
    }
}
