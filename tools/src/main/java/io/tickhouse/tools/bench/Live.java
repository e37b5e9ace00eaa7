package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Latency and recovery of contenders that write topics, under both guarantees of delivery. */
final class Live {

    private final BenchStack stack;
    private final Broker broker;
    private final Outputs outputs;
    private final Progress progress;

    Live(BenchStack stack, Broker broker, Outputs outputs, Progress progress) {
        this.stack = stack;
        this.broker = broker;
        this.outputs = outputs;
        this.progress = progress;
    }

    /** Pinot runs only beside those that it watches: it would cost the others. */
    List<LatencyResult> latency(List<Contender> contenders, LatencyTrial.Plan plan)
            throws IOException, InterruptedException {
        List<LatencyResult> results = new ArrayList<>();
        LatencyTrial trial = new LatencyTrial(stack, plan);
        List<Contender> watched = contenders.stream().filter(trial::withPinot).toList();
        if (!watched.isEmpty()) {
            progress.line("starting Pinot");
            stack.startPinot(progress);
            latency(watched, trial, results);
            stack.stopPinot();
        }
        latency(contenders.stream().filter(c -> !trial.withPinot(c)).toList(), trial, results);
        return results;
    }

    private void latency(
            List<Contender> contenders, LatencyTrial trial, List<LatencyResult> results)
            throws IOException, InterruptedException {
        for (Contender contender : contenders) {
            for (Delivery delivery : Delivery.values()) {
                Round round = trial.round(contender, delivery);
                LatencyResult result;
                try {
                    result = trial.run(contender, round);
                } catch (UserError e) {
                    requireNotInterrupted(e);
                    result = trial.failed(contender, round, e.getMessage());
                } finally {
                    outputs.remove(round);
                }
                results.add(result);
                progress.line(said(result));
            }
        }
    }

    /** Kills each, again and again. */
    List<RecoveryResult> recovery(List<Contender> contenders, RecoveryTrial.Plan plan)
            throws IOException, InterruptedException {
        List<RecoveryResult> results = new ArrayList<>();
        RecoveryTrial trial = new RecoveryTrial(stack, broker, plan);
        for (Contender contender : contenders) {
            for (Delivery delivery : Delivery.values()) {
                Round round = trial.round(contender, delivery);
                RecoveryResult result;
                try {
                    result = trial.run(contender, round);
                } catch (UserError e) {
                    requireNotInterrupted(e);
                    result = trial.failed(contender, round, e.getMessage());
                } finally {
                    outputs.remove(round);
                }
                results.add(result);
                progress.line(said(result));
            }
        }
        return results;
    }

    private static void requireNotInterrupted(UserError e) {
        if (Thread.currentThread().isInterrupted()) {
            throw e;
        }
    }

    private static String said(LatencyResult result) {
        StringBuilder line =
                new StringBuilder("latency  " + result.contender() + ", " + result.delivery());
        if (result.failure() != null) {
            return line.append("  FAILED: ").append(result.failure()).toString();
        }
        for (LatencyResult.Place place : result.places()) {
            line.append(
                    String.format(
                            Locale.ROOT,
                            "  %s p50 %,.0f p99 %,.0f ms",
                            place.name(),
                            place.figures().p50(),
                            place.figures().p99()));
        }
        return line.toString();
    }

    private static String said(RecoveryResult result) {
        StringBuilder line =
                new StringBuilder("recovery " + result.contender() + ", " + result.delivery());
        if (result.failure() != null) {
            return line.append("  FAILED: ").append(result.failure()).toString();
        }
        for (RecoveryResult.Kill kill : result.kills()) {
            line.append(
                    String.format(
                            Locale.ROOT,
                            "  first row after %.1f s, lag below 1 s after %.1f s",
                            kill.firstRowSeconds(),
                            kill.zeroLagSeconds()));
        }
        return line + (result.clean() ? "  clean" : "  NOT CLEAN");
    }
}
