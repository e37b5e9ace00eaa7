package io.tickhouse.tools.sql;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;

/**
 * Flink within this process. It starts with the first query and stays for those that follow:
 * Flink's own local execution starts all of it anew for each query, which takes longer than most
 * queries do.
 */
public final class Engine implements PipelineExecutorFactory {

    private static final String NAME = "tickhouse-sql";

    private static MiniCluster cluster;

    /** Sends queries of an environment with this configuration to this engine. */
    static void use(Configuration configuration) {
        configuration.set(DeploymentOptions.TARGET, NAME);
    }

    /** Ends it with what runs on it. */
    static synchronized void stop() {
        if (cluster != null) {
            cluster.closeAsync().join();
            cluster = null;
        }
    }

    private static synchronized MiniCluster cluster(Configuration configuration) throws Exception {
        if (cluster == null) {
            MiniCluster starting =
                    new MiniCluster(
                            new MiniClusterConfiguration.Builder()
                                    .setConfiguration(configuration)
                                    .withRandomPorts()
                                    .build());
            starting.start();
            cluster = starting;
        }
        return cluster;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
        return NAME.equals(configuration.get(DeploymentOptions.TARGET));
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
        return Engine::submit;
    }

    private static CompletableFuture<JobClient> submit(
            Pipeline pipeline, Configuration configuration, ClassLoader classes) throws Exception {
        MiniCluster engine = cluster(configuration);
        return engine.submitJob(PipelineExecutorUtils.getJobGraph(pipeline, configuration, classes))
                .thenApply(
                        job ->
                                new MiniClusterJobClient(
                                        job.getJobID(),
                                        engine,
                                        classes,
                                        JobFinalizationBehavior.NOTHING));
    }
}
