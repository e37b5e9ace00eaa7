package io.tickhouse.tools.flink;

import io.tickhouse.tools.HttpUrl;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import picocli.CommandLine.Option;

/** The option for the cluster to use. */
public final class FlinkOption {

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description = "REST API of the cluster (default: the local stack's).")
    private String url;

    /**
     * The given URL, or that of the workspace's stack.
     *
     * @throws UserError if it is not a URL
     */
    public String url(Workspace workspace) {
        return url == null ? workspace.endpoints().flink() : HttpUrl.of("--flink", url).toString();
    }
}
