package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;

/** Measures latency and recovery of contenders that write topics. */
record Live(
        BenchStack stack,
        Broker broker,
        Outputs outputs,
        List<Delivery> deliveries,
        Findings findings,
        Progress progress) {

    /**
     * Measures latency. Pinot runs only for contenders that are observed in it, because it would
     * slow down the others.
     */
    void latency(List<Contender> contenders, LatencyTrial.Plan plan)
            throws IOException, InterruptedException {
        LatencyTrial trial = new LatencyTrial(stack, broker, plan);
        List<Contender> watched = contenders.stream().filter(trial::withPinot).toList();
        if (!watched.isEmpty()) {
            progress.line("starting Pinot");
            try {
                findings.attempt(
                        "Latency with Pinot",
                        () -> {
                            stack.startPinot(progress);
                            measure("latency  ", trial, watched, Results::with);
                        });
            } finally {
                stack.stopPinot();
            }
        }
        List<Contender> others = contenders.stream().filter(c -> !trial.withPinot(c)).toList();
        measure("latency  ", trial, others, Results::with);
    }

    /** Measures recovery: kills each contender several times. */
    void recovery(List<Contender> contenders, RecoveryTrial.Plan plan)
            throws IOException, InterruptedException {
        RecoveryTrial trial = new RecoveryTrial(stack, broker, plan);
        measure("recovery ", trial, contenders, Results::with);
    }

    private <R extends LiveResult> void measure(
            String what,
            Trial<R> trial,
            List<Contender> contenders,
            BiFunction<Results, R, Results> with)
            throws IOException, InterruptedException {
        for (Contender contender : contenders) {
            for (Delivery delivery : deliveries) {
                Round round = trial.round(contender, delivery);
                R result = run(trial, contender, round);
                findings.add(results -> with.apply(results, result));
                progress.line(
                        what
                                + result.title()
                                + "  "
                                + (result.failure() == null
                                        ? result.summary()
                                        : "FAILED: " + result.failure()));
            }
        }
    }

    private <R extends LiveResult> R run(Trial<R> trial, Contender contender, Round round)
            throws InterruptedException {
        try {
            return trial.run(contender, round);
        } catch (Exception e) {
            return trial.failed(contender, round, findings.failure(e));
        } finally {
            outputs.remove(round);
        }
    }
}
