package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A goal and whether it was met.
 *
 * @param wanted in words
 * @param measured null if the run has no such figure
 * @param met null if the run has no such figure
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Goal(String wanted, Double measured, Boolean met) {

    static Goal atLeast(double least, String wanted, Double measured) {
        return new Goal(wanted, measured, measured == null ? null : measured >= least);
    }

    static Goal atMost(double most, String wanted, Double measured) {
        return new Goal(wanted, measured, measured == null ? null : measured <= most);
    }
}
