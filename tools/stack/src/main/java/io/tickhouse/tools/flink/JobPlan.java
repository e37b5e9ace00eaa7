package io.tickhouse.tools.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a job reads and writes according to its arguments and environment: the identity of its
 * state. A state is only restored into a job with the same source, destination and table. Another
 * job would continue with foreign offsets and commit foreign rows.
 *
 * @param job a name that {@link Submission} knows
 * @param source raw topic of flatten, topic of trades of analytics, feed of ingest, table of
 *     compact
 * @param destination topic of the rows, or how the names of several begin; null if the job writes
 *     none
 * @param table Iceberg table without its catalog, or how the names of several begin; null if the
 *     job writes none
 * @param prefix of Kafka transactional ids; null if the job writes no topic
 * @param mode output mode of flatten and analytics
 */
record JobPlan(
        String job, String source, String destination, String table, String prefix, String mode) {

    /** The plan of a job to be submitted with these arguments. */
    static JobPlan of(String job, List<String> arguments, Map<String, String> environment) {
        Values values = new Values(arguments, environment);
        return switch (job) {
            case "ingest" -> ingest(values);
            case "compact" -> compact(values);
            case "analytics" -> rows(job, values, "flattened_stocks", "--bars-topic", "analytics");
            default -> rows(job, values, "iex_data", "--dest-topic", "flattened_stocks");
        };
    }

    /** It has no state, and any number of them may run: a commit that comes too late is refused. */
    private static JobPlan compact(Values values) {
        String table = withoutCatalog(values.option("--table", "local.db.flattened_stocks"));
        return new JobPlan("compact", table, null, null, null, null);
    }

    /**
     * A job that makes rows of a topic.
     *
     * @param topicOption the option that names the topic of the rows
     * @param standardName of that topic, and of the table
     */
    private static JobPlan rows(
            String job,
            Values values,
            String standardSource,
            String topicOption,
            String standardName) {
        String source = values.option("--source-topic", standardSource);
        String topic = values.option(topicOption, standardName);
        String table = withoutCatalog(values.option("--iceberg-table", "local.db." + standardName));
        String prefix = values.option("--transactional-id-prefix", "");
        String mode =
                values.option("--output-mode", "both").toLowerCase(Locale.ROOT).replace('_', '-');
        boolean writes = !mode.equals("console-debug");
        String destination = writes && !mode.equals("iceberg-only") ? topic : null;
        String standard = "tickhouse-" + source + "-" + (destination == null ? table : destination);
        return new JobPlan(
                job,
                source,
                destination,
                writes && !mode.equals("kafka-only") ? table : null,
                // Flatten writes dead letters in every mode except console.
                writes ? prefix.isEmpty() ? standard : prefix : null,
                mode);
    }

    private static JobPlan ingest(Values values) {
        Values sections = values.withFile(values.option("--config", ""));
        String topic = sections.option("--topic", "iex_data");
        String prefix = values.option("--transactional-id-prefix", "");
        return new JobPlan(
                "ingest",
                sections.option("--feed", "iex"),
                topic,
                values.flag("--no-gaps-table")
                        ? null
                        : withoutCatalog(values.option("--gaps-table", "local.db.gaps")),
                prefix.isEmpty() ? "tickhouse-ingest-" + topic : prefix,
                null);
    }

    /** As the jobs read it: if there are three or more parts, the first names the catalog. */
    private static String withoutCatalog(String table) {
        return table.chars().filter(c -> c == '.').count() > 1
                ? table.substring(table.indexOf('.') + 1)
                : table;
    }

    /** Whether a state of the other job may be restored into this one. */
    boolean takesStateOf(JobPlan other) {
        return job.equals(other.job)
                && source.equals(other.source)
                && Objects.equals(destination, other.destination)
                && Objects.equals(table, other.table);
    }

    /**
     * Whether this is the other job with one more place to write to. Such a job itself goes on from
     * the state of the other one, but not from that of a job with another source or place.
     */
    boolean writesMoreThan(JobPlan other) {
        return job.equals(other.job)
                && source.equals(other.source)
                && (other.destination == null || other.destination.equals(destination))
                && (other.table == null || other.table.equals(table))
                && !takesStateOf(other);
    }

    /** What both jobs would write if they ran at the same time, in words. */
    Optional<String> clashWith(JobPlan other) {
        if (destination != null && destination.equals(other.destination)) {
            return Optional.of("writes to the topic " + destination);
        }
        if (table != null && table.equals(other.table) && job.equals(other.job)) {
            return Optional.of("writes to the table " + table);
        }
        if (prefix != null && prefix.equals(other.prefix)) {
            return Optional.of("has the transactional id prefix " + prefix);
        }
        return Optional.empty();
    }

    /** The name under which the cluster lists the job. */
    String name() {
        if (job.equals("ingest")) {
            return job + " " + destination;
        }
        String to = destination == null ? table : destination;
        return job + " " + source + (to == null ? "" : " to " + to);
    }

    /**
     * For example {@code flatten iex_data to topic flattened_stocks and table db.flattened_stocks}.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(job).append(' ').append(source);
        if (destination != null) {
            text.append(" to topic ").append(destination);
        }
        if (table != null) {
            text.append(destination == null ? " to table " : " and table ").append(table);
        }
        return text.toString();
    }

    /** Options in the order in which the jobs look for them: argument, file, environment. */
    private record Values(
            List<String> arguments, Map<String, String> file, Map<String, String> environment) {

        Values(List<String> arguments, Map<String, String> environment) {
            this(arguments, Map.of(), environment);
        }

        /**
         * The same with a {@code --config} file. If it cannot be read, the job itself rejects it.
         */
        Values withFile(String path) {
            if (path.isEmpty()) {
                return this;
            }
            try {
                JsonNode root =
                        new ObjectMapper(new YAMLFactory()).readTree(Path.of(path).toFile());
                JsonNode feed = root.at("/alpaca/ws_url");
                Map<String, String> found = new HashMap<>();
                put(found, "--feed", feed.isMissingNode() ? root.at("/alpaca/feed") : feed);
                put(found, "--topic", root.at("/kafka/topic"));
                return new Values(arguments, found, environment);
            } catch (IOException e) {
                return this;
            }
        }

        private static void put(Map<String, String> found, String option, JsonNode value) {
            if (value.isValueNode() && !value.isNull()) {
                found.put(option, value.asText());
            }
        }

        /** The option's value, after a space or an equals sign. */
        String option(String name, String standard) {
            for (int i = arguments.size() - 1; i >= 0; i--) {
                String argument = arguments.get(i);
                if (argument.startsWith(name + "=")) {
                    return argument.substring(name.length() + 1);
                }
                if (argument.equals(name) && i + 1 < arguments.size()) {
                    return arguments.get(i + 1);
                }
            }
            String ofFile = file.get(name);
            return ofFile != null ? ofFile : environment.getOrDefault(variable(name), standard);
        }

        boolean flag(String name) {
            return arguments.contains(name) || Boolean.parseBoolean(option(name, "false"));
        }

        private static String variable(String option) {
            return option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
        }
    }
}
