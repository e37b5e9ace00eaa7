package io.tickhouse.tools.stack;

import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The stack of real services on this machine. Each is a process of its own that outlives the
 * command that started it. All state is in one directory.
 */
public final class LocalStack {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(15);
    private static final Duration NEWS = Duration.ofSeconds(10);
    private static final int LAST_LINES = 15;

    /** How often a service may be started within one command. */
    private static final int STARTS = 3;

    /** A higher exit code means that a signal ended the process. */
    private static final int SIGNALS = 128;

    // Two of the standard ports are 100 apart, so two stacks 100 apart would meet.
    private static final int OFFSET_STEP = 200;
    private static final String LOCK = ".lock";
    // Excludes other threads of this process; the lock file excludes other processes.
    private static final Object MONITOR = new Object();

    private final Path home;
    private final Path root;
    private final List<String> through;

    private LocalStack(Path home, Path root, List<String> through) {
        this.home = home.toAbsolutePath().normalize();
        this.root = root.toAbsolutePath().normalize();
        this.through = List.copyOf(through);
    }

    /** The stack that the command line refers to. */
    public static LocalStack of(Workspace workspace) {
        return of(workspace.home(), workspace.projectRoot());
    }

    /**
     * The stack in this place.
     *
     * @param home state directory, created if missing
     * @param projectRoot the built checkout, which holds configuration and classpaths
     */
    public static LocalStack of(Path home, Path projectRoot) {
        return new LocalStack(home, projectRoot, List.of());
    }

    /**
     * The same stack, but its services are started through a program that sets something and then
     * becomes the service, for example {@code taskset -c 0}. Running services are not changed.
     */
    public LocalStack startingThrough(List<String> program) {
        return new LocalStack(home, root, program);
    }

    /** The state directory, absolute. */
    public Path home() {
        return home;
    }

    /** Where its services listen. */
    public Endpoints endpoints() {
        return services().endpoints();
    }

    /**
     * Starts what was chosen and does not run, and returns when all of it serves.
     *
     * @return names of the services that were started
     * @throws UserError if a port is taken, a service does not start, or the options contradict the
     *     existing data
     */
    public List<String> up(StackOptions options, Progress progress) {
        requireUsableName();
        select(Layout.resolve(home, options), options); // refuses before there is a folder
        return exclusively(
                progress,
                () -> {
                    requireOwnFolder();
                    Layout layout = Layout.resolve(home, options);
                    List<Service> selected = select(layout, options);
                    List<Service> idle = idle(selected);
                    requireFreePorts(idle, layout);
                    layout.recordIn(home);
                    services().endpoints().rememberIn(home);
                    bringUp(selected, () -> idle(selected), progress);
                    return names(idle);
                });
    }

    private List<Service> select(Layout layout, StackOptions options) {
        return new Services(home, root, layout).selected(options.services(), options.without());
    }

    /**
     * Restarts every service that was started and has died, including those that die during the
     * call.
     *
     * @return names of the services that had died, in start order
     */
    public List<String> heal(Progress progress) {
        return exclusively(
                progress,
                () -> {
                    Set<String> healed = bringUp(dead(), this::dead, progress);
                    return names(services().all()).stream().filter(healed::contains).toList();
                });
    }

    private List<Service> dead() {
        return idle(
                services().all().stream()
                        .filter(service -> Files.exists(service.pidFile()))
                        .toList());
    }

    private List<Service> idle(List<Service> services) {
        return services.stream().filter(service -> process(service).isEmpty()).toList();
    }

    /**
     * Stops everything and returns when all of it is gone. Data stays.
     *
     * @return names of the services that were stopped
     */
    public List<String> down(Progress progress) {
        if (!Files.exists(home)) {
            return List.of();
        }
        return exclusively(
                progress,
                () -> {
                    List<Service> all = new Services(home, root, Layout.orStandard(home)).all();
                    Stopwatch watch = new Stopwatch(progress);
                    List<String> stopped = new ArrayList<>();
                    // Services that hold data stop last, because the others write to them until the
                    // end.
                    for (boolean holdsData : List.of(false, true)) {
                        List<Service> wave =
                                all.stream()
                                        .filter(service -> service.holdsData() == holdsData)
                                        .toList();
                        stopped.addAll(names(wave.stream().filter(this::running).toList()));
                        inParallel(wave, service -> stop(service, watch));
                    }
                    return stopped;
                });
    }

    /** Stops one service and returns when it is gone. Does nothing if it does not run. */
    public void stop(String service, Progress progress) {
        Service found = service(service);
        exclusively(
                progress,
                () -> {
                    stop(found, new Stopwatch(progress));
                    return null;
                });
    }

    /** Stops everything and removes the state directory with all its data. */
    public void clear(Progress progress) {
        if (!Files.exists(home)) {
            return;
        }
        requireOwnFolder();
        List<String> stopped = down(progress);
        if (!stopped.isEmpty()) {
            progress.line("stopped " + String.join(", ", stopped));
        }
        try {
            Launcher.deleteTree(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status of each service, in start order. Takes about a second. */
    public List<ServiceStatus> status() {
        return services().all().parallelStream().map(this::status).toList();
    }

    /** Process id of a service while it lives. */
    public OptionalLong pid(String service) {
        return process(service(service))
                .map(found -> OptionalLong.of(found.pid()))
                .orElseGet(OptionalLong::empty);
    }

    /** The log file of a service. */
    public Path log(String service) {
        return service(service).log();
    }

    List<Service> all() {
        return services().all();
    }

    private Service service(String name) {
        return services().all().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> UserError.badUsage(Services.unknown(name)));
    }

    private Services services() {
        return new Services(home, root, Layout.recordedIn(home).orElse(Layout.STANDARD));
    }

    private ServiceStatus status(Service service) {
        Optional<ProcessHandle> process = process(service);
        ServiceStatus.State state;
        if (process.isPresent()) {
            state =
                    service.probe().answers()
                            ? ServiceStatus.State.UP
                            : ServiceStatus.State.NOT_ANSWERING;
        } else {
            state =
                    Files.exists(service.pidFile())
                            ? ServiceStatus.State.DIED
                            : ServiceStatus.State.STOPPED;
        }
        OptionalLong pid =
                process.map(found -> OptionalLong.of(found.pid())).orElseGet(OptionalLong::empty);
        return new ServiceStatus(
                service.name(),
                state,
                pid,
                service.ports(),
                pid.isPresent() ? Memory.residentMb(pid.getAsLong()) : OptionalLong.empty(),
                service.log());
    }

    /**
     * Returns when all of it serves, including services that are killed while others start.
     *
     * @param first what to bring up
     * @param missing what should run but does not; asked repeatedly
     * @return names of all services that were brought up
     */
    private Set<String> bringUp(
            List<Service> first, Supplier<List<Service>> missing, Progress progress) {
        requirePrograms(first);
        Stopwatch watch = new Stopwatch(progress);
        Map<String, CompletableFuture<Void>> ready = new LinkedHashMap<>();
        Map<String, Integer> rounds = new HashMap<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Service> due = first;
            while (!due.isEmpty() || ready.values().stream().anyMatch(start -> !start.isDone())) {
                for (Service service : due) {
                    CompletableFuture<Void> start =
                            rounds.merge(service.name(), 1, Integer::sum) > STARTS
                                    ? CompletableFuture.failedFuture(endsAgainAndAgain(service))
                                    : stores(service, ready)
                                            .thenRunAsync(() -> bringUp(service, watch), threads);
                    ready.put(service.name(), start);
                }
                Thread.sleep(POLL.toMillis());
                due =
                        missing.get().stream()
                                .filter(service -> mayStart(ready.get(service.name())))
                                .toList();
            }
        } catch (InterruptedException e) {
            // What has begun is finished below.
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdown();
        }
        report(ready);
        return ready.keySet();
    }

    private static boolean mayStart(CompletableFuture<Void> before) {
        return before == null || (before.isDone() && !before.isCompletedExceptionally());
    }

    /**
     * A store must answer before the services that use it start. Flink's two processes find each
     * other.
     */
    private CompletableFuture<Void> stores(
            Service service, Map<String, CompletableFuture<Void>> ready) {
        return CompletableFuture.allOf(
                services().all().stream()
                        .filter(Service::holdsData)
                        .map(Service::name)
                        .filter(service.needs()::contains)
                        .filter(ready::containsKey)
                        .map(ready::get)
                        .toArray(CompletableFuture<?>[]::new));
    }

    private static UserError endsAgainAndAgain(Service service) {
        return UserError.failed(
                service.name()
                        + " ended "
                        + STARTS
                        + " times while it or another service started; see "
                        + service.log()
                        + ".");
    }

    /** Checked only on a start: running services can be stopped without these programs. */
    private void requirePrograms(List<Service> services) {
        for (Service service : services) {
            String program = service.command().get(0);
            if (!program.contains("/")
                    && process(service).isEmpty()
                    && Programs.onPath(program).isEmpty()) {
                throw UserError.badUsage(
                        "There is no "
                                + program
                                + " program on the PATH, which the "
                                + service.name()
                                + " service of this stack runs: install it, or use another --home"
                                + " with --object-store s3proxy, which needs none.");
            }
        }
    }

    private static void report(Map<String, CompletableFuture<Void>> ready) {
        List<String> problems = new ArrayList<>();
        for (CompletableFuture<Void> future : ready.values()) {
            try {
                future.join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof UserError)) {
                    throw e;
                }
                // Services that waited for a failed one fail with its message.
                if (!problems.contains(e.getCause().getMessage())) {
                    problems.add(e.getCause().getMessage());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw UserError.failed(String.join(System.lineSeparator(), problems));
        }
    }

    private void bringUp(Service service, Stopwatch watch) {
        try {
            Optional<ProcessHandle> running = process(service);
            if (running.isPresent() && service.probe().answers()) {
                watch.line(service, "is already running (pid " + running.get().pid() + ")");
                return;
            }
            if (running.isEmpty() && Files.exists(service.pidFile())) {
                watch.line(service, "had died; starting it again");
            }
            if (running.isPresent() && answersInTime(service, watch)) {
                return;
            }
            for (int starts = 1; ; starts++) {
                Process process = Launcher.start(service, through);
                if (answersInTime(service, watch)) {
                    return;
                }
                if (starts == STARTS || !wasKilled(process)) {
                    showLastLines(service, watch);
                    throw UserError.failed(
                            service.name() + " ended while it started; see " + service.log() + ".");
                }
                watch.line(service, "was killed while it started; starting it again");
            }
        } catch (IOException e) {
            throw UserError.failed("Cannot start " + service.name() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted while starting " + service.name() + ".", e);
        }
    }

    /**
     * Whether the service came to serve; false if its process ended first.
     *
     * @throws UserError if it does neither for too long
     */
    private boolean answersInTime(Service service, Stopwatch watch)
            throws IOException, InterruptedException {
        Stopwatch own = new Stopwatch(text -> {});
        Duration nextNews = NEWS;
        while (!service.probe().answers()) {
            Optional<ProcessHandle> process = process(service);
            if (process.isEmpty()) {
                return false;
            }
            if (own.elapsed().compareTo(service.patience()) > 0) {
                showLastLines(service, watch);
                throw UserError.failed(
                        service.name()
                                + " (pid "
                                + process.get().pid()
                                + ") does not answer after "
                                + service.patience().toSeconds()
                                + " s; see "
                                + service.log()
                                + ", then ./tickhouse down and up again.");
            }
            if (own.elapsed().compareTo(nextNews) > 0) {
                watch.line(service, "is still starting");
                nextNews = nextNews.plus(NEWS);
            }
            Thread.sleep(POLL.toMillis());
        }
        watch.line(
                service,
                service.ports().isEmpty() ? "runs" : "is ready on 127.0.0.1:" + service.mainPort());
        return true;
    }

    /** Whether a signal ended it. A process that ended by itself would only do so again. */
    private static boolean wasKilled(Process process) throws InterruptedException {
        return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() > SIGNALS;
    }

    private static void showLastLines(Service service, Stopwatch watch) throws IOException {
        List<Path> files =
                service.log().equals(service.output())
                        ? List.of(service.log())
                        : List.of(service.log(), service.output());
        StringBuilder text = new StringBuilder("last lines:");
        for (Path file : files) {
            for (String line : Tail.of(file, LAST_LINES)) {
                text.append(System.lineSeparator()).append("    ").append(line);
            }
        }
        watch.line(service, text.toString());
    }

    private void stop(Service service, Stopwatch watch) {
        try {
            Optional<ProcessHandle> found = process(service);
            if (found.isPresent()) {
                ProcessHandle process = found.get();
                process.destroy();
                String how = "stopped";
                if (!await(service.grace(), () -> process(service).isEmpty())) {
                    process.destroyForcibly();
                    how = "killed after " + service.grace().toSeconds() + " s";
                    if (!await(KILL_LIMIT, () -> process(service).isEmpty())) {
                        throw UserError.failed(
                                service.name()
                                        + " (pid "
                                        + process.pid()
                                        + ") does not end: end it by hand and try again.");
                    }
                }
                watch.line(service, how);
            }
            Files.deleteIfExists(service.pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted while stopping " + service.name() + ".", e);
        }
    }

    private static boolean await(Duration limit, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }

    private static void inParallel(
            List<Service> services, java.util.function.Consumer<Service> action) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Map<String, CompletableFuture<Void>> done = new LinkedHashMap<>();
            for (Service service : services) {
                done.put(
                        service.name(),
                        CompletableFuture.runAsync(() -> action.accept(service), threads));
            }
            report(done);
        } finally {
            threads.shutdown();
        }
    }

    private boolean running(Service service) {
        return process(service).isPresent();
    }

    private Optional<ProcessHandle> process(Service service) {
        try {
            return ProcessRecord.read(service.pidFile()).flatMap(ProcessRecord::process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(List<Service> services) {
        return services.stream().map(Service::name).toList();
    }

    private void requireFreePorts(List<Service> services, Layout layout) {
        List<String> complaints = new ArrayList<>();
        for (Service service : services) {
            for (int port : service.ports().values()) {
                if (PortOwner.isTaken(port)) {
                    complaints.add(PortOwner.complaint(port, service.name(), remedy(layout)));
                }
            }
        }
        if (!complaints.isEmpty()) {
            throw UserError.failed(String.join(System.lineSeparator(), complaints));
        }
    }

    /**
     * Suggests an offset at which all ports are free. Once this folder is bound to an offset,
     * another folder is needed too.
     */
    private String remedy(Layout layout) {
        int offset = layout.portOffset() + OFFSET_STEP;
        while (offset < Layout.HIGHEST_OFFSET && anyPortTaken(offset, layout.objectStore())) {
            offset += OFFSET_STEP;
        }
        return "--port-offset " + offset + (Layout.isIn(home) ? " with another --home" : "");
    }

    private boolean anyPortTaken(int offset, ObjectStore store) {
        return new Services(home, root, new Layout(offset, store))
                .all().stream()
                        .flatMap(service -> service.ports().values().stream())
                        .anyMatch(PortOwner::isTaken);
    }

    /** {@code clear} removes this folder, so it must be ours alone. */
    private void requireOwnFolder() {
        if (!Files.exists(home) || Layout.isIn(home)) {
            return;
        }
        try (Stream<Path> entries = Files.list(home)) {
            boolean empty = entries.allMatch(entry -> entry.getFileName().toString().equals(LOCK));
            if (!empty && !home.getFileName().toString().equals(".tickhouse")) {
                throw UserError.badUsage(
                        home
                                + " holds files that are not of a local stack: name an empty or a"
                                + " new folder as --home.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Rejects names that break a service. Configuration is on the class path, and Java 17 cannot
     * have every folder there; Flink treats a backslash as a slash. All other names work.
     */
    private void requireUsableName() {
        String name = home.toString();
        if (name.contains("${") || name.codePoints().anyMatch(LocalStack::cannotWork)) {
            throw UserError.badUsage(
                    "The name of "
                            + home
                            + " has a colon, a comma, a backslash, ${, a control character or a"
                            + " character beyond 16 bits in it, which Java 17 or Flink cannot work"
                            + " in: name another folder as --home.");
        }
    }

    private static boolean cannotWork(int codePoint) {
        return codePoint == File.pathSeparatorChar
                || codePoint == ',' // between Flink's folders for temporary files
                || codePoint == '\\'
                || Character.isISOControl(codePoint)
                || Character.isSupplementaryCodePoint(codePoint);
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /** Runs the work alone: two commands must not start or stop the same services at once. */
    private <T> T exclusively(Progress progress, Work<T> work) {
        synchronized (MONITOR) {
            try {
                if (!Files.exists(home)) {
                    Launcher.createPrivate(home);
                }
                try (FileChannel channel =
                                FileChannel.open(
                                        home.resolve(LOCK),
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE);
                        FileLock lock = lock(channel, progress)) {
                    if (!lock.isValid()) {
                        throw new IOException("lost the lock of " + home);
                    }
                    return work.run();
                }
            } catch (IOException e) {
                throw UserError.failed("Cannot use " + home + ": " + e.getMessage(), e);
            }
        }
    }

    private static FileLock lock(FileChannel channel, Progress progress) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            progress.line("another command starts or stops this stack; waiting for it");
            lock = channel.lock();
        }
        return lock;
    }

    /** Reports progress with the time since the start. */
    private record Stopwatch(Progress progress, long startNanos) {

        Stopwatch(Progress progress) {
            this(progress, System.nanoTime());
        }

        Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }

        void line(Service service, String text) {
            progress.line(
                    String.format(
                            Locale.ROOT,
                            "%6.1f s  %-11s %s",
                            elapsed().toMillis() / 1000.0,
                            service.name(),
                            text));
        }
    }
}
