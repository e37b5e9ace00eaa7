package io.tickhouse.tools.alpaca;

import io.tickhouse.alpaca.emulator.AlpacaEmulatorCommand;
import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A local Alpaca in its own process, which ends with {@link #close}. */
public final class EmulatorProcess implements AutoCloseable {

    /** Keys that only give access to an emulator. */
    static final String KEY = "AKTEST";

    static final String SECRET = "s3cret";

    private static final List<String> SYMBOLS =
            List.of("AAPL", "AMZN", "BRK.B", "GOOGL", "IBM", "META", "MSFT", "NVDA", "SPY", "TSLA");
    private static final Pattern STREAM =
            Pattern.compile("stream +(ws://127\\.0\\.0\\.1:(\\d+)\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final URI stream;
    private final int port;

    private EmulatorProcess(Process process, Path log, URI stream, int port) {
        this.process = process;
        this.log = log;
        this.stream = stream;
        this.port = port;
    }

    /**
     * Starts an emulator and returns when it serves.
     *
     * @param folder for its log and its key file
     * @param arguments of the command alpaca-emulator
     * @throws UserError if it does not start
     */
    public static EmulatorProcess start(Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path log = folder.resolve("emulator.log");
        List<String> command = new ArrayList<>();
        command.add(JavaProgram.path());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(AlpacaEmulatorCommand.class.getName());
        command.addAll(List.of("--symbols", String.join(",", SYMBOLS)));
        command.addAll(arguments);
        Files.deleteIfExists(log);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            Matcher stream = STREAM.matcher(Files.readString(log));
            if (stream.find()) {
                return new EmulatorProcess(
                        process,
                        log,
                        URI.create(stream.group(1)),
                        Integer.parseInt(stream.group(2)));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        process.destroyForcibly();
        throw UserError.failed(
                "The emulator did not start: "
                        + Files.readString(log).lines().findFirst().orElse("it says nothing")
                        + " ("
                        + log
                        + ").");
    }

    /** The WebSocket of its feed iex. */
    public URI stream() {
        return stream;
    }

    /** The URL to use instead of {@code https://data.alpaca.markets}. */
    public URI history() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public List<String> symbols() {
        return SYMBOLS;
    }

    /** A file with keys that it accepts. Only its owner may read the file. */
    public Path keys() throws IOException {
        return keys(log.resolveSibling("keys.properties"), KEY, SECRET);
    }

    static Path keys(Path file, String key, String secret) throws IOException {
        Files.deleteIfExists(file);
        if (Files.getFileStore(file.toAbsolutePath().getParent())
                .supportsFileAttributeView("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        return Files.writeString(
                file,
                "APCA_API_KEY_ID=" + key + "\nAPCA_API_SECRET_KEY=" + secret + "\n",
                StandardCharsets.UTF_8);
    }

    /** Number of matching lines in its journal since it was started. */
    public long journal(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> pattern.matcher(line).find()).count();
        }
    }

    public long connections() throws IOException {
        return journal("^connected ");
    }

    public long faults() throws IOException {
        return journal("^fault \\d+ of ");
    }

    /** Kills it; clients see a server that died. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
