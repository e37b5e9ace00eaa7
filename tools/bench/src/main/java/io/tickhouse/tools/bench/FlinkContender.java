package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.FlinkJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A job on a Flink cluster with one TaskManager, which is new for each round. The job is submitted
 * as a user submits it.
 *
 * @param choice of a leg with a sink: the jobs do not run without one
 * @param mainClass null for the one that the jar names
 * @param options of this job alone
 */
record FlinkContender(
        BenchStack stack,
        Contenders.Choice choice,
        Path jar,
        String mainClass,
        Function<Round, List<String>> options)
        implements Contender {

    /** Prefixes of the settings that decide when a dead TaskManager is detected and replaced. */
    private static final List<String> RECOVERY = List.of("heartbeat.", "restart-strategy.");

    private static final Duration CANCEL_LIMIT = Duration.ofMinutes(1);

    @Override
    public boolean endsByItself() {
        return true;
    }

    @Override
    public String killed() {
        return "the TaskManager; the JobManager stays alive";
    }

    @Override
    public Map<String, String> recoverySettings(Round round) {
        Map<String, String> settings = stack.flink().settings();
        settings.keySet()
                .removeIf(key -> RECOVERY.stream().noneMatch(prefix -> key.startsWith(prefix)));
        return settings;
    }

    @Override
    public Running start(Round round) throws IOException, InterruptedException {
        Path gcLog = GcLog.file(stack, round);
        stack.startTaskManager(GcLog.option(gcLog));
        String id = stack.submission().submit(jar, mainClass, null, arguments(round), said -> {});
        return new OnCluster(round, gcLog, id);
    }

    private List<String> arguments(Round round) {
        List<String> arguments = new ArrayList<>();
        Collections.addAll(
                arguments,
                "--source-topic=" + round.rawTopic(),
                "--iceberg-table=local." + round.table(),
                "--starting-offsets=earliest",
                "--delivery=" + round.delivery().option(),
                "--group-id=" + round.outputs(),
                "--processing-time=" + round.interval().toMillis() + " ms",
                "--parallelism=1");
        arguments.addAll(options.apply(round));
        if (round.untilEnd()) {
            arguments.add("--ending-offsets=latest");
        }
        return arguments;
    }

    private final class OnCluster implements Running {

        private final Round round;
        private final Path gcLog;
        private final String id;
        private final FlinkClient flink = stack.flink();
        private long pid = stack.taskManager();

        OnCluster(Round round, Path gcLog, String id) {
            this.round = round;
            this.gcLog = gcLog;
            this.id = id;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public String group() {
            return round.outputs();
        }

        @Override
        public boolean finished() {
            FlinkJob now = flink.job(id);
            if (now.ended() && !now.state().equals("FINISHED")) {
                throw UserError.failed(
                        "%s ended as %s; its reason is in the Flink web UI."
                                .formatted(name(), now.state()));
            }
            return now.ended();
        }

        @Override
        public double cpuSeconds() {
            return ProcessTimes.of(pid)
                    .orElseThrow(() -> UserError.failed("The TaskManager of " + name() + " died."))
                    .own();
        }

        @Override
        public OptionalLong stateBytes() {
            return OptionalLong.of(flink.largestCheckpoint(id));
        }

        @Override
        public Path gcLog() {
            return gcLog;
        }

        @Override
        public void kill() {
            Processes.kill(pid);
        }

        @Override
        public void restart() {
            pid = stack.startTaskManager(GcLog.option(gcLog));
        }

        @Override
        public void close() {
            try {
                if (!flink.job(id).ended()) {
                    flink.cancel(id, CANCEL_LIMIT);
                }
            } finally {
                stack.stopTaskManager();
            }
        }
    }
}
