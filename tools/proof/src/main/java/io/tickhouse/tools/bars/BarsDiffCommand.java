package io.tickhouse.tools.bars;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.io.PrintWriter;
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
    @Mixin private Comparison comparison;

    @Option(names = "--vendor", required = true, description = "With the bars that the feed sent.")
    private boolean vendor;

    @Override
    public Integer call() throws IOException {
        if (!vendor) {
            throw UserError.badUsage("Say what to compare our bars with: --vendor.");
        }
        comparison.check();
        DiffReport report =
                comparison.run(
                        (lake, options, progress) -> new VendorDiff(lake, options, progress).run());
        print(report, spec.commandLine().getOut());
        return report.clean() ? 0 : 1;
    }

    private void print(DiffReport report, PrintWriter out) throws JsonProcessingException {
        if (comparison.json) {
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
