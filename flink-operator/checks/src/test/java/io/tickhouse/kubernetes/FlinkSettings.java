package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/**
 * Reads the settings of each job's cluster as Flink does. It finds keys that neither Flink nor the
 * operator knows, values of the wrong type, memory that does not add up, and keys that are a prefix
 * of another. It also checks the settings that a guarantee rests on.
 */
final class FlinkSettings implements Check {

    private static final Map<String, ConfigOption<?>> OPTIONS = options();

    /** Options that are in none of the classes here: of plugins and of the operator. */
    private static final Set<String> OTHERS =
            Set.of(
                    "s3.endpoint",
                    "s3.path.style.access",
                    "metrics.reporter.prom.factory.class",
                    "metrics.reporter.prom.port",
                    "kubernetes.operator.savepoint.format.type",
                    "kubernetes.operator.pod-template.merge-arrays-by-name",
                    "kubernetes.operator.job.savepoint-on-deletion",
                    "kubernetes.operator.jm-deployment.shutdown-ttl");

    private static final Map<String, String> REQUIRED =
            Map.of(
                    "execution.checkpointing.mode", "EXACTLY_ONCE",
                    "execution.checkpointing.unaligned.enabled", "false",
                    "execution.checkpointing.storage", "filesystem",
                    "execution.checkpointing.externalized-checkpoint-retention",
                            "RETAIN_ON_CANCELLATION",
                    "high-availability.type", "kubernetes",
                    "kubernetes.operator.pod-template.merge-arrays-by-name", "true",
                    "web.submit.enable", "false",
                    "web.cancel.enable", "false");

    /** Flink puts the id of a job below them, and the id is lost with the resource of the job. */
    private static final List<String> FOLDERS_OF_THE_JOB =
            List.of("execution.checkpointing.dir", "execution.checkpointing.savepoint-dir");

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        for (ObjectNode deployment : resources.of("FlinkDeployment")) {
            String name = Resources.name(deployment);
            JsonNode settings = deployment.at("/spec/flinkConfiguration");
            for (Map.Entry<String, JsonNode> setting : settings.properties()) {
                look(setting.getKey(), setting.getValue())
                        .forEach(words -> fault.accept(name + ": " + words));
                for (String other : Pods.texts(settings).keySet()) {
                    if (other.startsWith(setting.getKey() + ".")) {
                        fault.accept(
                                name
                                        + ": Flink takes no setting "
                                        + setting.getKey()
                                        + " beside "
                                        + other
                                        + ".");
                    }
                }
            }
            REQUIRED.forEach(
                    (key, value) -> {
                        if (!settings.path(key).asText().equals(value)) {
                            fault.accept(name + ": " + key + " must be " + value + ".");
                        }
                    });
            inTheStore(name, settings, "high-availability.storageDir", fault);
            String job = deployment.at("/metadata/name").asText();
            for (String folder : FOLDERS_OF_THE_JOB) {
                if (JobRules.ends(deployment) && folder.endsWith("savepoint-dir")) {
                    continue;
                }
                inTheStore(name, settings, folder, fault);
                if (!settings.path(folder).asText().contains("/" + job + "/")) {
                    fault.accept(
                            name + ": " + folder + " must be in a folder of the name " + job + ".");
                }
            }
            if (!job.matches("[a-z]([-a-z0-9]{0,43}[a-z0-9])?")) {
                fault.accept(name + ": the operator does not take this name.");
            }
            memory(deployment, name, fault);
        }
    }

    private static void inTheStore(
            String name, JsonNode settings, String folder, Consumer<String> fault) {
        if (!settings.path(folder).asText().startsWith("s3://")) {
            fault.accept(name + ": " + folder + " must be in the object store.");
        }
    }

    private static Stream<String> look(String key, JsonNode value) {
        if (!value.isTextual()) {
            return Stream.of("the value of " + key + " must be in quotes.");
        }
        ConfigOption<?> option = OPTIONS.get(key);
        if (option == null) {
            return OTHERS.contains(key)
                    ? Stream.empty()
                    : Stream.of("Flink 2.1 has no setting " + key + ".");
        }
        try {
            Configuration.fromMap(Map.of(key, value.asText())).get(option);
            return Stream.empty();
        } catch (RuntimeException e) {
            return Stream.of(key + " cannot be " + value.asText() + ": " + e.getMessage());
        }
    }

    /** Flink's own arithmetic, as it is done when a process starts. */
    private static void memory(ObjectNode deployment, String name, Consumer<String> fault) {
        try {
            Configuration flink =
                    Configuration.fromMap(Pods.texts(deployment.at("/spec/flinkConfiguration")));
            JsonNode taskManager = deployment.at("/spec/taskManager/resource");
            flink.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, memory(taskManager));
            flink.set(TaskManagerOptions.CPU_CORES, taskManager.path("cpu").asDouble(-1));
            TaskExecutorProcessUtils.processSpecFromConfig(flink);
            JsonNode jobManager = deployment.at("/spec/jobManager/resource");
            flink.set(JobManagerOptions.TOTAL_PROCESS_MEMORY, memory(jobManager));
            JobManagerProcessUtils.processSpecFromConfig(flink);
            if (jobManager.path("cpu").asDouble(-1) <= 0) {
                fault.accept(name + ": the cpu of the JobManager is missing.");
            }
        } catch (RuntimeException e) {
            fault.accept(name + ": the memory is missing or does not add up: " + e.getMessage());
        }
    }

    private static MemorySize memory(JsonNode resource) {
        return MemorySize.parse(resource.path("memory").asText());
    }

    private static Map<String, ConfigOption<?>> options() {
        Map<String, ConfigOption<?>> options = new HashMap<>();
        for (Class<?> holder :
                List.of(
                        CheckpointingOptions.class,
                        CoreOptions.class,
                        ExecutionOptions.class,
                        HighAvailabilityOptions.class,
                        JobManagerOptions.class,
                        PipelineOptions.class,
                        RestOptions.class,
                        RestartStrategyOptions.class,
                        StateBackendOptions.class,
                        TaskManagerOptions.class,
                        WebOptions.class)) {
            for (Field field : holder.getFields()) {
                if (ConfigOption.class.isAssignableFrom(field.getType())) {
                    try {
                        ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                        options.put(option.key(), option);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
        return options;
    }
}
