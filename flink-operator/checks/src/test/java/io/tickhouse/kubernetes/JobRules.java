package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.jobs.analytics.AnalyticsJob;
import io.tickhouse.jobs.analytics.AnalyticsProgram;
import io.tickhouse.jobs.compact.CompactJob;
import io.tickhouse.jobs.compact.CompactProgram;
import io.tickhouse.jobs.flatten.FlattenJob;
import io.tickhouse.jobs.flatten.FlattenProgram;
import io.tickhouse.jobs.ingest.IngestJob;
import io.tickhouse.jobs.ingest.IngestProgram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Starts each job as far as it goes without a Kafka: its class, its arguments with its real
 * options, its own refusals of the settings of Flink, and the variables that it reads.
 */
final class JobRules implements Check {

    /**
     * A job that a resource can name.
     *
     * @param ends whether it does its work and ends, without state to go on from
     */
    private record Job(Starter starter, Supplier<List<OptionSpec>> options, boolean ends) {}

    private interface Starter {
        Rights start(Configuration cluster, String... args);
    }

    private static final Map<String, Job> JOBS =
            Map.of(
                    AnalyticsJob.class.getName(),
                    new Job(AnalyticsProgram::rights, AnalyticsProgram::options, false),
                    CompactJob.class.getName(),
                    new Job(CompactProgram::rights, CompactProgram::options, true),
                    FlattenJob.class.getName(),
                    new Job(FlattenProgram::rights, FlattenProgram::options, false),
                    IngestJob.class.getName(),
                    new Job(IngestProgram::rights, IngestProgram::options, false));

    /** Where flink-operator/Dockerfile puts it. */
    private static final String JAR = "local:///opt/flink/usrlib/tickhouse-jobs.jar";

    /** Variables that others than the options read: the AWS SDK, the Alpaca source. */
    private static final Set<String> VARIABLES =
            Set.of(
                    "AWS_REGION",
                    "AWS_ACCESS_KEY_ID",
                    "AWS_SECRET_ACCESS_KEY",
                    "APCA_API_KEY_ID",
                    "APCA_API_SECRET_KEY");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_]+)\\)");

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        for (ObjectNode deployment : resources.of("FlinkDeployment")) {
            String name = Resources.name(deployment);
            JsonNode job = deployment.at("/spec/job");
            if (!job.path("jarURI").asText().equals(JAR)) {
                fault.accept(name + ": the image has its jar at " + JAR + ".");
            }
            if (!JOBS.containsKey(job.path("entryClass").asText())) {
                fault.accept(name + ": there is no job " + job.path("entryClass").asText() + ".");
                continue;
            }
            try {
                rights(deployment);
            } catch (RuntimeException e) {
                fault.accept(name + ": the job does not start: " + e.getMessage());
            }
            for (Pods.Pod pod : Pods.of(deployment)) {
                variables(deployment, pod, fault);
            }
        }
    }

    /**
     * What a job needs in Kafka.
     *
     * @throws RuntimeException if it would not start
     */
    static Set<Right> rights(ObjectNode deployment) {
        JsonNode job = deployment.at("/spec/job");
        List<String> args = new ArrayList<>();
        job.path("args").forEach(arg -> args.add(arg.asText()));
        return JOBS.get(job.path("entryClass").asText())
                .starter()
                .start(
                        Configuration.fromMap(
                                Pods.texts(deployment.at("/spec/flinkConfiguration"))),
                        args.toArray(String[]::new))
                .all();
    }

    /** Whether the job does its work and ends, without state to go on from. */
    static boolean ends(JsonNode deployment) {
        Job job = JOBS.get(deployment.at("/spec/job/entryClass").asText());
        return job != null && job.ends();
    }

    private static void variables(ObjectNode deployment, Pods.Pod pod, Consumer<String> fault) {
        Set<String> known = new HashSet<>(VARIABLES);
        Set<String> given = new HashSet<>();
        deployment.at("/spec/job/args").forEach(arg -> given.add(arg.asText().split("=", 2)[0]));
        for (OptionSpec option :
                JOBS.get(deployment.at("/spec/job/entryClass").asText()).options().get()) {
            String variable = variable(option.longestName());
            known.add(variable);
        }
        JsonNode env = Pods.containersOf(pod.spec()).get(0).path("env");
        for (JsonNode each : env) {
            Matcher references = REFERENCE.matcher(each.path("value").asText());
            while (references.find()) {
                known.add(references.group(1));
            }
        }
        for (JsonNode each : env) {
            String variable = each.path("name").asText();
            if (!known.contains(variable)) {
                fault.accept(pod.name() + ": nothing reads the variable " + variable + ".");
            }
            for (String option : given) {
                if (variable(option).equals(variable)) {
                    fault.accept(
                            pod.name()
                                    + ": "
                                    + option
                                    + " is given, so "
                                    + variable
                                    + " would not be read.");
                }
            }
        }
    }

    private static String variable(String option) {
        return option.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
