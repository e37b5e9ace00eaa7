package io.tickhouse.tools.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the JMH benchmarks of the contenders' module, on the core of the process under test. */
final class Jmh {

    static final String NAME = "jmh";

    /** The benchmark of the parser alone; one operation is a trade. */
    static final String PARSER = "ParserBenchmark.parse";

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final BenchStack stack;

    Jmh(BenchStack stack) {
        this.stack = stack;
    }

    /**
     * One benchmark.
     *
     * @param name class and method
     * @param parameters such as {@code {size=100}}; empty for none
     * @param score in unit
     * @param error half of the 99.9 % confidence interval
     * @param allocatedBytesPerOperation on the heap; 0 if JMH did not measure it
     */
    record Score(
            String name,
            String parameters,
            double score,
            double error,
            String unit,
            double allocatedBytesPerOperation) {}

    /**
     * Runs the benchmarks.
     *
     * @param quick only those of the parser, in one short fork instead of the settings in the
     *     benchmarks
     */
    List<Score> run(boolean quick) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(stack.home().resolve("bench"));
        Path result = folder.resolve("jmh.json");
        Path log = folder.resolve("jmh.log");
        List<String> command = new ArrayList<>(stack.cores().prefix());
        command.addAll(List.of(JavaProgram.path(), "-cp", stack.classPathOfContenders()));
        command.add("org.openjdk.jmh.Main");
        command.addAll(List.of("-rf", "json", "-rff", result.toString()));
        command.addAll(List.of("-prof", "gc", "-foe", "true"));
        if (quick) {
            command.addAll(
                    List.of("-f", "1", "-wi", "2", "-w", "1", "-i", "3", "-r", "1", "Parser"));
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (code != 0) {
            throw UserError.failed(
                    "JMH ended with exit code %d; run it again with --keep, and see %s."
                            .formatted(code, log));
        }
        return parse(new ObjectMapper().readTree(result.toFile()));
    }

    static List<Score> parse(JsonNode results) {
        List<Score> scores = new ArrayList<>();
        for (JsonNode result : results) {
            String[] name = result.path("benchmark").asText().split("\\.", -1);
            JsonNode metric = result.path("primaryMetric");
            scores.add(
                    new Score(
                            name.length < 2
                                    ? result.path("benchmark").asText()
                                    : name[name.length - 2] + "." + name[name.length - 1],
                            parameters(result.path("params")),
                            metric.path("score").asDouble(),
                            metric.path("scoreError").asDouble(),
                            metric.path("scoreUnit").asText(),
                            allocated(result.path("secondaryMetrics"))));
        }
        return scores;
    }

    private static String parameters(JsonNode params) {
        List<String> pairs = new ArrayList<>();
        params.properties().forEach(p -> pairs.add(p.getKey() + "=" + p.getValue().asText()));
        return String.join(" ", pairs);
    }

    /** Some versions of JMH put a dot before the names of their profilers. */
    private static double allocated(JsonNode metrics) {
        JsonNode found = metrics.path(ALLOCATED);
        return (found.isMissingNode() ? metrics.path("·" + ALLOCATED) : found)
                .path("score")
                .asDouble();
    }
}
