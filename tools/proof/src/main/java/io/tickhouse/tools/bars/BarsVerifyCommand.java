package io.tickhouse.tools.bars;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.Patience;
import io.tickhouse.tools.bars.VerifyReport.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
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
    @Mixin private Comparison comparison;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "How long to repeat while there is nothing to compare (default"
                            + " ${DEFAULT-VALUE}).")
    private long wait;

    @Override
    public Integer call() throws IOException, InterruptedException {
        comparison.check();
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
        return comparison.run(
                (lake, options, progress) -> new Verification(lake, options, progress).run());
    }

    private void print(VerifyReport report, PrintWriter out) throws JsonProcessingException {
        if (comparison.json) {
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
