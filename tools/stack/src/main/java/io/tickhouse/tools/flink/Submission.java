package io.tickhouse.tools.flink;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tickhouse.tools.BuiltFile;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.OpenedPackages;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Submits the job jar with Flink's own command line, as {@code flink run} does. The addresses and
 * keys of the stack are passed in the environment, because every user of a machine can read
 * arguments.
 */
public final class Submission {

    private static final Map<String, String> JOBS =
            Map.of(
                    "analytics", "io.tickhouse.jobs.analytics.AnalyticsJob",
                    "compact", "io.tickhouse.jobs.compact.CompactJob",
                    "flatten", "io.tickhouse.jobs.flatten.FlattenJob",
                    "ingest", "io.tickhouse.jobs.ingest.IngestJob");
    private static final Pattern SUBMITTED =
            Pattern.compile("Job has been submitted with JobID ([0-9a-f]{32})");

    /** Prefix of a job's warnings; the job starts in spite of them. */
    private static final String WARNING = "Warning: ";

    private static final String STORE = "--s3-endpoint";
    private static final Set<String> KEYS =
            Set.of("S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_SESSION_TOKEN");

    private static final String CONFIGURATION = "config.yaml";
    private static final String LOG = "submit.log";
    private static final Pattern REFUSED = Pattern.compile("caused an error: (.+)");

    private final Workspace workspace;
    private final Endpoints endpoints;
    private final String flink;
    private final Map<String, String> variables;

    /**
     * Submits to a cluster.
     *
     * @param flink URL of its REST API
     */
    public Submission(Workspace workspace, String flink) {
        this(workspace, flink, Map.of());
    }

    /**
     * Submits to a cluster, with variables for the job's main program.
     *
     * @param flink URL of its REST API
     * @param variables win over those of the user and of the stack
     */
    public Submission(Workspace workspace, String flink, Map<String, String> variables) {
        this.workspace = workspace;
        this.endpoints = workspace.endpoints();
        this.flink = flink;
        this.variables = Map.copyOf(variables);
    }

    /** Names that {@link #submit} knows. */
    static List<String> jobs() {
        return JOBS.keySet().stream().sorted().toList();
    }

    /**
     * Submits a job and returns its id.
     *
     * @param restoreFrom a savepoint or checkpoint, or null
     * @param warnings takes the job's warnings about its topics; it starts in spite of them
     * @throws UserError with the job's own message if it refuses to start
     */
    public String submit(
            String job, String restoreFrom, List<String> arguments, Consumer<String> warnings)
            throws IOException, InterruptedException {
        String id = submit(jar(), mainClass(job), restoreFrom, arguments, warnings);
        records().remember(id, plan(job, arguments));
        return id;
    }

    /**
     * Submits a job of another jar and returns its id.
     *
     * @param mainClass null for the one that the jar names
     * @param restoreFrom a savepoint or checkpoint, or null
     * @param warnings takes the job's warnings about its topics; it starts in spite of them
     * @throws UserError with the job's own message if it refuses to start
     */
    public String submit(
            Path jar,
            String mainClass,
            String restoreFrom,
            List<String> arguments,
            Consumer<String> warnings)
            throws IOException, InterruptedException {
        new FlinkClient(flink).taskManagers(); // fails and names the remedy if there is no cluster
        Path folder = folder();
        writeConfiguration(folder);
        List<String> command = java(classpath("flink-operator"));
        URI uri = URI.create(flink);
        command.addAll(
                List.of(
                        "org.apache.flink.client.cli.CliFrontend",
                        "run",
                        "-d",
                        "-m",
                        uri.getHost() + ":" + (uri.getPort() < 0 ? 80 : uri.getPort())));
        if (mainClass != null) {
            command.addAll(List.of("-c", mainClass));
        }
        if (restoreFrom != null) {
            command.addAll(List.of("-s", restoreFrom));
        }
        command.add(jar.toString());
        command.addAll(arguments);

        Path log = folder.resolve(LOG);
        run(command, folder, log);
        String output = Files.readString(log);
        Matcher submitted = SUBMITTED.matcher(output);
        if (submitted.find()) {
            output.lines().filter(line -> line.startsWith(WARNING)).forEach(warnings);
            remove(folder);
            return submitted.group(1);
        }
        if (output.contains(FlinkClient.REFUSAL)) {
            remove(folder);
        }
        throw refusal(output, log);
    }

    /**
     * A folder for this submission alone: others may submit from the same home at the same time, as
     * the service that cares for tables does.
     */
    private Path folder() throws IOException {
        Path parent = Files.createDirectories(workspace.home().resolve("cli/submissions"));
        return Files.createTempDirectory(parent, "");
    }

    private static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(LOG));
        Files.deleteIfExists(folder.resolve(CONFIGURATION));
        Files.deleteIfExists(folder);
    }

    /** The job's own sentence if it refused. Any other failure is in the log in full. */
    static UserError refusal(String output, Path log) {
        Matcher refused = REFUSED.matcher(output);
        if (!refused.find()) {
            return UserError.failed(
                    "The job was not submitted; Flink's own words are in " + log + ".");
        }
        String sentence = refused.group(1);
        if (!output.contains(FlinkClient.REFUSAL)) {
            return UserError.failed(
                    "The job did not start (" + sentence + "); all of it is in " + log + ".");
        }
        return sentence.endsWith(" --help.")
                ? UserError.badUsage(sentence)
                : UserError.failed(sentence);
    }

    /** Prints the help text of a job; returns its exit code. */
    int help(String job) throws IOException, InterruptedException {
        List<String> command = java(jar() + File.pathSeparator + classpath("flink-operator"));
        command.addAll(List.of(mainClass(job), "--help"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
    }

    /** What a job with these arguments reads and writes. */
    static JobPlan plan(String job, List<String> arguments) {
        return JobPlan.of(job, arguments, System.getenv());
    }

    /** The records of earlier submissions from this home. */
    JobRecords records() {
        return new JobRecords(workspace.home());
    }

    /** Whether there is a state that {@code submit --from latest} could use for these arguments. */
    public boolean hasState(String job, List<String> arguments) throws IOException {
        JobPlan plan = plan(job, arguments);
        return states(plan, new FlinkClient(flink)).has(plan);
    }

    /** States of the home and of the cluster that a job with this plan might be restored from. */
    SavedStates states(JobPlan plan, FlinkClient client) throws IOException {
        JobRecords records = records();
        List<FlinkJob> jobs = client.jobs();
        List<SavedState> known = new ArrayList<>();
        for (FlinkJob listed : jobs) {
            if (records.find(listed.id()).filter(plan::takesStateOf).isPresent()) {
                client.newestState(listed.id()).ifPresent(known::add);
            }
        }
        return new SavedStates(
                workspace.home(),
                records,
                known,
                state ->
                        jobs.stream()
                                .anyMatch(
                                        listed ->
                                                !state.owner().isEmpty()
                                                        && listed.id().startsWith(state.owner())
                                                        && !listed.name().equals(plan.name())));
    }

    static UserError unknown(String job) {
        return UserError.badUsage(
                "There is no job " + job + "; known: " + String.join(", ", jobs()) + ".");
    }

    private static String mainClass(String job) {
        String mainClass = JOBS.get(job);
        if (mainClass == null) {
            throw unknown(job);
        }
        return mainClass;
    }

    private Path jar() throws IOException {
        Path root = workspace.projectRoot();
        return BuiltFile.in(root.resolve("jobs/target"), "jobs-*-all.jar")
                .orElseThrow(
                        () ->
                                UserError.failed(
                                        "The job jar is not built: run mvn -Pfast package in "
                                                + root
                                                + "."));
    }

    private String classpath(String module) throws IOException {
        return Files.readString(workspace.projectRoot().resolve(module + "/target/classpath.txt"))
                .trim();
    }

    private void writeConfiguration(Path folder) throws IOException {
        URI uri = URI.create(flink);
        new YAMLMapper()
                .writeValue(
                        folder.resolve(CONFIGURATION).toFile(),
                        Map.of(
                                "rest.address",
                                uri.getHost(),
                                "rest.port",
                                uri.getPort() < 0 ? 80 : uri.getPort()));
    }

    private static List<String> java(String classpath) {
        List<String> command = new ArrayList<>();
        command.add(JavaProgram.path());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
        // If this command may unpack native libraries there, so may a job's main.
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(OpenedPackages.OPTIONS);
        command.addAll(List.of("-cp", classpath));
        return command;
    }

    private void run(List<String> command, Path conf, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> env = builder.environment();
        env.put("FLINK_CONF_DIR", conf.toString());
        addStack(env, endpoints, workspace.isNamed(), command);
        env.putAll(variables);
        builder.start().waitFor();
    }

    /**
     * Adds the addresses and keys of the stack. Variables of the user win, unless the command line
     * names a stack: then they are of another one.
     */
    static void addStack(
            Map<String, String> env, Endpoints stack, boolean named, List<String> arguments) {
        if (named) {
            env.keySet().removeAll(Endpoints.VARIABLES);
        }
        env.putIfAbsent("KAFKA_BROKERS", stack.kafka());
        env.putIfAbsent("CATALOG_URI", stack.catalog());
        env.putIfAbsent("S3_ENDPOINT", stack.s3());
        // Another store, such as AWS, has other keys, or a role instead of keys.
        if (stack.hasStoreAt(store(arguments).orElse(env.get("S3_ENDPOINT")))) {
            if (named) {
                env.keySet().removeAll(KEYS);
            }
            // Half a pair is the user's mistake, which the job names.
            if (!env.containsKey("S3_ACCESS_KEY") && !env.containsKey("S3_SECRET_KEY")) {
                env.put("S3_ACCESS_KEY", stack.s3AccessKey());
                env.put("S3_SECRET_KEY", stack.s3SecretKey());
            }
        }
    }

    /** The store that an argument names. */
    static Optional<String> store(List<String> arguments) {
        Optional<String> store = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(STORE + "=")) {
                store = Optional.of(argument.substring(STORE.length() + 1));
            } else if (argument.equals(STORE) && i + 1 < arguments.size()) {
                store = Optional.of(arguments.get(i + 1));
            }
        }
        return store;
    }
}
