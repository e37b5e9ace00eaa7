package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Assigns cores: the process under test has the first one for itself, the services and the bench
 * share the others. If that is not possible, no process is pinned.
 *
 * @param underTest list for taskset; null if nothing is pinned
 * @param services list for taskset; null if nothing is pinned
 */
record Cores(String underTest, String services) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RANGE = Pattern.compile("(\\d+)(?:-(\\d+))?");

    static final Cores SHARED = new Cores(null, null);

    /** Pins if taskset exists and there are at least two cores. */
    static Cores pinned() throws IOException {
        if (!Files.isReadable(STATUS) || !run("taskset", "--version")) {
            return SHARED;
        }
        List<Integer> allowed = parse(allowed());
        if (allowed.size() < 2) {
            return SHARED;
        }
        return new Cores(
                allowed.get(0).toString(),
                allowed.stream().skip(1).map(String::valueOf).collect(Collectors.joining(",")));
    }

    boolean arePinned() {
        return underTest != null;
    }

    /** Prefix of the command line of a process under test. */
    List<String> prefix() {
        return arePinned() ? List.of("taskset", "-c", underTest) : List.of();
    }

    /** Moves this process, and everything it starts from now on, to the cores of the services. */
    Moved moveHere() throws IOException {
        if (!arePinned()) {
            return () -> {};
        }
        String before = allowed();
        pin(ProcessHandle.current().pid(), services);
        return () -> pin(ProcessHandle.current().pid(), before);
    }

    /** Undoes a move. */
    interface Moved extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private static void pin(long pid, String cores) throws IOException {
        if (!run("taskset", "-a", "-cp", cores, Long.toString(pid))) {
            throw new IOException("taskset does not pin process " + pid + " to cores " + cores);
        }
    }

    private static String allowed() throws IOException {
        return Machine.value(STATUS, "Cpus_allowed_list", ':');
    }

    /** Parses a list such as 0-3,8. */
    static List<Integer> parse(String list) {
        List<Integer> cores = new ArrayList<>();
        Matcher part = RANGE.matcher(list);
        while (part.find()) {
            int first = Integer.parseInt(part.group(1));
            int last = part.group(2) == null ? first : Integer.parseInt(part.group(2));
            for (int core = first; core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
