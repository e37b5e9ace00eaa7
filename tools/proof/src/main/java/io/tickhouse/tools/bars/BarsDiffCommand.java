package io.tickhouse.tools.bars;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.lake.CatalogOption;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickhouse bars diff}: explains how our bars differ from those of the feed. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the last versions of our bars of a minute and of a day with those that the"
                    + " feed sent (b, u and d), and explains each difference: by trades that came"
                    + " later, by corrections, by gaps, or by a condition that the feed judges by"
                    + " another rule. An explanation makes the feed's bar exactly; for a gap, the"
                    + " feed's bar may have more trades. Averages may differ by 0.000001. Exit code"
                    + " 0 if all differences are explained; 1 if not, or if there is nothing to"
                    + " compare."
        },
        footer = {
            "",
            "Examples:",
            "  ./tickhouse bars diff --vendor",
            "  ./tickhouse bars diff --vendor --day 2026-03-02 --symbol AAPL --show 50"
        })
final class BarsDiffCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private CatalogOption catalog;

    @Option(names = "--vendor", required = true, description = "With the bars that the feed sent.")
    private boolean vendor;

    @Option(
            names = "--symbol",
            paramLabel = "SYMBOL",
            description = "Only this symbol; repeatable (default: all).")
    private List<String> symbols = new ArrayList<>();

    @Option(
            names = "--day",
            paramLabel = "YYYY-MM-DD",
            description = "Only this day of New York (default: all that the feed's bars have).")
    private String day;

    @Option(
            names = "--trades-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.flattened_stocks",
            description =
                    "Table of the trades; that of the feed's bars adds _bars, that of the"
                            + " corrections _corrections (default ${DEFAULT-VALUE}).")
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
            description =
                    "Differences to print, those that are not explained first (default"
                            + " ${DEFAULT-VALUE}).")
    private int show;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!vendor) {
            throw UserError.badUsage("Say what to compare our bars with: --vendor.");
        }
        if (show < 0) {
            throw UserError.badUsage("--show is 0 or more, not " + show + ".");
        }
        PrintWriter err = spec.commandLine().getErr();
        DiffReport report;
        try (Lake lake = Lake.of(catalog.settings(workspace), icebergTable)) {
            report =
                    new VendorDiff(
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
                                    })
                            .run();
        }
        print(report, spec.commandLine().getOut());
        return report.clean() ? 0 : 1;
    }

    private void print(DiffReport report, PrintWriter out) throws JsonProcessingException {
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report));
            out.flush();
            return;
        }
        report.firstDifferences().forEach(out::println);
        out.printf("%,d bars compared, %,d equal%n", report.compared(), report.equal());
        report.explained()
                .forEach((cause, count) -> out.printf("  explained, %s: %,d%n", cause, count));
        out.printf("  unexplained: %,d%n", report.unexplained());
        out.printf(
                "not compared: %,d not final, %,d without a price, %,d of which the feed sent no"
                        + " bars%n",
                report.notFinal(), report.withoutPrices(), report.notSent());
        out.printf("%s (%.1f s)%n", report.verdict(), report.seconds());
        out.flush();
    }
}
