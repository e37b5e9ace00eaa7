package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One contender in one round.
 *
 * @param round from 1
 * @param place in the order of this round, from 1
 * @param calibrationSeconds of the loop just before
 * @param disturbed whether that loop was too far from the median of the run
 * @param figures null where it failed
 * @param failure null where it did not fail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoundResult(
        int round,
        int place,
        double calibrationSeconds,
        boolean disturbed,
        Figures figures,
        String failure) {}
