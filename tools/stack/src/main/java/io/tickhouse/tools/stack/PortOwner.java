package io.tickhouse.tools.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Finds out who listens on a port of this machine. */
final class PortOwner {

    private static final String LISTEN = "0A";
    private static final int LONGEST_COMMAND = 80;

    private PortOwner() {}

    static boolean isTaken(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback, port), 200);
            return true;
        } catch (IOException noAnswer) {
            // It may still be bound, to another address or by a listener with a full queue.
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(loopback, port));
                return false;
            } catch (IOException e) {
                return true;
            }
        }
    }

    /** The message for the user. */
    static String complaint(int port, String service, String remedy) {
        OptionalLong pid = find(port);
        String owner =
                pid.isEmpty()
                        ? "a process of another user"
                        : "pid " + pid.getAsLong() + describe(pid.getAsLong());
        return "Port "
                + port
                + " ("
                + service
                + ") is taken by "
                + owner
                + ": stop it or use "
                + remedy
                + ".";
    }

    private static String describe(long pid) {
        return CommandLines.of(pid)
                .filter(text -> !text.isEmpty())
                .map(
                        text ->
                                text.length() > LONGEST_COMMAND
                                        ? text.substring(0, LONGEST_COMMAND) + "..."
                                        : text)
                .map(text -> " (" + text + ")")
                .orElse("");
    }

    /** The process id; empty if the owner is hidden from this user. */
    static OptionalLong find(int port) {
        try {
            return Files.isReadable(Path.of("/proc/net/tcp")) ? fromProc(port) : fromLsof(port);
        } catch (IOException e) {
            // No lsof on this machine: the message names the port without its owner.
            return OptionalLong.empty();
        }
    }

    private static OptionalLong fromProc(int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.isReadable(Path.of(table))) {
                for (String line : Files.readAllLines(Path.of(table))) {
                    listener(line, port).ifPresent(inode -> sockets.add("socket:[" + inode + "]"));
                }
            }
        }
        if (sockets.isEmpty()) {
            return OptionalLong.empty();
        }
        return ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> holdsOne(pid, sockets))
                .findFirst();
    }

    /** The inode of the listening socket in a line of /proc/net/tcp. */
    static Optional<String> listener(String line, int port) {
        String[] fields = line.strip().split("\\s+", -1);
        String suffix = ":" + String.format(Locale.ROOT, "%04X", port);
        return fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTEN)
                ? Optional.of(fields[9])
                : Optional.empty();
    }

    private static boolean holdsOne(long pid, Set<String> sockets) {
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : open) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
            // Belongs to another user, or is already gone.
            return false;
        }
    }

    private static OptionalLong fromLsof(int port) throws IOException {
        Process lsof =
                new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String text = new String(lsof.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!lsof.waitFor(5, TimeUnit.SECONDS)) {
                lsof.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text.lines()
                .filter(line -> line.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }
}
