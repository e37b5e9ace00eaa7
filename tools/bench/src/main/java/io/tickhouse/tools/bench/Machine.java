package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The machine and versions for which the figures hold.
 *
 * @param cpu model
 * @param cores that this process may use
 * @param memoryBytes of the machine; 0 if the system does not tell
 * @param os name and version
 * @param kernel release
 * @param jdk version and vendor
 * @param commit of the checkout, with + if it was changed since; unknown without git
 * @param versions of libraries and services, from the build
 */
record Machine(
        String cpu,
        int cores,
        long memoryBytes,
        String os,
        String kernel,
        String jdk,
        String commit,
        Map<String, String> versions) {

    private static final Pattern VERSION =
            Pattern.compile("<([a-z0-9.]+)\\.version>([^<$]+)</\\1\\.version>");
    private static final String UNKNOWN = "unknown";

    /** This machine. */
    static Machine here(Path root) throws IOException, InterruptedException {
        return new Machine(
                value(Path.of("/proc/cpuinfo"), "model name", ':'),
                Runtime.getRuntime().availableProcessors(),
                memory(value(Path.of("/proc/meminfo"), "MemTotal", ':')),
                value(Path.of("/etc/os-release"), "PRETTY_NAME", '=').replace("\"", ""),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "%s (%s)"
                        .formatted(
                                System.getProperty("java.runtime.version"),
                                System.getProperty("java.vm.vendor")),
                commit(root),
                versions(Files.readString(root.resolve("pom.xml"))));
    }

    /** The versions among the properties of a pom. */
    static Map<String, String> versions(String pom) {
        Map<String, String> versions = new TreeMap<>();
        Matcher matcher = VERSION.matcher(pom);
        while (matcher.find()) {
            versions.put(matcher.group(1), matcher.group(2));
        }
        return versions;
    }

    /** What the file says of a name, or that it does not say. */
    static String value(Path file, String name, char separator) throws IOException {
        if (!Files.isReadable(file)) {
            return UNKNOWN;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(separator) + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }

    private static long memory(String kilobytes) {
        String digits = kilobytes.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
    }

    private static String commit(Path root) throws InterruptedException {
        String head = git(root, "rev-parse", "--short=12", "HEAD");
        if (head.isEmpty()) {
            return UNKNOWN;
        }
        return head + (git(root, "status", "--porcelain", "-uno").isEmpty() ? "" : "+");
    }

    private static String git(Path root, String... arguments) throws InterruptedException {
        try {
            Process git =
                    new ProcessBuilder(
                                    Stream.concat(
                                                    Stream.of("git", "-C", root.toString()),
                                                    Stream.of(arguments))
                                            .toList())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String out =
                    new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? out : "";
        } catch (IOException notThere) {
            return "";
        }
    }
}
