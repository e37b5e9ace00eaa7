package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Charts of the results as SVG files. */
final class Charts {

    private Charts() {}

    /** Writes the charts into the folder. A contender without a figure is left out of its chart. */
    static void write(Results results, Path folder) throws IOException {
        BarChart steady = new BarChart("CPU-seconds per million trades, steady", "%.2f");
        BarChart whole = new BarChart("CPU-seconds per million trades, whole run", "%.2f");
        BarChart speed = new BarChart("Trades per second, steady", "%,.0f");
        for (ContenderResult contender : results.throughput()) {
            contender.steadyCpu().ifPresent(cpu -> steady.add(contender.name(), cpu));
            contender.wholeCpu().ifPresent(cpu -> whole.add(contender.name(), cpu));
            contender
                    .steady(Cost::tradesPerSecond)
                    .ifPresent(trades -> speed.add(contender.name(), trades));
        }
        write(steady, folder.resolve("cpu-steady.svg"));
        write(whole, folder.resolve("cpu-whole.svg"));
        write(speed, folder.resolve("trades-per-second.svg"));
    }

    private static void write(BarChart chart, Path file) throws IOException {
        if (!chart.isEmpty()) {
            Files.writeString(file, chart.toSvg());
        }
    }
}
