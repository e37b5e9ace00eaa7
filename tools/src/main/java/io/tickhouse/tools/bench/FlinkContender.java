package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.FlinkJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A job on a Flink cluster with one TaskManager, which is new for each round. The job is submitted
 * as a user submits it.
 */
final class FlinkContender implements Contender {

    /** Prefixes of the settings that decide when a dead TaskManager is detected and replaced. */
    private static final List<String> RECOVERY = List.of("heartbeat.", "restart-strategy.");

    private static final Duration CANCEL_LIMIT = Duration.ofMinutes(1);

    /**
     * The job: ours, an earlier build of ours, or what a user would write in Flink SQL without us,
     * in two variants.
     */
    enum Job {
        FLATTEN(Contenders.FLINK, "jobs", "jobs-*-all.jar", null, null),
        BEFORE(Contenders.FLINK_BEFORE, null, null, null, null),
        SQL(
                Contenders.FLINK_SQL,
                "tools/contenders",
                "contenders-*-sql.jar",
                "io.tickhouse.contenders.SqlFlatten",
                "unnest"),
        SQL_EXPLODE(
                Contenders.FLINK_SQL_EXPLODE,
                "tools/contenders",
                "contenders-*-sql.jar",
                "io.tickhouse.contenders.SqlFlatten",
                "explode");

        private final String engine;
        private final String module;
        private final String jar;
        private final String mainClass;
        private final String read;

        /**
         * @param module whose build has the jar; null if the user names the jar
         * @param jar pattern of its name
         * @param mainClass null for the one that the jar names
         * @param read how the job in SQL makes rows of an array; null for ours
         */
        Job(String engine, String module, String jar, String mainClass, String read) {
            this.engine = engine;
            this.module = module;
            this.jar = jar;
            this.mainClass = mainClass;
            this.read = read;
        }
    }

    private final BenchStack stack;
    private final Job job;
    private final Leg leg;
    private final Path jar;

    /**
     * @param leg kafka, iceberg or both: the jobs do not run without a sink
     * @throws UserError if the job is not built
     */
    FlinkContender(BenchStack stack, Job job, Leg leg) throws IOException {
        this(stack, job, leg, stack.built(job.module, job.jar));
    }

    private FlinkContender(BenchStack stack, Job job, Leg leg, Path jar) {
        this.stack = stack;
        this.job = job;
        this.leg = leg;
        this.jar = jar;
    }

    /** The flatten job of another build. */
    static FlinkContender before(BenchStack stack, Leg leg, Path jar) {
        return new FlinkContender(stack, Job.BEFORE, leg, jar);
    }

    @Override
    public String engine() {
        return job.engine;
    }

    @Override
    public Leg leg() {
        return leg;
    }

    @Override
    public boolean endsByItself() {
        return true;
    }

    @Override
    public String killed() {
        return "the TaskManager, beside which the JobManager lives on";
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
        String id =
                stack.submission().submit(jar, job.mainClass, null, arguments(round), said -> {});
        return new OnCluster(round, gcLog, id);
    }

    private List<String> arguments(Round round) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--source-topic=" + round.rawTopic(),
                                "--dest-topic=" + round.outputs(),
                                "--iceberg-table=local." + round.table(),
                                "--output-mode=" + mode(),
                                "--starting-offsets=earliest",
                                "--delivery=" + round.delivery().option(),
                                "--group-id=" + round.outputs(),
                                "--processing-time=" + round.interval().toMillis() + " ms",
                                "--parallelism=1"));
        if (job != Job.BEFORE) { // older builds use one topic for all jobs of a source
            arguments.add("--dead-letter-topic=" + TopicNames.deadLetters(round.outputs()));
        }
        if (job.read != null) {
            arguments.add("--read=" + job.read);
        }
        if (round.untilEnd()) {
            arguments.add("--ending-offsets=latest");
        }
        return arguments;
    }

    private String mode() {
        return leg == Leg.BOTH ? "both" : leg.name().toLowerCase(Locale.ROOT) + "-only";
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
                        name()
                                + " ended as "
                                + now.state()
                                + "; its reason is in the Flink web UI.");
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
