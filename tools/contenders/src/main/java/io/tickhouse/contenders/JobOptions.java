package io.tickhouse.contenders;

import io.tickhouse.connectors.Refusal;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of a contender that is a Flink job, with the names and defaults of the jobs. */
final class JobOptions {

    @Option(
            names = "--starting-offsets",
            defaultValue = "earliest",
            description = "earliest, latest or committed.")
    String startingOffsets;

    @Option(names = "--ending-offsets", defaultValue = "none", description = "none or latest.")
    private String endingOffsets;

    @Option(names = "--parallelism", defaultValue = "1")
    private int parallelism;

    /**
     * Runs the program of a job, which submits it.
     *
     * @param job a command
     */
    static void submit(Object job, String[] args) {
        CommandLine commandLine =
                new CommandLine(job)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setParameterExceptionHandler(
                                (e, a) -> {
                                    throw new Refusal(e.getMessage());
                                })
                        .setExecutionExceptionHandler(
                                (e, c, r) -> {
                                    throw e;
                                });
        // Flink's command line reports what is thrown; System.exit would end it, too.
        commandLine.execute(args);
    }

    /** Whether the job ends at the end that the topic has at start. */
    boolean untilLatest() {
        return endingOffsets.equals("latest");
    }

    /** What the job adds to the settings of its cluster. */
    Configuration configuration(String name, Ends ends) {
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.NAME, name);
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, ends.processingTime);
        flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        return flink;
    }
}
