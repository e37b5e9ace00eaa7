package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Charts of the results as SVG files. */
final class Charts {

    private Charts() {}

    /** Writes the charts into the folder. A contender without a figure is left out of its chart. */
    static void write(Results results, Path folder) throws IOException {
        List<ContenderResult> contenders = results.throughput();
        bars(
                new BarChart("CPU-seconds per million trades, steady", "%.2f"),
                contenders,
                ContenderResult::steadyCpu,
                folder.resolve("cpu-steady.svg"));
        bars(
                new BarChart("CPU-seconds per million trades, whole run", "%.2f"),
                contenders,
                ContenderResult::wholeCpu,
                folder.resolve("cpu-whole.svg"));
        bars(
                new BarChart("Trades per second, steady", "%,.0f"),
                contenders,
                c -> c.steady(Cost::tradesPerSecond),
                folder.resolve("trades-per-second.svg"));
    }

    private static void bars(
            BarChart chart,
            List<ContenderResult> contenders,
            Function<ContenderResult, Optional<Spread>> figure,
            Path file)
            throws IOException {
        for (ContenderResult contender : contenders) {
            figure.apply(contender).ifPresent(spread -> chart.add(contender.name(), spread));
        }
        if (!chart.isEmpty()) {
            Files.writeString(file, chart.toSvg());
        }
    }
}
