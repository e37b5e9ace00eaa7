package io.tickhouse.tools.flink;

import io.tickhouse.tools.Workspace;
import picocli.CommandLine.Option;

/** The option for the cluster to use. */
final class FlinkOption {

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description = "REST API of the cluster (default: the local stack's).")
    private String url;

    String url(Workspace workspace) {
        return url == null ? workspace.endpoints().flink() : url;
    }
}
