package io.tickhouse.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.JobState;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;

/** Reads FlinkDeployments with the operator's own classes, and looks at what it would act on. */
final class OperatorModel implements Check {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        for (ObjectNode deployment : resources.of("FlinkDeployment")) {
            String name = Resources.name(deployment);
            FlinkDeploymentSpec spec;
            try {
                spec = read(deployment);
            } catch (JsonProcessingException e) {
                fault.accept(name + ": " + e.getOriginalMessage());
                continue;
            }
            if (spec.getJob() == null || spec.getJobManager() == null) {
                fault.accept(name + ": there must be a job, a jobManager and a taskManager.");
                continue;
            }
            boolean ends = JobRules.ends(deployment);
            UpgradeMode upgrade = spec.getJob().getUpgradeMode();
            if (ends && upgrade != UpgradeMode.STATELESS) {
                fault.accept(name + ": upgradeMode must be stateless; it takes no savepoint.");
            }
            if (!ends && upgrade != UpgradeMode.SAVEPOINT) {
                fault.accept(
                        name
                                + ": upgradeMode must be savepoint; the operator's default,"
                                + " stateless, repeats rows.");
            }
            if (Boolean.TRUE.equals(spec.getJob().getAllowNonRestoredState())) {
                fault.accept(name + ": allowNonRestoredState would let a job lose its state.");
            }
            if (ends && spec.getJob().getState() != JobState.SUSPENDED) {
                fault.accept(name + ": state must be suspended; it starts when it is told to.");
            }
            if (!ends && spec.getJob().getState() != JobState.RUNNING) {
                fault.accept(name + ": state must be running.");
            }
            if (spec.getJob().getParallelism() < 1) {
                fault.accept(name + ": parallelism must be 1 at least.");
            }
            if (spec.getTaskManager() == null || spec.getTaskManager().getReplicas() != null) {
                fault.accept(name + ": taskManager must be there, without replicas.");
            }
        }
    }

    /** The newest published model is older than Flink 2.1; the schema has the newer versions. */
    private static FlinkDeploymentSpec read(ObjectNode deployment) throws JsonProcessingException {
        ObjectNode older = deployment.deepCopy();
        if (older.at("/spec/flinkVersion").asText().equals("v2_1")) {
            older.withObject("/spec").put("flinkVersion", "v1_20");
        }
        return JSON.treeToValue(older, FlinkDeployment.class).getSpec();
    }
}
