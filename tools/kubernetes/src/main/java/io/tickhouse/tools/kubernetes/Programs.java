package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.Printable;
import io.tickhouse.tools.UserError;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Programs of the user's machine. They run in the folder of the checkout, so that their arguments
 * are those of docs/kubernetes.md. None outlives this process.
 */
final class Programs {

    /** How long a program gets to end after it was asked to. */
    private static final long FAREWELL_SECONDS = 10;

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    /** What a program said. */
    record Result(int exitCode, String out, String err) {

        boolean ok() {
            return exitCode == 0;
        }
    }

    private final List<Path> searchPath;
    private final Path directory;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * Creates it without starting anything.
     *
     * @param searchPath folders in which programs are looked for, in this order
     * @param directory in which they run
     */
    Programs(List<Path> searchPath, Path directory) {
        this.searchPath = List.copyOf(searchPath);
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "k8s-programs"));
    }

    /** Those of the PATH. */
    static Programs onPath(Path directory) {
        String path = System.getenv().getOrDefault("PATH", "");
        return new Programs(
                Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                        .splitAsStream(path)
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList(),
                directory);
    }

    Path directory() {
        return directory;
    }

    /** Where a program is; empty if it is not installed. */
    Optional<Path> find(String name) {
        return searchPath.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs a program to its end.
     *
     * @param input for its standard input
     * @throws UserError if it does not end in time
     */
    Result run(List<String> command, String input, Duration atMost) {
        Process process = start(builder(command));
        try {
            CompletableFuture<String> out = text(process.getInputStream());
            CompletableFuture<String> err = text(process.getErrorStream());
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException notRead) {
                // It ended without reading; its exit code and its message count.
            }
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw UserError.outage(
                        "%s did not end in %d s."
                                .formatted(
                                        String.join(
                                                " ",
                                                command.subList(0, Math.min(4, command.size()))),
                                        atMost.toSeconds()),
                        null);
            }
            refuseWhenStopped();
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted.", e);
        } finally {
            end(process);
        }
    }

    /** Runs a program and hands on each line that it writes, to both of its outputs. */
    int follow(List<String> command, Consumer<String> lines) {
        Process process = start(builder(command).redirectErrorStream(true));
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(Printable.text(COLOUR.matcher(line).replaceAll("")));
            }
            int exitCode = process.waitFor();
            refuseWhenStopped();
            return exitCode;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted.", e);
        } finally {
            end(process);
        }
    }

    /** Starts a program that runs until {@link #end}; both of its outputs are one. */
    Process start(List<String> command) {
        return start(builder(command).redirectErrorStream(true));
    }

    /** Ends a program that may have ended already. */
    void end(Process process) {
        process.destroy();
        running.remove(process);
    }

    private ProcessBuilder builder(List<String> command) {
        List<String> words = new ArrayList<>(command);
        String name = words.get(0);
        words.set(
                0,
                find(name).orElseThrow(() -> missing(List.of(name))).toAbsolutePath().toString());
        return new ProcessBuilder(words).directory(directory.toFile());
    }

    /** A program that was ended from outside has not failed, and no other one is begun. */
    private void refuseWhenStopped() {
        if (stopped) {
            throw UserError.failed("Stopped.");
        }
    }

    private Process start(ProcessBuilder builder) {
        refuseWhenStopped();
        try {
            Process process = builder.start();
            running.add(process);
            return process;
        } catch (IOException e) {
            throw UserError.failed(
                    builder.command().get(0) + " cannot be started: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Looks for all of these.
     *
     * @throws UserError that names each missing one and how to get it
     */
    void require(List<String> names) {
        List<String> missing = names.stream().filter(name -> find(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    private static UserError missing(List<String> names) {
        List<String> sentences = names.stream().map(Programs::remedy).toList();
        return UserError.failed(String.join(System.lineSeparator(), sentences));
    }

    private static String remedy(String name) {
        return switch (name) {
            case "kubectl" ->
                    "kubectl is not on the PATH: install version 1.27 or newer"
                            + " (https://kubernetes.io/docs/tasks/tools/).";
            case "helm" ->
                    "helm is not on the PATH: install version 3.13 or newer"
                            + " (https://helm.sh/docs/intro/install/).";
            case "minikube" ->
                    "minikube is not on the PATH: install it"
                            + " (https://minikube.sigs.k8s.io/docs/start/), or name another cluster"
                            + " with --context.";
            default -> name + " is not on the PATH: install it.";
        };
    }

    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return "";
                    }
                },
                task -> new Thread(task, "k8s-output").start());
    }

    /** Ctrl-C reaches the programs as well; a signal to this process alone does not. */
    private void endAll() {
        stopped = true;
        running.forEach(Process::destroy);
        for (Process process : running) {
            try {
                process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
