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

    // Fewer rounds do not make a median.
    private static final int ENOUGH = 3;

    /**
     * Spread over the rounds that have this figure, without disturbed ones if enough others have
     * it.
     */
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

    /** CPU-seconds per million trades in the steady phase. */
    Optional<Spread> steadyCpu() {
        return spread(f -> f.steady() == null ? null : f.steady().cpuSecondsPerMillion());
    }

    /** CPU-seconds per million trades over the whole run. */
    Optional<Spread> wholeCpu() {
        return spread(f -> f.whole().cpuSecondsPerMillion());
    }

    @JsonIgnore
    boolean isFailed() {
        return rounds.stream().anyMatch(round -> round.failure() != null);
    }
}
