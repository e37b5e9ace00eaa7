package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port of this machine that leads to a service, by {@code kubectl port-forward}. */
final class Tunnel implements AutoCloseable {

    /** To any free port. */
    static final int ANY = 0;

    private static final Pattern OPEN = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+)");

    private final Programs programs;
    private final Process process;
    private final int port;

    private Tunnel(Programs programs, Process process, int port) {
        this.programs = programs;
        this.process = process;
        this.port = port;
    }

    /**
     * Opens it and returns when it is open.
     *
     * @param local port of this machine, or {@link #ANY}
     * @throws UserError if the port is taken, or the service has no pod that runs
     */
    static Tunnel open(Cluster cluster, String service, int remote, int local) {
        Programs programs = cluster.machine().programs();
        List<String> words =
                List.of(
                        "kubectl",
                        "port-forward",
                        "-n",
                        Plan.NAMESPACE,
                        "--address=127.0.0.1",
                        "--pod-running-timeout=5s",
                        "service/" + service,
                        (local == ANY ? "" : local) + ":" + remote);
        Process process = programs.start(cluster.inContext(words));
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = next(lines); line != null; line = next(lines)) {
            Matcher open = OPEN.matcher(line);
            if (open.find()) {
                drain(lines);
                return new Tunnel(programs, process, Integer.parseInt(open.group(1)));
            }
            said.append(line).append(System.lineSeparator());
        }
        programs.end(process);
        if (said.indexOf("address already in use") >= 0) {
            throw UserError.failed(
                    "Port %d is taken: end what listens there (./tickhouse down ends the local"
                                    .formatted(local)
                            + " stack), or move all ports but Kafka's with --port-offset.");
        }
        if (said.indexOf("timed out waiting for the condition") >= 0) {
            throw UserError.failed("no pod of it runs; ./tickhouse k8s status says why.");
        }
        throw cluster.complaint(words, said.toString());
    }

    /** kubectl writes a line for each connection, and would wait for a reader. */
    private static void drain(BufferedReader lines) {
        Thread thread =
                new Thread(
                        () -> {
                            String line = next(lines);
                            while (line != null) {
                                line = next(lines);
                            }
                        },
                        "port-forward");
        thread.setDaemon(true);
        thread.start();
    }

    private static String next(BufferedReader lines) {
        try {
            return lines.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    int port() {
        return port;
    }

    /** Whether it still leads somewhere: it ends with the pod that it leads to. */
    boolean isOpen() {
        return process.isAlive();
    }

    @Override
    public void close() {
        programs.end(process);
    }
}
