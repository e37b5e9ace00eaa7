package io.tickhouse.jobs.analytics;

import io.tickhouse.kubernetes.Right;
import io.tickhouse.kubernetes.Rights;
import io.tickhouse.model.Kind;
import io.tickhouse.model.analytics.AnalyticsTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.OptionSpec;

/** The analytics job as a resource describes it. In its package, since its options are its own. */
public final class AnalyticsProgram {

    private AnalyticsProgram() {}

    /**
     * Does what the job does before it looks at Kafka, and says what it needs there.
     *
     * @throws io.tickhouse.connectors.Refusal if the job would not start
     */
    public static Rights rights(Configuration cluster, String... args) {
        AnalyticsOptions options =
                AnalyticsOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
        Configuration flink = new Configuration(cluster);
        flink.addAll(options.configuration());
        options.check(flink, options.kafkaEnds());
        options.lake.catalog();

        Rights rights =
                new Rights()
                        .reads(options.gapsTopic)
                        .asks(Right.group(options.groupId()))
                        .asks(Right.brokerSettings())
                        .claims();
        for (Kind kind : AnalyticsOptions.READ) {
            rights.reads(options.sourceTopic(kind));
        }
        for (AnalyticsTable table : options.tables()) {
            if (options.hasTopic(table)) {
                rights.writesThroughFlink(options.topic(table))
                        .asks(
                                Right.transactions(
                                        options.transactionalIdPrefix() + "-" + table.name()));
            }
        }
        return rights;
    }

    public static List<OptionSpec> options() {
        return AnalyticsOptions.commandLine().getCommandSpec().options();
    }
}
