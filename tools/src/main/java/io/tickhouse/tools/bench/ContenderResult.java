package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** All rounds of one contender. */
record ContenderResult(String engine, Leg leg, List<RoundResult> rounds) {

    String name() {
        return engine + "-" + leg.option();
    }

    // Fewer make no median.
    private static final int ENOUGH = 3;

    /** Over the rounds that have this figure; without disturbed ones where enough others do. */
    Optional<Spread> spread(Function<Figures, Double> figure) {
        List<RoundResult> calm = rounds.stream().filter(round -> !round.disturbed()).toList();
        return Spread.of(
                (calm.size() >= ENOUGH ? calm : rounds)
                        .stream()
                                .map(RoundResult::figures)
                                .filter(Objects::nonNull)
                                .map(figure)
                                .filter(Objects::nonNull)
                                .toList());
    }

    /** CPU-seconds per million trades, steady. */
    Optional<Spread> steadyCpu() {
        return spread(f -> f.steady() == null ? null : f.steady().cpuSecondsPerMillion());
    }

    /** CPU-seconds per million trades, the whole run. */
    Optional<Spread> wholeCpu() {
        return spread(f -> f.whole().cpuSecondsPerMillion());
    }

    @JsonIgnore
    boolean isFailed() {
        return rounds.stream().anyMatch(round -> round.failure() != null);
    }
}
