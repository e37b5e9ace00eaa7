package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Lets a contender work through the backlog and observes it from outside. */
record Drain(BenchStack stack, Broker broker, Outputs outputs, Backlog backlog) {

    private static final long LOOK_MS = 100;
    private static final Duration STALLED = Duration.ofMinutes(3);

    /**
     * Runs one contender once.
     *
     * @throws UserError if it fails, stalls, or has not written every trade
     */
    Figures run(Contender contender, Round round) throws IOException, InterruptedException {
        Map<String, Double> before = servicesCpu();
        long start = System.nanoTime();
        Watch watch = new Watch();
        Map<String, Double> services;
        long stateBytes;
        Running running = contender.start(round);
        try (running) {
            watch.toTheEnd(contender, running);
            services = servicesCpu();
            stateBytes = running.stateBytes().orElse(0);
        }
        GcLog gc = GcLog.read(running.gcLog());
        Figures.Windows windows = null;
        if (contender.leg() == Leg.WINDOWS) {
            SymbolMinutes minutes = backlog.minutes();
            windows =
                    new Figures.Windows(
                            outputs.checkWindows(contender, round, minutes),
                            stateBytes,
                            (double) stateBytes / minutes.symbols());
        } else {
            outputs.check(contender, round, backlog.trades());
        }
        double trades = backlog.trades();
        services.replaceAll((name, cpu) -> (cpu - before.getOrDefault(name, 0.0)) / trades * 1e6);
        return new Figures(
                Cost.whole(start, watch.end, backlog),
                watch.last == null ? null : Cost.of(watch.warm, watch.last, backlog),
                (watch.end.nanos() - start) / 1e9,
                watch.peakResidentBytes,
                gc.allocatedBytes() / trades,
                gc.pauseMillis(),
                services,
                contender.leg().kafka() ? outputs.topicBytes(round) / trades : null,
                contender.leg().iceberg() ? outputs.tableBytes(round) / trades : null,
                windows);
    }

    private Map<String, Double> servicesCpu() {
        Map<String, Double> cpu = new LinkedHashMap<>();
        stack.services()
                .forEach(
                        (name, pid) ->
                                ProcessTimes.of(pid)
                                        .ifPresent(times -> cpu.put(name, times.own())));
        return cpu;
    }

    /** Observes one contender. */
    private final class Watch {

        private Sample warm;
        private Sample last;
        private Sample end;
        private long peakResidentBytes;

        void toTheEnd(Contender contender, Running running)
                throws IOException, InterruptedException {
            long before = -1;
            long moved = System.nanoTime();
            while (end == null) {
                boolean finished = running.finished();
                Sample now = look(running);
                peakResidentBytes =
                        Math.max(
                                peakResidentBytes,
                                ProcessTimes.peakResidentBytes(running.pid()).orElse(0));
                // A contender that ends by itself may commit offsets in the group before its last
                // rows are in the table.
                if (finished
                        || (!contender.endsByItself() && now.committed() >= backlog.records())) {
                    end = now;
                }
                if (now.committed() != before) {
                    if (warm != null && now.committed() < backlog.records()) {
                        last = now;
                    } else if (Cost.beginsSteady(now.committed(), backlog)) {
                        warm = now;
                    }
                    before = now.committed();
                    moved = now.nanos();
                } else if (now.nanos() - moved > STALLED.toNanos()) {
                    throw UserError.failed(
                            "%s has committed nothing for %d s, after %d of %d records."
                                    .formatted(
                                            contender.name(),
                                            STALLED.toSeconds(),
                                            before,
                                            backlog.records()));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        }

        private Sample look(Running running) throws IOException, InterruptedException {
            long committed = broker.committed(running.group(), backlog.topic());
            return new Sample(System.nanoTime(), running.cpuSeconds(), committed);
        }
    }
}
