package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.tools.cli.Main;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs commands as a user runs them, on a stack that the tests of a class share. Each test has its
 * own raw topic, flattened topics and tables.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnAStack {

    static final Duration SOON = Duration.ofMinutes(2);

    /** Each look costs the cluster more than a faster one would save. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final StackOptions services;
    private final long seed = new Random().nextLong() & 0xffffff;

    Path home;
    LocalStack stack;
    FlinkClient flink;

    OnAStack(StackOptions services) {
        this.services = services;
    }

    /** Names of one test. */
    record Lane(String raw, String flat, String table) {
        static Lane of(String name) {
            return new Lane("raw_" + name, "flat_" + name, "local.db." + name);
        }
    }

    @BeforeAll
    void up() throws IOException {
        System.out.println("Seed of the generated data: " + seed);
        Awaitility.setDefaultPollInterval(LOOK);
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "it-stack-");
        stack = LocalStack.of(home, Path.of(System.getProperty("tickhouse.root")));
        stack.up(services.onPortOffset(FreePorts.offset()), Progress.toStandardError());
        flink = new FlinkClient(stack.endpoints().flink());
    }

    @AfterAll
    void down() {
        stack.down(Progress.toStandardError());
        stack.clear(Progress.silent());
    }

    void generate(Lane lane, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "generate",
                                "--topic=" + lane.raw,
                                "--seed=" + seed,
                                "--symbol-count=50",
                                "--interval=0"));
        arguments.addAll(List.of(more));
        succeed(arguments.toArray(String[]::new));
    }

    /** About fifteen seconds of data, some of it corrupt. */
    CompletableFuture<Void> generateSlowly(Lane lane) {
        succeed("topics", "create", lane.raw, "--partitions=3", "--replication-factor=1");
        return CompletableFuture.runAsync(
                () -> generate(lane, "--trades=60000", "--rate=4000", "--corrupt=0.002"));
    }

    String submit(Lane lane, String... more) {
        succeed(submitArguments(lane, more).toArray(String[]::new));
        return newest(lane);
    }

    String submitFrom(String state, Lane lane, String... more) {
        succeed(fromArguments(state, lane, more).toArray(String[]::new));
        return newest(lane);
    }

    static List<String> fromArguments(String state, Lane lane, String... more) {
        List<String> arguments = submitArguments(lane, more);
        arguments.addAll(1, List.of("--from", state));
        return arguments;
    }

    /**
     * Submits a job that fails. Submit says so itself if the job fails before all its tasks run.
     */
    String submitFailing(Lane lane, List<String> arguments) {
        StringWriter errors = new StringWriter();
        int exitCode = run(errors, arguments.toArray(String[]::new));
        String job = newest(lane);
        assertThat(exitCode).as(errors.toString()).isIn(0, 1);
        if (exitCode == 1) {
            // Suggested commands mean this stack there.
            assertThat(errors.toString()).contains(Workspace.at(home).hints(failure(job)));
        }
        return job;
    }

    /** The newest job of this lane, which may have failed by now. */
    String newest(Lane lane) {
        return flink.jobs().stream()
                .filter(j -> j.name().startsWith("flatten " + lane.raw + " "))
                .findFirst()
                .orElseThrow()
                .id();
    }

    static List<String> submitArguments(Lane lane, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "submit",
                                "flatten",
                                "--source-topic=" + lane.raw,
                                "--dest-topic=" + lane.flat,
                                "--iceberg-table=" + lane.table,
                                "--group-id=" + lane.raw,
                                "--starting-offsets=earliest",
                                "--parallelism=2"));
        arguments.addAll(List.of(more));
        if (Stream.of(more).noneMatch(a -> a.startsWith("--processing-time"))) {
            arguments.add("--processing-time=1 s");
        }
        return arguments;
    }

    void audit(Lane lane, String... more) {
        List<String> arguments = auditArguments(lane, more);
        arguments.add("--wait=300");
        succeed(arguments.toArray(String[]::new));
    }

    static List<String> auditArguments(Lane lane, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "audit",
                                "--source-topic=" + lane.raw,
                                "--dest-topic=" + lane.flat,
                                "--iceberg-table=" + lane.table,
                                "--no-pinot"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    void awaitCheckpoints(String job, long count) {
        await().atMost(SOON).until(() -> flink.completedCheckpoints(job) >= count);
    }

    void awaitArrays(String job, long count) {
        await().atMost(SOON).until(() -> flink.counter(job, "flatten.arraysIn") >= count);
        long checkpoints = flink.completedCheckpoints(job);
        awaitCheckpoints(job, checkpoints + 2);
    }

    /** Why a job failed. */
    String failure(String job) {
        await().atMost(SOON).until(() -> flink.job(job).state().equals("FAILED"));
        return flink.failure(job).orElseThrow();
    }

    void createRaw(Lane lane) {
        succeed("topics", "create", lane.raw, "--partitions=1", "--replication-factor=1");
    }

    /** An offset of the one partition of the raw topic. */
    long raw(Lane lane, OffsetSpec spec) {
        TopicPartition partition = new TopicPartition(lane.raw, 0);
        return kafka(
                admin ->
                        admin.listOffsets(Map.of(partition, spec))
                                .partitionResult(partition)
                                .get()
                                .offset());
    }

    void deleteRecords(Lane lane, long before) {
        kafka(
                admin ->
                        admin.deleteRecords(
                                        Map.of(
                                                new TopicPartition(lane.raw, 0),
                                                RecordsToDelete.beforeOffset(before)))
                                .all()
                                .get());
    }

    <T> T kafka(Question<T> question) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", (Object) stack.endpoints().kafka()))) {
            return question.ask(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    void awaitState(Lane lane, String state) {
        await().atMost(SOON)
                .until(
                        () ->
                                flink.jobs().stream()
                                        .anyMatch(
                                                j ->
                                                        j.name()
                                                                        .startsWith(
                                                                                "flatten "
                                                                                        + lane.raw
                                                                                        + " ")
                                                                && j.state().equals(state)));
    }

    void kill(String service) {
        ProcessHandle process = ProcessHandle.of(stack.pid(service).orElseThrow()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    void cancel(String job) {
        flink.cancel(job, SOON);
    }

    void succeed(String... command) {
        StringWriter errors = new StringWriter();
        assertThat(run(errors, command)).as(() -> command[0] + " said: " + errors).isZero();
    }

    String errors(List<String> command) {
        StringWriter errors = new StringWriter();
        assertThat(run(errors, command.toArray(String[]::new))).isNotZero();
        return errors.toString();
    }

    /** Runs a command on this stack. {@code --home} goes before arguments that belong to a job. */
    int run(StringWriter errors, String... command) {
        return Main.run(
                new PrintWriter(errors, true),
                onThisStack(List.of(command)).toArray(String[]::new));
    }

    /** A command with the home of this stack, which goes before arguments that belong to a job. */
    List<String> onThisStack(List<String> command) {
        boolean hasPart = List.of("topics", "pinot", "lake", "bars").contains(command.get(0));
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(hasPart ? 2 : 1, List.of("--home", home.toString()));
        return arguments;
    }
}
