package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.jobs.options.LakeOptions;
import io.tickhouse.kubernetes.Right;
import io.tickhouse.kubernetes.Rights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.OptionSpec;

/** The ingest job as a resource describes it. In its package, since its options are its own. */
public final class IngestProgram {

    private IngestProgram() {}

    /**
     * Does what the job does before it looks at Kafka, and says what it needs there.
     *
     * @throws io.tickhouse.connectors.Refusal if the job would not start
     */
    public static Rights rights(Configuration cluster, String... args) {
        IngestOptions options =
                IngestOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
        options.source();
        Configuration flink = new Configuration(cluster);
        flink.addAll(options.configuration());
        LakeOptions.checkAligned(flink);
        CheckpointOptions.checkTransactions(
                flink,
                new KafkaEnds(
                                options.kafka.brokers,
                                options.kafka.properties(),
                                options.delivery,
                                options.transactionalIdPrefix())
                        .transactionTimeoutMs());
        options.lake.catalog();
        return new Rights()
                .writesThroughFlink(options.topic)
                .writesThroughFlink(options.gapsTopic())
                .asks(Right.transactions(options.transactionalIdPrefix() + "-raw"))
                .asks(Right.transactions(options.transactionalIdPrefix() + "-gaps"))
                .asks(Right.brokerSettings());
    }

    public static List<OptionSpec> options() {
        return IngestOptions.commandLine().getCommandSpec().options();
    }
}
