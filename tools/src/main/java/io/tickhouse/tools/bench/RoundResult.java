package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One contender in one round.
 *
 * @param round from 1
 * @param place in the order of this round, from 1
 * @param calibration the loop just before
 * @param disturbed whether that loop says that the machine was not as it mostly was, or not ours
 *     alone
 * @param figures null where it failed
 * @param failure null where it did not fail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoundResult(
        int round,
        int place,
        Calibration.Loop calibration,
        boolean disturbed,
        Figures figures,
        String failure) {}
