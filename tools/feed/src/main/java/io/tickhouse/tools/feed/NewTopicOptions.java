package io.tickhouse.tools.feed;

import picocli.CommandLine.Option;

/** Options for a feed's topic if it has to be created. */
final class NewTopicOptions {

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "3",
            description = "Partitions of the topic if it is made (default ${DEFAULT-VALUE}).")
    int partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replicas of the topic if it is made (default ${DEFAULT-VALUE}).")
    int replicationFactor;
}
