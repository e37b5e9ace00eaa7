package io.tickhouse.tools.bench;

import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A program in its own JVM: the loop without a framework, or the Streams application.
 *
 * @param program what follows the options of the JVM: -jar FILE, or -cp FILES CLASS
 * @param recovery arguments that decide how soon it is back after a kill, by name
 */
record JavaContender(
        BenchStack stack,
        Contenders.Choice choice,
        List<String> program,
        Function<Round, List<String>> arguments,
        Function<Round, Map<String, String>> recovery)
        implements Contender {

    // The same as for the TaskManager.
    private static final List<String> JVM =
            List.of("-Xms256m", "-Xmx896m", "-XX:MaxDirectMemorySize=320m", "-XX:+UseG1GC");
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final long POLL_MS = 5;
    // A parent process that waits for the program's end and then stays. Only a parent can learn the
    // CPU time of an ended process.
    private static final String WITNESS = "end=$1; shift; \"$@\"; echo $? >\"$end\"; read -r _";

    @Override
    public boolean endsByItself() {
        return !engine().equals(Contenders.STREAMS);
    }

    @Override
    public String killed() {
        return "its one JVM";
    }

    @Override
    public Map<String, String> recoverySettings(Round round) {
        return recovery.apply(round);
    }

    @Override
    public Running start(Round round) throws IOException, InterruptedException {
        return new OwnProcess(round);
    }

    private final class OwnProcess implements Running {

        private final Round round;
        private final Path gcLog;
        private final Path output;
        private final Path exitCode;
        private Process witness;
        private ProcessHandle java;

        OwnProcess(Round round) throws IOException, InterruptedException {
            this.round = round;
            this.gcLog = GcLog.file(stack, round);
            this.output = gcLog.resolveSibling(round.outputs() + ".log");
            this.exitCode = gcLog.resolveSibling(round.outputs() + ".exit");
            launch();
        }

        private void launch() throws IOException, InterruptedException {
            Files.deleteIfExists(exitCode);
            List<String> command =
                    new ArrayList<>(List.of("sh", "-c", WITNESS, name(), exitCode.toString()));
            command.addAll(stack.cores().prefix());
            command.add(JavaProgram.path());
            command.addAll(JVM);
            command.add(GcLog.option(gcLog));
            command.addAll(program);
            command.addAll(arguments.apply(round));
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(new File(output.toString())));
            builder.environment().putAll(environment());
            witness = builder.start();
            try {
                java = child();
            } catch (UserError | IOException | InterruptedException e) {
                witness.descendants().forEach(ProcessHandle::destroyForcibly);
                witness.destroyForcibly();
                throw e;
            }
        }

        private Map<String, String> environment() {
            // Keys are in the environment, because every user of a machine can read arguments.
            Endpoints at = stack.endpoints();
            return Map.of(
                    "KAFKA_BROKERS", at.kafka(),
                    "CATALOG_URI", at.catalog(),
                    "ICEBERG_WAREHOUSE", at.warehouse(),
                    "S3_ENDPOINT", at.s3(),
                    "S3_ACCESS_KEY", at.s3AccessKey(),
                    "S3_SECRET_KEY", at.s3SecretKey(),
                    "AWS_ACCESS_KEY_ID", at.s3AccessKey(),
                    "AWS_SECRET_ACCESS_KEY", at.s3SecretKey(),
                    "AWS_REGION", "us-east-1");
        }

        private ProcessHandle child() throws IOException, InterruptedException {
            long deadline = System.nanoTime() + START_LIMIT.toNanos();
            while (System.nanoTime() < deadline) {
                try (Stream<ProcessHandle> children = witness.children()) {
                    ProcessHandle child = children.findFirst().orElse(null);
                    if (child != null) {
                        return child;
                    }
                }
                if (Files.exists(exitCode)) {
                    finished();
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
            throw UserError.failed(name() + " did not start; see " + output + ".");
        }

        @Override
        public long pid() {
            return java.pid();
        }

        @Override
        public String group() {
            return round.outputs();
        }

        @Override
        public boolean finished() throws IOException {
            String code;
            try {
                code = Files.readString(exitCode).strip();
            } catch (NoSuchFileException stillRuns) {
                return false;
            }
            if (!code.isEmpty() && !code.equals("0")) {
                throw UserError.failed(
                        name() + " ended with exit code " + code + "; see " + output + ".");
            }
            return !code.isEmpty();
        }

        @Override
        public double cpuSeconds() {
            // In this order: a process that ends in between is counted by the second call.
            double alive = ProcessTimes.of(java.pid()).map(ProcessTimes::own).orElse(0.0);
            double ended = ProcessTimes.of(witness.pid()).map(ProcessTimes::children).orElse(0.0);
            return Math.max(alive, ended);
        }

        @Override
        public OptionalLong stateBytes() {
            return OptionalLong.empty();
        }

        @Override
        public Path gcLog() {
            return gcLog;
        }

        @Override
        public void kill() throws IOException {
            Processes.kill(java.pid());
            dismissWitness();
        }

        @Override
        public void restart() throws IOException, InterruptedException {
            launch();
        }

        @Override
        public void close() throws IOException {
            try {
                Processes.end(java.pid(), GRACE);
            } finally {
                dismissWitness();
            }
        }

        private void dismissWitness() throws IOException {
            // It waits for the end of its input.
            witness.getOutputStream().close();
            Processes.end(witness.pid(), GRACE);
        }
    }
}
