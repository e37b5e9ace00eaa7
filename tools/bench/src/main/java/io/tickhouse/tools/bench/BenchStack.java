package io.tickhouse.tools.bench;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.BuiltFile;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.Submission;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The services that all contenders share, in a stack of its own. The TaskManager is not one of
 * them: it is a process under test and starts anew for each round.
 */
final class BenchStack implements AutoCloseable {

    static final String NAMESPACE = "bench";
    private static final String TASK_MANAGER = "taskmanager";
    private static final List<String> SERVICES = List.of("kafka", "s3", "catalog", "jobmanager");

    private final Workspace workspace;
    private final LocalStack stack;
    private final Cores cores;
    private final boolean keep;

    private BenchStack(Workspace workspace, Cores cores, boolean keep) {
        this.workspace = workspace;
        this.stack = LocalStack.of(workspace);
        this.cores = cores;
        this.keep = keep;
    }

    /**
     * Starts the services, after removing what an earlier run left in the folder.
     *
     * @param keep whether data and services stay after {@link #close}
     */
    static BenchStack start(
            Path home, int portOffset, Cores cores, boolean keep, Progress progress) {
        BenchStack bench = new BenchStack(Workspace.at(home), cores, keep);
        bench.stack.clear(Progress.silent());
        try {
            bench.stack.up(
                    StackOptions.only(SERVICES.toArray(String[]::new)).onPortOffset(portOffset),
                    progress);
        } catch (RuntimeException e) {
            bench.close(); // some services may run
            throw e;
        }
        return bench;
    }

    /** Starts Pinot next to the other services, to measure its latency. */
    void startPinot(Progress progress) {
        stack.up(StackOptions.only("pinot"), progress);
    }

    /** Stops Pinot and its ZooKeeper again. */
    void stopPinot() {
        stack.stop("pinot", Progress.silent());
        stack.stop("zookeeper", Progress.silent());
    }

    Endpoints endpoints() {
        return stack.endpoints();
    }

    Cores cores() {
        return cores;
    }

    /** The checkout. */
    Path root() {
        return workspace.projectRoot();
    }

    /** State directory. */
    Path home() {
        return stack.home();
    }

    /**
     * Process ids of the services by name. Pinot's is included if it runs, the TaskManager's never.
     */
    Map<String, Long> services() {
        Map<String, Long> pids = new LinkedHashMap<>();
        Stream.concat(SERVICES.stream(), Stream.of("pinot"))
                .forEach(name -> stack.pid(name).ifPresent(pid -> pids.put(name, pid)));
        return pids;
    }

    FlinkClient flink() {
        return new FlinkClient(endpoints().flink());
    }

    Submission submission() {
        return new Submission(workspace, endpoints().flink());
    }

    /**
     * Starts a TaskManager on the cores of the process under test and returns when the cluster has
     * registered it.
     *
     * @param jvmOption for its JVM, in addition to those of the stack
     */
    long startTaskManager(String jvmOption) {
        // A TaskManager that a failed submission left behind would not be new.
        stopTaskManager();
        // In quotes, because a path in it may contain blanks.
        List<String> through =
                new ArrayList<>(List.of("env", "JAVA_TOOL_OPTIONS='" + jvmOption + "'"));
        through.addAll(cores.prefix());
        // Its log is removed with the stack. Its output matters only if it does not start.
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        try {
            stack.startingThrough(through).up(StackOptions.only(TASK_MANAGER), said::add);
        } catch (UserError e) {
            throw UserError.failed(
                    e.getMessage()
                            + System.lineSeparator()
                            + String.join(System.lineSeparator(), said),
                    e);
        }
        return taskManager();
    }

    /** Process id of the TaskManager. */
    long taskManager() {
        return stack.pid(TASK_MANAGER)
                .orElseThrow(
                        () ->
                                UserError.failed(
                                        "The TaskManager died; see %s."
                                                .formatted(stack.log(TASK_MANAGER))));
    }

    void stopTaskManager() {
        stack.stop(TASK_MANAGER, Progress.silent());
    }

    /** Settings of the catalog, for a reader of the tables. */
    LakeSettings catalog() {
        return endpoints().lake();
    }

    /**
     * The file with this name in a module's build.
     *
     * @param pattern such as jobs-*-all.jar
     */
    Path built(String module, String pattern) throws IOException {
        Path target = root().resolve(module).resolve("target");
        return BuiltFile.in(target, pattern)
                .orElseThrow(
                        () ->
                                UserError.failed(
                                        "There is no %s: build it with mvn -Pfast package."
                                                .formatted(target.resolve(pattern))));
    }

    String classPathOfContenders() throws IOException {
        Path dependencies = built("tools/contenders", "classpath.txt");
        return dependencies.resolveSibling("classes")
                + File.pathSeparator
                + Files.readString(dependencies).strip();
    }

    @Override
    public void close() {
        if (keep) {
            return;
        }
        // Also after Ctrl-C: waits and file locks fail in an interrupted thread.
        boolean interrupted = Thread.interrupted();
        stack.clear(Progress.silent());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
