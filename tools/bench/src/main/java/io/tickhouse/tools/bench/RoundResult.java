package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Result of one contender in one round.
 *
 * @param round from 1
 * @param place in the order of this round, from 1
 * @param before the calibration loop just before
 * @param after the calibration loop just after
 * @param disturbed whether one of them shows that the machine was not as fast as usual, or shared
 * @param figures null if it failed
 * @param failure null if it did not fail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoundResult(
        int round,
        int place,
        Calibration.Loop before,
        Calibration.Loop after,
        boolean disturbed,
        Figures figures,
        String failure) {

    /** The same with another judgement of its calibration. */
    RoundResult judged(boolean isDisturbed) {
        return new RoundResult(round, place, before, after, isDisturbed, figures, failure);
    }
}
