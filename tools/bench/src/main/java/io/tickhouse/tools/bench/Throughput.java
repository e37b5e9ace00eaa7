package io.tickhouse.tools.bench;

import static io.tickhouse.tools.bench.Markdown.format;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs every contender in every round, in turns, so that a disturbance of the machine affects all
 * of them.
 */
record Throughput(
        Drain drain,
        Outputs outputs,
        Calibration calibration,
        Duration interval,
        Settings settings,
        Findings findings,
        Progress progress) {

    private static final int CALIBRATIONS_BEFORE = 3;
    private static final int CALIBRATION_TRIES = 4;
    private static final long CALM_SECONDS = 2;

    /**
     * Runs the contenders. If one fails, it has no figures for that round, and the others continue.
     */
    void run(List<Contender> contenders, int rounds) throws IOException, InterruptedException {
        for (int i = 0; i < (settings.quick() ? 1 : CALIBRATIONS_BEFORE); i++) {
            calibration.measure();
        }
        Map<Contender, List<RoundResult>> results = new LinkedHashMap<>();
        contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
        Calibration.Loop before = calm(calibration.measure());
        Eta eta = new Eta(rounds * contenders.size());
        for (int round = 1; round <= rounds; round++) {
            int place = 1;
            for (Contender contender : inTurn(contenders, round)) {
                Outcome outcome = runOne(contender, round);
                Calibration.Loop after = calibration.measure();
                Figures figures = outcome.figures();
                RoundResult result =
                        new RoundResult(
                                round, place++, before, after, false, figures, outcome.failure());
                before = calm(after);
                results.get(contender).add(result);
                List<ContenderResult> soFar = judged(results);
                findings.add(all -> all.withThroughput(soFar, calibration.cpuSeconds(), settings));
                progress.line(eta.line(contender, result, rounds));
            }
        }
    }

    private List<ContenderResult> judged(Map<Contender, List<RoundResult>> results) {
        return results.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(
                        entry ->
                                new ContenderResult(
                                        entry.getKey().engine(),
                                        entry.getKey().leg(),
                                        entry.getValue().stream().map(this::judged).toList()))
                .toList();
    }

    /** Each round begins with another one. */
    static <T> List<T> inTurn(List<T> all, int round) {
        int first = (round - 1) % all.size();
        List<T> order = new ArrayList<>(all.subList(first, all.size()));
        order.addAll(all.subList(0, first));
        return order;
    }

    /** Figures, or why there are none. */
    private record Outcome(Figures figures, String failure) {}

    private Outcome runOne(Contender contender, int number) throws InterruptedException {
        Round round =
                new Round(
                        drain.backlog().topic(),
                        "bench_" + contender.name().replace('-', '_') + "_r" + number,
                        intervalOf(contender),
                        Delivery.EXACTLY_ONCE,
                        true);
        try {
            return new Outcome(drain.run(contender, round), null);
        } catch (Exception e) {
            return new Outcome(null, findings.failure(e));
        } finally {
            outputs.remove(round);
        }
    }

    /**
     * Contenders that only read would finish before the others' first commit, so they commit more
     * often.
     */
    private Duration intervalOf(Contender contender) {
        Duration often = Duration.ofMillis(100);
        boolean writes = contender.leg().kafka() || contender.leg().iceberg();
        return writes || interval.compareTo(often) < 0 ? interval : often;
    }

    /** Waits a little if the machine is not as usual, but continues after some tries. */
    private Calibration.Loop calm(Calibration.Loop first) throws IOException, InterruptedException {
        Calibration.Loop measured = first;
        int tries = settings.quick() ? 1 : CALIBRATION_TRIES;
        for (int i = 1; i < tries && calibration.isOff(measured); i++) {
            TimeUnit.SECONDS.sleep(CALM_SECONDS);
            measured = calibration.measure();
        }
        return measured;
    }

    /** The result, judged by the calibration of the whole run. */
    private RoundResult judged(RoundResult result) {
        return result.judged(
                calibration.isOff(result.before()) || calibration.isOff(result.after()));
    }

    /** Tells how far the run is and when it will end. */
    private static final class Eta {

        private final long start = System.nanoTime();
        private final int total;
        private int done;

        Eta(int total) {
            this.total = total;
        }

        String line(Contender contender, RoundResult result, int rounds) {
            done++;
            double left = (System.nanoTime() - start) / 1e9 / done * (total - done);
            String outcome =
                    result.failure() == null
                            ? spent(result.figures())
                            : "FAILED: " + result.failure();
            return format(
                    "[%d/%d] round %d of %d  %-18s %s; about %s left",
                    done,
                    total,
                    result.round(),
                    rounds,
                    contender.name(),
                    outcome,
                    left < 90 ? Math.round(left) + " s" : Math.round(left / 60) + " min");
        }

        private static String spent(Figures figures) {
            Cost steady = figures.steady();
            return format(
                    "%.1f s, %.2f CPU-s/M whole, %s steady",
                    figures.seconds(),
                    figures.whole().cpuSecondsPerMillion(),
                    steady == null ? "no" : format("%.2f", steady.cpuSecondsPerMillion()));
        }
    }
}
