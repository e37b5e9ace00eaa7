package io.tickhouse.jobs.flatten;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kubernetes.Right;
import io.tickhouse.kubernetes.Rights;
import io.tickhouse.model.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.OptionSpec;

/** The flatten job as a resource describes it. In its package, since its options are its own. */
public final class FlattenProgram {

    private FlattenProgram() {}

    /**
     * Does what the job does before it looks at Kafka, and says what it needs there.
     *
     * @throws io.tickhouse.connectors.Refusal if the job would not start
     */
    public static Rights rights(Configuration cluster, String... args) {
        FlattenOptions options =
                FlattenOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
        Configuration flink = new Configuration(cluster);
        flink.addAll(options.configuration());
        options.check(flink, options.kafkaEnds());
        options.lake.catalog();

        Rights rights =
                new Rights()
                        .reads(options.sourceTopic)
                        .asks(Right.group(options.groupId()))
                        .asks(Right.brokerSettings())
                        .claims();
        for (Kind kind : Kind.values()) {
            rights.writesThroughFlink(new TopicNames(options.destTopic).of(kind))
                    .asks(
                            Right.transactions(
                                    options.transactionalIdPrefix() + "-" + kind.plural()));
        }
        return rights.writesThroughFlink(options.deadLetterTopic())
                .asks(Right.transactions(options.transactionalIdPrefix() + "-dead-letters"));
    }

    public static List<OptionSpec> options() {
        return FlattenOptions.commandLine().getCommandSpec().options();
    }
}
