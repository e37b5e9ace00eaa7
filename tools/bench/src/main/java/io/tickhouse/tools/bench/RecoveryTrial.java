package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.Audit;
import io.tickhouse.tools.audit.AuditOptions;
import io.tickhouse.tools.audit.AuditReport;
import io.tickhouse.tools.feed.TimedFeed;
import io.tickhouse.tools.feed.WallClock;
import io.tickhouse.tools.topics.BrokerOption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Kills a contender without notice while a feed continues, and restarts it at once. Measures how
 * long recovery takes and whether rows are lost.
 */
record RecoveryTrial(BenchStack stack, Broker broker, Plan plan) implements Trial<RecoveryResult> {

    private static final Duration FIRST_ROW_LIMIT = Duration.ofMinutes(3);
    private static final Duration LAG_LIMIT = Duration.ofMinutes(5);
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration AUDIT_PATIENCE = Duration.ofSeconds(60);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final long LOOK_MS = 50;

    /**
     * How to measure.
     *
     * @param rate trades a second
     * @param kills one after the other
     * @param interval of checkpoints and commits
     */
    record Plan(int rate, int kills, Duration interval) {}

    @Override
    public Round round(Contender contender, Delivery delivery) {
        return Round.live("recovery", contender, delivery, plan.interval());
    }

    @Override
    public RecoveryResult failed(Contender contender, Round round, String failure) {
        return new RecoveryResult(
                contender.name(),
                round.delivery().option(),
                plan.interval().toMillis(),
                plan.rate(),
                contender.killed(),
                null,
                List.of(),
                0,
                0,
                0,
                false,
                failure);
    }

    @Override
    public RecoveryResult run(Contender contender, Round round)
            throws IOException, InterruptedException {
        broker.create(round);
        WallClock clock = new WallClock();
        TimedFeed feed =
                new TimedFeed(
                        stack.endpoints().kafka(),
                        round.rawTopic(),
                        plan.rate(),
                        Trial.SYMBOLS,
                        1,
                        clock.nanos(),
                        clock);
        List<RecoveryResult.Kill> kills = new ArrayList<>();
        try (Running running = contender.start(round);
                NewRows rows = new NewRows(broker, round.outputs())) {
            CompletableFuture<Void> feeding =
                    CompletableFuture.runAsync(() -> feed.run(FOREVER, (p, at, trades) -> {}));
            try {
                awaitLag(running, round, oneSecond());
                for (int kill = 0; kill < plan.kills(); kill++) {
                    // Varies the time of the kill between two checkpoints.
                    Duration phase = plan.interval().multipliedBy(kill).dividedBy(plan.kills());
                    TimeUnit.MILLISECONDS.sleep(CALM.plus(phase).toMillis());
                    kills.add(kill(contender, running, round, rows));
                }
            } finally {
                feed.stop();
                feeding.exceptionally(failed -> null).join();
            }
            feeding.join(); // throws its failure
            awaitLag(running, round, 0);
            AuditReport audit = Audit.run(audit(contender, round));
            return result(contender, round, kills, audit);
        }
    }

    private RecoveryResult.Kill kill(
            Contender contender, Running running, Round round, NewRows rows)
            throws IOException, InterruptedException {
        long killed = System.nanoTime();
        running.kill();
        rows.fromHere();
        running.restart();
        OptionalLong first = rows.first(FIRST_ROW_LIMIT);
        if (first.isEmpty()) {
            throw UserError.failed(
                    "%s wrote nothing for %d s after it was killed and started again."
                            .formatted(contender.name(), FIRST_ROW_LIMIT.toSeconds()));
        }
        awaitLag(running, round, oneSecond());
        return new RecoveryResult.Kill(
                (first.getAsLong() - killed) / 1e9, (System.nanoTime() - killed) / 1e9);
    }

    /** Most arrays that the feed sends in a second. */
    private static long oneSecond() {
        return Trial.PARTITIONS * Duration.ofSeconds(1).dividedBy(TimedFeed.SLICE);
    }

    private void awaitLag(Running running, Round round, long atMost)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LAG_LIMIT.toNanos();
        long lag = Long.MAX_VALUE;
        while (System.nanoTime() < deadline) {
            running.finished(); // throws if it has failed
            // In this order: records that come in between count as lag.
            long committed = broker.committed(running.group(), round.rawTopic());
            lag = broker.end(round.rawTopic()) - committed;
            if (committed > 0 && lag <= atMost) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        throw UserError.failed(
                "Group %s is still %d arrays behind after %d minutes."
                        .formatted(running.group(), lag, LAG_LIMIT.toMinutes()));
    }

    private AuditOptions audit(Contender contender, Round round) {
        return new AuditOptions(
                BrokerOption.clientProperties(stack.endpoints().kafka()),
                round.rawTopic(),
                TopicNames.deadLetters(round.outputs()),
                round.outputs(),
                "local." + round.table(),
                stack.catalog(),
                contender.leg() == Leg.BOTH
                        ? AuditOptions.OutputMode.BOTH
                        : AuditOptions.OutputMode.KAFKA_ONLY,
                round.delivery(),
                null,
                null,
                null,
                1,
                AUDIT_PATIENCE);
    }

    private RecoveryResult result(
            Contender contender, Round round, List<RecoveryResult.Kill> kills, AuditReport audit) {
        return new RecoveryResult(
                contender.name(),
                round.delivery().option(),
                plan.interval().toMillis(),
                plan.rate(),
                contender.killed(),
                contender.recoverySettings(round),
                kills,
                audit.elements(),
                audit.sides().stream().mapToLong(AuditReport.Side::missing).sum(),
                audit.sides().stream().mapToLong(AuditReport.Side::duplicates).sum(),
                audit.clean(),
                null);
    }
}
