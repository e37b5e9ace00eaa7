package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Measures latency and recovery of contenders that write topics. */
final class Live {

    private final BenchStack stack;
    private final Broker broker;
    private final Outputs outputs;
    private final List<Delivery> deliveries;
    private final Findings findings;
    private final Progress progress;

    Live(
            BenchStack stack,
            Broker broker,
            Outputs outputs,
            List<Delivery> deliveries,
            Findings findings,
            Progress progress) {
        this.stack = stack;
        this.broker = broker;
        this.outputs = outputs;
        this.deliveries = deliveries;
        this.findings = findings;
        this.progress = progress;
    }

    /**
     * Measures latency. Pinot runs only for contenders that are observed in it, because it would
     * slow down the others.
     */
    void latency(List<Contender> contenders, LatencyTrial.Plan plan)
            throws IOException, InterruptedException {
        LatencyTrial trial = new LatencyTrial(stack, plan);
        List<Contender> watched = contenders.stream().filter(trial::withPinot).toList();
        if (!watched.isEmpty()) {
            progress.line("starting Pinot");
            try {
                stack.startPinot(progress);
                latency(watched, trial);
            } catch (UserError e) {
                String failure = "Latency with Pinot failed: " + findings.failure(e);
                progress.line(failure);
                findings.add(results -> results.withFailure(failure));
            } finally {
                stack.stopPinot();
            }
        }
        latency(contenders.stream().filter(c -> !trial.withPinot(c)).toList(), trial);
    }

    private void latency(List<Contender> contenders, LatencyTrial trial)
            throws IOException, InterruptedException {
        for (Contender contender : contenders) {
            for (Delivery delivery : deliveries) {
                Round round = trial.round(contender, delivery);
                LatencyResult result;
                try {
                    result = trial.run(contender, round);
                } catch (Exception e) {
                    result = trial.failed(contender, round, findings.failure(e));
                } finally {
                    outputs.remove(round);
                }
                LatencyResult measured = result;
                findings.add(results -> results.with(measured));
                progress.line(said(measured));
            }
        }
    }

    /** Measures recovery: kills each contender several times. */
    void recovery(List<Contender> contenders, RecoveryTrial.Plan plan)
            throws IOException, InterruptedException {
        RecoveryTrial trial = new RecoveryTrial(stack, broker, plan);
        for (Contender contender : contenders) {
            for (Delivery delivery : deliveries) {
                Round round = trial.round(contender, delivery);
                RecoveryResult result;
                try {
                    result = trial.run(contender, round);
                } catch (Exception e) {
                    result = trial.failed(contender, round, findings.failure(e));
                } finally {
                    outputs.remove(round);
                }
                RecoveryResult measured = result;
                findings.add(results -> results.with(measured));
                progress.line(said(measured));
            }
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
