package io.tickhouse.tools.feed;

import io.tickhouse.tools.Workspace;
import picocli.CommandLine.Option;

/** The option that names Kafka, shared by the commands that feed it. */
final class Brokers {

    @Option(
            names = "--kafka-brokers",
            paramLabel = "HOST:PORT",
            description = "Kafka, several with commas between (default: the local stack's).")
    private String given;

    String of(Workspace workspace) {
        return given == null ? workspace.endpoints().kafka() : given;
    }
}
