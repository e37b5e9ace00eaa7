package io.tickhouse.tools.bars;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.Patience;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.bars.VerifyReport.Part;
import io.tickhouse.tools.lake.CatalogOption;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickhouse bars verify}: checks that bars and windows are what the trades give. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Makes every bar and window again of the trades and corrections in the lake, by a"
                    + " second, slow implementation, and compares all of its columns with the last"
                    + " versions of the analytics job. Exit code 0 if they are equal; 1 if not, or"
                    + " if there is nothing to compare.",
            "Bars that wait for late trades are not compared. Trades that are in no bar by the"
                    + " job's own ledger are left out and counted. The job must have read all"
                    + " trades of the lake."
        },
        footer = {
            "",
            "Examples:",
            "  ./tickhouse bars verify",
            "  ./tickhouse bars verify --wait 60",
            "  ./tickhouse bars verify --day 2026-03-02 --symbol AAPL --symbol MSFT"
        })
final class BarsVerifyCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;
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
            description =
                    "Only this day of New York (default: all). The days before it are read for the"
                            + " last prices.")
    private String day;

    @Option(
            names = "--trades-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.flattened_stocks",
            description =
                    "Table of the trades; that of the corrections adds _corrections (default"
                            + " ${DEFAULT-VALUE}).")
    private String tradesTable;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.analytics",
            description =
                    "What the names of the job's tables begin with (default ${DEFAULT-VALUE}).")
    private String icebergTable;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "How long to repeat while there is nothing to compare (default"
                            + " ${DEFAULT-VALUE}).")
    private long wait;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "10",
            description = "Differences to print (default ${DEFAULT-VALUE}).")
    private int show;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (show < 0) {
            throw UserError.badUsage("--show is 0 or more, not " + show + ".");
        }
        long deadline = System.nanoTime() + Patience.of(Duration.ofSeconds(wait)).toNanos();
        VerifyReport report = verify();
        while (!report.compared() && System.nanoTime() < deadline) {
            TimeUnit.SECONDS.sleep(1);
            report = verify();
        }
        print(report, spec.commandLine().getOut());
        return report.clean() ? 0 : 1;
    }

    private VerifyReport verify() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Lake lake = Lake.of(catalog.settings(workspace), icebergTable)) {
            return new Verification(
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
    }

    private void print(VerifyReport report, PrintWriter out) throws JsonProcessingException {
        if (json) {
            ObjectNode document = JSON.valueToTree(report);
            document.put("differences", report.differences());
            document.put("clean", report.clean());
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
            out.flush();
            return;
        }
        out.printf(
                "%,d trades and %,d corrections of %,d symbols on %,d days%n",
                report.trades(), report.amendments(), report.symbols(), report.days());
        print(out, "trades", report.tradesLeftOut());
        print(out, "corrections", report.amendmentsLeftOut());
        print(out, "bars", report.bars());
        print(out, "windows", report.windows());
        report.firstDifferences().forEach(each -> out.println("  " + each));
        out.printf("%s (%.1f s)%n", report.verdict(), report.seconds());
        out.flush();
    }

    private static void print(PrintWriter out, String what, Map<String, Long> leftOut) {
        leftOut.forEach(
                (reason, count) ->
                        out.printf(
                                "left out, as the job's ledger says: %,d %s %s%n",
                                count, what, reason));
    }

    private static void print(PrintWriter out, String what, Part part) {
        out.printf(
                "%-8s %,14d equal  %,d different  %,d missing  %,d too many  %,d provisional  %,d not"
                        + " yet written%n",
                what,
                part.equal(),
                part.different(),
                part.missing(),
                part.tooMany(),
                part.provisional(),
                part.notYet());
    }
}
