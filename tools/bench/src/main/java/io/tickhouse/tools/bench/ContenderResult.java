package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** All rounds of one contender. */
record ContenderResult(String engine, Leg leg, List<RoundResult> rounds) {

    String name() {
        return leg.of(engine);
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

    /** Spread over the rounds that have a steady phase. */
    Optional<Spread> steady(Function<Cost, Double> figure) {
        return spread(f -> f.steady() == null ? null : figure.apply(f.steady()));
    }

    /** CPU-seconds per million trades in the steady phase. */
    Optional<Spread> steadyCpu() {
        return steady(Cost::cpuSecondsPerMillion);
    }

    /** CPU-seconds per million trades over the whole run. */
    Optional<Spread> wholeCpu() {
        return spread(f -> f.whole().cpuSecondsPerMillion());
    }

    @JsonIgnore
    boolean isFailed() {
        return failures().findAny().isPresent();
    }

    /** Which rounds failed, and why. */
    Stream<String> failures() {
        return rounds.stream()
                .filter(round -> round.failure() != null)
                .map(round -> name() + ", round " + round.round() + ": " + round.failure());
    }
}
