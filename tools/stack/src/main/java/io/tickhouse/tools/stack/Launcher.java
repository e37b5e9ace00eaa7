package io.tickhouse.tools.stack;

import io.tickhouse.tools.BuiltFile;
import io.tickhouse.tools.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;

/** Prepares the folder of a service and starts its process. */
final class Launcher {

    static final String CLASSPATH_OPTION = "classpath.jvm";

    private static final Pattern PATH_SEPARATOR =
            Pattern.compile(File.pathSeparator, Pattern.LITERAL);
    private static final Duration FORMAT_LIMIT = Duration.ofMinutes(1);

    private Launcher() {}

    /**
     * Starts the service and records its process; does not wait until it serves.
     *
     * @param through a program that sets something and then becomes the service, such as taskset;
     *     or empty
     */
    static Process start(Service service, List<String> through)
            throws IOException, InterruptedException {
        Files.createDirectories(service.conf());
        deleteTree(service.temp());
        Files.createDirectories(service.temp());
        for (Path folder : service.folders()) {
            createPrivate(folder);
        }
        for (Path template : service.templates()) {
            Path target = service.conf().resolve(template.getFileName().toString());
            Template.render(template, service.values(), target);
        }
        if (service.classpath() != null) {
            writeClasspath(service);
        }
        keepPrevious(service.log());
        keepPrevious(service.output());
        if (service.name().equals("kafka")) {
            formatOnce(service);
        }
        List<String> command = new ArrayList<>(through);
        command.addAll(service.command());
        Process process = spawn(service, detached(command));
        ProcessRecord.of(process.toHandle(), service.mark()).write(service.pidFile());
        return process;
    }

    /**
     * Creates a folder that other users of the machine cannot read. The S3 store treats a folder
     * that they can read as a public bucket and lists it to unsigned callers.
     */
    static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static Process spawn(Service service, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(service.dir().toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(service.output().toFile()));
        builder.environment().clear();
        builder.environment().putAll(service.environment());
        return builder.start();
    }

    /**
     * Puts the process out of reach of the terminal's Ctrl-C: either in a session of its own, or
     * with the signal ignored.
     */
    private static List<String> detached(List<String> command) {
        List<String> line = new ArrayList<>();
        if (Programs.onPath("setsid").isPresent()) {
            line.add("setsid");
        } else {
            line.addAll(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "tickhouse"));
        }
        line.addAll(command);
        return line;
    }

    private static void writeClasspath(Service service) throws IOException {
        String jars;
        try {
            jars =
                    service.classpath().toString().endsWith(".jar")
                            ? shadedJar(service.classpath())
                            : Files.readString(service.classpath()).strip();
        } catch (NoSuchFileException e) {
            throw UserError.failed(
                    "There is no "
                            + service.classpath()
                            + ": build it with mvn -Pfast package, or start this command through"
                            + " ./tickhouse.",
                    e);
        }
        PATH_SEPARATOR
                .splitAsStream(jars)
                .filter(jar -> !Files.exists(Path.of(jar)))
                .findFirst()
                .ifPresent(
                        jar -> {
                            throw UserError.failed(
                                    "The library "
                                            + jar
                                            + " of "
                                            + service.name()
                                            + " is gone: fetch it again with mvn -Pfast package.");
                        });
        // An argument file: the list is longer than some systems allow on a command line.
        String value = service.conf() + File.pathSeparator + jars;
        Files.writeString(
                service.conf().resolve(CLASSPATH_OPTION),
                "-cp\n\"" + Escapes.quotedArgument(value) + "\"\n");
    }

    private static String shadedJar(Path pattern) throws IOException {
        return BuiltFile.in(pattern.getParent(), pattern.getFileName().toString())
                .orElseThrow(() -> new NoSuchFileException(pattern.toString()))
                .toString();
    }

    private static void keepPrevious(Path log) throws IOException {
        if (Files.exists(log)) {
            Path previous = log.resolveSibling(log.getFileName() + ".previous");
            Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void formatOnce(Service kafka) throws IOException, InterruptedException {
        Path data = kafka.dir().resolve("data");
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        List<String> command =
                new ArrayList<>(kafka.command().subList(0, kafka.command().size() - 2));
        command.addAll(
                List.of(
                        "kafka.tools.StorageTool",
                        "format",
                        "--standalone",
                        "--cluster-id",
                        Uuid.randomUuid().toString(),
                        "--config",
                        kafka.conf().resolve("server.properties").toString()));
        Process format = spawn(kafka, command);
        boolean ended = format.waitFor(FORMAT_LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (!ended || format.exitValue() != 0) {
            format.destroyForcibly();
            // A half-formatted folder would be taken for a broker's data.
            deleteTree(data);
            throw UserError.failed(
                    "kafka could not prepare its data folder; the reason is in "
                            + kafka.log()
                            + ".");
        }
    }

    /** Removes a folder and its contents; links are removed, not followed. */
    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, IOException e)
                            throws IOException {
                        if (e != null) {
                            throw e;
                        }
                        Files.deleteIfExists(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
