package io.tickhouse.tools.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.FreePorts;
import io.tickhouse.tools.Run;
import io.tickhouse.tools.cli.Main;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the ingest job on real services, against a local Alpaca in its own process. Each test that
 * breaks something ends in a comparison: the trades that committed readers see in the raw topic
 * must be those of the emulator's history, each once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlpacaITCase {

    private static final Duration SOON = Duration.ofMinutes(3);

    /**
     * Longer than the time from an outage to the second look at the history. Gap records and trades
     * are committed one after the other, so the gap may not be visible right after an outage.
     */
    private static final Duration REPAIR = Duration.ofSeconds(10);

    /** Each look costs the cluster more than a faster one would save. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private static final int RATE = 2000;
    private static final int STORM = 200;
    private Path home;
    private LocalStack stack;
    private FlinkClient flink;

    /** One topic, one emulator, one job. */
    private final class Trial implements AutoCloseable {

        private final String raw;
        private final Path folder;
        private final Instant opening;
        private final List<String> serverOptions;
        private EmulatorProcess emulator;
        private String job;

        Trial(String name, String... serverOptions) throws Exception {
            this(name, Instant.now(), serverOptions);
        }

        /**
         * @param opening of the emulator's day; the time before the first connection is a gap
         */
        Trial(String name, Instant opening, String... serverOptions) throws Exception {
            this.opening = opening;
            raw = "raw_" + name;
            folder = home.resolveSibling(home.getFileName() + "-" + name);
            this.serverOptions =
                    new ArrayList<>(
                            List.of("--opens-at=" + opening, "--rate=" + RATE, "--zombie-hold=0"));
            this.serverOptions.addAll(List.of(serverOptions));
            if (this.serverOptions.stream().noneMatch(o -> o.startsWith("--quotes="))) {
                this.serverOptions.add("--quotes=0");
            }
            assertThat(run("topics", "create", raw, "--partitions=3", "--replication-factor=1"))
                    .isZero();
            serve(0);
        }

        void serve(int port) throws Exception {
            List<String> arguments = new ArrayList<>(serverOptions);
            arguments.add("--port=" + port);
            emulator = EmulatorProcess.start(folder, arguments);
        }

        /**
         * @param more options that replace the usual ones; an empty one removes its option
         */
        void submit(String... more) throws Exception {
            submitFrom(null, more);
        }

        void submitFrom(String state, String... more) throws Exception {
            assertThat(run(submitArguments(state, more))).isZero();
            job = newest();
        }

        /** Submits a job that fails, before or after all its tasks run. */
        void submitFailing(String... more) throws Exception {
            assertThat(run(submitArguments(null, more))).isIn(0, 1);
            job = newest();
            awaitFailure();
        }

        private String newest() {
            return flink.jobs().stream()
                    .filter(j -> j.name().equals("ingest " + raw))
                    .findFirst()
                    .orElseThrow()
                    .id();
        }

        private String[] submitArguments(String state, String... more) throws Exception {
            List<String> arguments = new ArrayList<>(List.of("submit"));
            if (state != null) {
                arguments.addAll(List.of("--from", state));
            }
            arguments.addAll(
                    List.of(
                            "ingest",
                            "--feed=" + emulator.stream(),
                            "--history-url=" + emulator.history(),
                            "--symbols=" + String.join(",", emulator.symbols()),
                            "--credentials-file=" + emulator.keys(),
                            "--start=" + opening,
                            "--topic=" + raw,
                            "--gaps-table=local.db.gaps_" + raw,
                            "--processing-time=1 s"));
            for (String property :
                    List.of(
                            "reconnect.first-backoff=50ms",
                            "reconnect.max-backoff=500ms",
                            "reconnect.slot-waits=200ms;500ms;1s",
                            // The emulator's late trades are at most 8 s late.
                            "repair.overlap=9s",
                            "repair.slack=1s",
                            "repair.recheck-after=4s")) {
                arguments.add("--alpaca-property=alpaca." + property);
            }
            for (String argument : more) {
                String option = argument.substring(0, argument.indexOf('=') + 1);
                if (!option.equals("--alpaca-property=")) {
                    arguments.removeIf(a -> !option.isEmpty() && a.startsWith(option));
                }
                if (!argument.equals(option)) {
                    arguments.add(argument);
                }
            }
            return arguments.toArray(String[]::new);
        }

        private void awaitFailure() {
            await().atMost(SOON).until(() -> flink.job(job).state().equals("FAILED"));
        }

        Collection<JsonNode> gaps() {
            return GapLedger.read(stack.endpoints().kafka(), raw + "_gaps");
        }

        boolean allClosed() {
            return gaps().stream().noneMatch(g -> g.path("state").asText().equals("open"));
        }

        /** Lets the job catch up with everything so far, ends it, and compares the trades. */
        DayCheck.Result settle() throws Exception {
            return settle(Channel.TRADES).get(0);
        }

        List<DayCheck.Result> settle(Channel... channels) throws Exception {
            List<DayCheck.Result> results = settled(channels);
            for (DayCheck.Result result : results) {
                assertThat(result.clean()).as(result.examples().toString()).isTrue();
            }
            return results;
        }

        /** The same, and leaves the judgement to the test. */
        List<DayCheck.Result> settled(Channel... channels) throws Exception {
            Instant until = Instant.now();
            try (DayCheck check = new DayCheck(stack.endpoints().kafka(), raw)) {
                await().atMost(SOON)
                        .pollInterval(Duration.ofMillis(500))
                        .until(
                                () -> {
                                    check.update();
                                    return check.newest().isAfter(until.plus(REPAIR))
                                            && allClosed();
                                });
                flink.stop(job, null, false, SOON);
                check.update();
                List<DayCheck.Result> results = new ArrayList<>();
                for (Channel channel : channels) {
                    // A bar comes when its minute is over.
                    Instant to = channel == Channel.BARS ? until.minusSeconds(61) : until;
                    results.add(check.compare(channel, emulator, opening, to));
                }
                System.out.printf(
                        "%s: %,d faults, %s, %,d connections, %,d gaps%n",
                        raw,
                        emulator.faults(),
                        results.stream()
                                .map(DayCheck.Result::toString)
                                .collect(Collectors.joining(", ")),
                        emulator.connections(),
                        gaps().size());
                return results;
            }
        }

        @Override
        public void close() {
            emulator.close();
            flink.jobs().stream()
                    .filter(j -> j.name().equals("ingest " + raw) && !j.ended())
                    .forEach(j -> flink.cancel(j.id(), SOON));
        }
    }

    @BeforeAll
    void up() throws IOException {
        Awaitility.setDefaultPollInterval(LOOK);
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "it-alpaca-");
        stack = LocalStack.of(home, Path.of(System.getProperty("tickhouse.root")));
        stack.up(
                StackOptions.only("kafka", "catalog", "flink").onPortOffset(FreePorts.offset()),
                Progress.toStandardError());
        flink = new FlinkClient(stack.endpoints().flink());
    }

    @AfterAll
    void down() {
        stack.down(Progress.toStandardError());
        stack.clear(Progress.silent());
    }

    @Test
    void aCalmStretchArrivesAsItIs() throws Exception {
        try (Trial trial = new Trial("calm")) {
            trial.submit();
            await().atMost(SOON).until(() -> flink.completedCheckpoints(trial.job) >= 5);

            assertThat(trial.settle().messages()).isPositive();

            // A row for each opening and each end, so more than there are gaps.
            assertThat(rows("gaps_" + trial.raw)).isGreaterThan(trial.gaps().size());
            assertThat(run("gaps", "--topic=" + trial.raw)).isZero();
            assertThat(run("gaps", "--topic=" + trial.raw, "--open", "--json")).isZero();
        }
    }

    /**
     * Seeds in the property {@code tickhouse.storm.seed}, separated by commas; else as many random
     * ones as {@code tickhouse.storm.seeds} says.
     */
    static Stream<Long> seeds() {
        String given = System.getProperty("tickhouse.storm.seed", "");
        if (!given.isEmpty()) {
            return Stream.of(given.split(",")).map(Long::valueOf);
        }
        Random random = new Random();
        return Stream.generate(() -> random.nextLong() & 0xffffff)
                .limit(Integer.getInteger("tickhouse.storm.seeds", 1));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aStormLosesAndDoublesNothing(long seed) throws Exception {
        System.out.println("Seed of the storm: " + seed);
        try (Trial trial = new Trial("storm_" + seed, "--storm=" + STORM, "--seed=" + seed)) {
            trial.submit();
            await().atMost(SOON.multipliedBy(2)).until(() -> trial.emulator.faults() >= STORM);

            trial.settle();

            assertThat(flink.restarts(trial.job)).isZero();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aStormOverTradesQuotesAndBarsLosesAndDoublesNothing(long seed) throws Exception {
        System.out.println("Seed of the storm: " + seed);
        Instant opening = Instant.now().minusSeconds(150);
        String storm = "--storm=" + STORM / 2;
        try (Trial trial =
                new Trial("channels_" + seed, opening, "--quotes=0.5", storm, "--seed=" + seed)) {
            trial.submit("--channels=trades,quotes,bars");
            await().atMost(SOON).until(() -> flink.completedCheckpoints(trial.job) >= 1);
            Instant connected = Instant.now();
            await().atMost(SOON.multipliedBy(2)).until(() -> trial.emulator.faults() >= STORM / 2);
            // Some bars must come live, not from the history.
            Instant twoMinutes = connected.truncatedTo(ChronoUnit.MINUTES).plusSeconds(122);
            await().atMost(SOON).until(() -> Instant.now().isAfter(twoMinutes));

            assertThat(trial.settle(Channel.values()))
                    .allSatisfy(result -> assertThat(result.messages()).isPositive());
        }
    }

    /**
     * With and without compression, and with streams that break it. The jobs run side by side,
     * because each mostly waits for its server.
     */
    @Test
    void takesCompressionAsTheServerDoes() throws Exception {
        Path plan = Files.createTempFile("faults", ".yaml");
        Files.writeString(
                plan,
                "- {after: 2000, kind: fragments, count: 20}\n"
                        + "- {after: 2000, kind: broken-deflate}\n".repeat(5)
                        + "- {after: 2000, kind: trickle}\n"
                        + "- {after: 2000, kind: big-frame}\n");
        try (Trial agreed = new Trial("deflate", "--faults=" + plan);
                Trial declined = new Trial("no_deflate", "--faults=" + plan, "--no-deflate");
                Trial notAsked = new Trial("plain", "--faults=" + plan)) {
            List<Trial> all = List.of(agreed, declined, notAsked);
            for (Trial trial : all) {
                trial.submit("--alpaca-property=alpaca.compression=" + (trial != notAsked));
            }
            for (Trial trial : all) {
                await().atMost(SOON).until(() -> trial.emulator.faults() == 8);

                assertThat(trial.settle().messages()).isPositive();

                assertThat(trial.emulator.journal("^connected .*, compressed$"))
                        .isEqualTo(trial == agreed ? trial.emulator.connections() : 0);
                assertThat(flink.restarts(trial.job)).isZero();
            }
        } finally {
            Files.delete(plan);
        }
    }

    @Test
    void survivesTheDeathOfTheTaskManagerAmidARepair() throws Exception {
        Instant opening = Instant.now().minusSeconds(20);
        // Small pages, so that the time before the first connection takes a while.
        try (Trial trial = new Trial("killed", opening);
                DayCheck committed = new DayCheck(stack.endpoints().kafka(), trial.raw)) {
            trial.submit("--alpaca-property=alpaca.history.page-size=50");
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> isHalfRepaired(repair(trial, committed)));
            kill("taskmanager");

            // The job is restored to what is committed now.
            JsonNode gap = openGap(trial).orElse(null);
            DayCheck.Result repaired = repair(trial, committed);
            System.out.printf(
                    "Killed the TaskManager while of the %,d trades of gap %s %,d were missing%n",
                    repaired.messages(), gap, repaired.missing());
            assertThat(gap).as("open gap at the kill").isNotNull();
            assertThat(isHalfRepaired(repaired)).as("half repaired at the kill").isTrue();

            stack.heal(Progress.toStandardError());
            await().atMost(SOON).until(() -> flink.restarts(trial.job) > 0);

            trial.settle();

            Collection<JsonNode> gaps = trial.gaps();
            assertThat(gaps)
                    .filteredOn(g -> g.path("id").equals(gap.path("id")))
                    .extracting(g -> g.path("state").asText())
                    .containsExactly("repaired");
            // The gap of the restore overlaps this one, and may be the first to request a trade.
            assertThat(gaps.stream().mapToLong(g -> g.path("rows").asLong()).sum())
                    .isGreaterThanOrEqualTo(repaired.missing());
        }
    }

    /** A limit of the guarantee: messages since the last checkpoint come again, but all come. */
    @Test
    void underAtLeastOnceADeathDoublesMessagesAndLosesNone() throws Exception {
        try (Trial trial = new Trial("at_least_once");
                DayCheck visible = new DayCheck(stack.endpoints().kafka(), trial.raw)) {
            trial.submit("--delivery=at-least-once", "--processing-time=20 s");
            await().atMost(SOON).until(() -> flink.completedCheckpoints(trial.job) >= 1);
            visible.update();
            long atCheckpoint = visible.trades();
            await().atMost(SOON)
                    .until(
                            () -> {
                                visible.update();
                                return visible.trades() > atCheckpoint + RATE;
                            });
            kill("taskmanager");
            stack.heal(Progress.toStandardError());
            await().atMost(SOON).until(() -> flink.restarts(trial.job) > 0);

            DayCheck.Result day = trial.settled(Channel.TRADES).get(0);

            assertThat(day.missing()).as(day.toString()).isZero();
            assertThat(day.foreign()).as(day.toString()).isZero();
            assertThat(day.duplicates()).as(day.toString()).isPositive();
        }
    }

    private static Optional<JsonNode> openGap(Trial trial) {
        return trial.gaps().stream()
                .filter(g -> g.path("state").asText().equals("open"))
                .findFirst();
    }

    /**
     * How much of the first open gap is committed, among the trades from before the connection.
     * Only the history can have supplied those. Nothing if no gap is open.
     */
    private static DayCheck.Result repair(Trial trial, DayCheck committed) throws Exception {
        Optional<JsonNode> gap = openGap(trial);
        committed.update();
        return gap.isEmpty()
                ? new DayCheck.Result("trades", 0, 0, 0, 0, List.of())
                : committed.compare(
                        trial.emulator,
                        Instant.parse(gap.get().path("from").asText()),
                        Instant.parse(gap.get().path("opened").asText()));
    }

    private static boolean isHalfRepaired(DayCheck.Result repair) {
        return repair.missing() > 0 && repair.missing() < repair.messages();
    }

    @Test
    void goesOnFromASavepointWithAServerThatWasRestarted() throws Exception {
        try (Trial trial = new Trial("restored")) {
            trial.submit();
            await().atMost(SOON).until(() -> flink.completedCheckpoints(trial.job) >= 5);
            flink.stop(trial.job, null, false, SOON);
            int port = trial.emulator.port();
            trial.emulator.close();
            trial.serve(port);
            trial.submitFrom("latest");
            await().atMost(SOON).until(() -> flink.completedCheckpoints(trial.job) >= 2);

            trial.settle();

            assertThat(trial.gaps()).anyMatch(g -> g.path("cause").asText().equals("restored"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "wrong_key,AKTEST,wr0ng-s3cret,iex,1,(402)",
        "missing_plan,AKFREE,s3cret,sip,1,(409)",
        "symbol_limit,AKFREE,s3cret,iex,40,(405)"
    })
    void failsOnceAndSaysWhy(
            String name, String key, String secret, String feed, int symbols, String says)
            throws Exception {
        try (Trial trial = new Trial(name)) {
            Path keys = EmulatorProcess.keys(trial.folder.resolve("keys"), key, secret);
            trial.submitFailing(
                    "--no-gaps-table",
                    "--feed=" + trial.emulator.stream().resolve("/v2/" + feed),
                    "--credentials-file=" + keys,
                    "--symbols="
                            + IntStream.range(0, symbols)
                                    .mapToObj(i -> "S" + i)
                                    .collect(Collectors.joining(",")));
            String sentence = flink.failure(trial.job).orElseThrow();
            System.out.printf(
                    "%s: %d connection(s): %s%n", name, trial.emulator.connections(), sentence);
            assertThat(sentence).containsIgnoringCase(says).doesNotContain(secret);
            assertThat(output("jobs")).contains(sentence);
            assertThat(trial.emulator.connections()).isOne();
        }
    }

    @Test
    void noKeyOfAFileIsInAnyLogPageOrCheckpoint() throws Exception {
        try (Trial trial = new Trial("secrets")) {
            trial.submit();
            await().atMost(SOON).until(() -> flink.completedCheckpoints(trial.job) >= 2);
            flink.savepoint(trial.job, null, SOON);

            assertNowhere(trial, EmulatorProcess.KEY, EmulatorProcess.SECRET);
        }
    }

    /** The TaskManager has both valid and invalid keys in its environment. */
    @Test
    void noKeyOfTheEnvironmentIsInAnyLogPageOrCheckpoint() throws Exception {
        String badKey = "AKWRONG5T3HJ2";
        String badSecret = "wr0ng-7Qx2mVb9";
        restartTaskManager(
                Map.of(
                        "APCA_API_KEY_ID",
                        EmulatorProcess.KEY,
                        "APCA_API_SECRET_KEY",
                        EmulatorProcess.SECRET,
                        "WRONG_KEY",
                        badKey,
                        "WRONG_SECRET",
                        badSecret));
        try (Trial trial = new Trial("environment")) {
            trial.submit("--credentials-file=");
            await().atMost(SOON).until(() -> flink.completedCheckpoints(trial.job) >= 2);
            flink.savepoint(trial.job, null, SOON);

            assertNowhere(trial, EmulatorProcess.KEY, EmulatorProcess.SECRET);
        }
        for (boolean byHeader : List.of(false, true)) {
            try (Trial trial = new Trial("refused_" + (byHeader ? "header" : "message"))) {
                trial.submitFailing(
                        "--credentials-file=",
                        "--key-variable=WRONG_KEY",
                        "--secret-variable=WRONG_SECRET",
                        "--alpaca-property=alpaca.login.by-header=" + byHeader);
                assertThat(flink.failure(trial.job).orElseThrow()).contains("402");

                assertNowhere(trial, badKey, badSecret);
            }
        }
    }

    /**
     * Looks for secrets in everything that the web UI shows of a job and of the cluster, in the gap
     * records, and in all files of the stack: logs, checkpoints, savepoints, topics, tables.
     */
    private void assertNowhere(Trial trial, String... secrets) throws Exception {
        String taskManager = "/taskmanagers/taskmanager-1";
        List<String> pages =
                new ArrayList<>(
                        List.of(
                                "/config",
                                "/jobmanager/config",
                                "/jobmanager/environment",
                                "/jobmanager/log",
                                "/jobmanager/stdout",
                                "/jobmanager/thread-dump",
                                taskManager,
                                taskManager + "/log",
                                taskManager + "/stdout",
                                taskManager + "/thread-dump"));
        for (String page :
                List.of("", "/config", "/plan", "/exceptions", "/checkpoints", "/accumulators")) {
            pages.add("/jobs/" + trial.job + page);
        }
        pages.addAll(metricPages(taskManager));
        pages.addAll(metricPages("/jobmanager"));
        pages.addAll(metricPages("/jobs/" + trial.job));
        JsonNode vertices =
                new ObjectMapper().readTree(page("/jobs/" + trial.job)).path("vertices");
        assertThat(vertices).isNotEmpty();
        for (JsonNode vertex : vertices) {
            pages.addAll(
                    metricPages("/jobs/" + trial.job + "/vertices/" + vertex.path("id").asText()));
        }
        for (String page : pages) {
            assertThat(page(page)).as(page).doesNotContain(secrets);
        }
        // The files of this topic are compressed.
        assertThat(trial.gaps().toString()).doesNotContain(secrets);
        int[] files = {0};
        // Checkpoints come and go during the walk.
        Files.walkFileTree(
                home,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
                        files[0]++;
                        for (String secret : secrets) {
                            assertThat(holds(file, secret)).as(file.toString()).isFalse();
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        System.out.printf(
                "%s: no secret in %,d files and %d pages%n", trial.raw, files[0], pages.size());
    }

    /** The pages with names and values of the metrics below a path. */
    private List<String> metricPages(String path) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode metric : new ObjectMapper().readTree(page(path + "/metrics"))) {
            names.add(metric.path("id").asText());
        }
        List<String> pages = new ArrayList<>(List.of(path + "/metrics"));
        for (int i = 0; i < names.size(); i += 50) {
            String part = String.join(",", names.subList(i, Math.min(i + 50, names.size())));
            pages.add(path + "/metrics?get=" + URLEncoder.encode(part, StandardCharsets.UTF_8));
        }
        return pages;
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (java.nio.file.NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String page(String path) throws Exception {
        return get(stack.endpoints().flink() + path);
    }

    /** Number of rows in a table of the lake, from the summary of its newest snapshot. */
    private long rows(String table) throws Exception {
        JsonNode snapshots =
                new ObjectMapper()
                        .readTree(
                                get(
                                        stack.endpoints().catalog()
                                                + "/v1/namespaces/db/tables/"
                                                + table))
                        .path("metadata")
                        .path("snapshots");
        return snapshots.path(snapshots.size() - 1).path("summary").path("total-records").asLong();
    }

    private static String get(String uri) throws Exception {
        HttpResponse<String> response =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(uri)).build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(uri).isEqualTo(200);
        return response.body();
    }

    private void kill(String service) {
        ProcessHandle process = ProcessHandle.of(stack.pid(service).orElseThrow()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** As a user with keys does it: the process that starts it has them in its environment. */
    private void restartTaskManager(Map<String, String> environment) throws Exception {
        kill("taskmanager");
        ProcessBuilder up =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dtickhouse.root=" + System.getProperty("tickhouse.root"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "up",
                                "taskmanager",
                                "--home=" + home)
                        .inheritIO();
        up.environment().putAll(environment);
        assertThat(up.start().waitFor()).isZero();
    }

    private int run(String... command) {
        return Main.run(onThisStack(command).toArray(String[]::new));
    }

    /** A command with the home of this stack, which goes before arguments that belong to a job. */
    private List<String> onThisStack(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(command[0].equals("topics") ? 2 : 1, List.of("--home", home.toString()));
        return arguments;
    }

    private String output(String... command) {
        Run run = Run.of(onThisStack(command));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }
}
