package io.tickhouse.jobs.compact;

import io.tickhouse.kubernetes.Rights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.OptionSpec;

/** The compaction job as a resource describes it. In its package, since its options are its own. */
public final class CompactProgram {

    private CompactProgram() {}

    /**
     * Does what the job does before it looks at the table. It needs nothing in Kafka.
     *
     * @throws io.tickhouse.connectors.Refusal if the job would not start
     */
    public static Rights rights(Configuration cluster, String... args) {
        CompactOptions options =
                CompactOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
        new Configuration(cluster).addAll(options.configuration());
        options.order();
        options.catalog.catalog();
        return new Rights();
    }

    public static List<OptionSpec> options() {
        return CompactOptions.commandLine().getCommandSpec().options();
    }
}
