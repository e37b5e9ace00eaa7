package io.tickhouse.tools.bench;

import static io.tickhouse.tools.bench.Markdown.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a contender recovered from SIGKILLs at a fixed rate.
 *
 * @param contender its name
 * @param delivery to topics
 * @param intervalMillis of checkpoints and commits
 * @param rate trades a second, which continued during the kills
 * @param killed process that was killed, in words
 * @param settings that decide how soon it is back, by name; null if the run failed
 * @param kills in order; empty if the run failed
 * @param elements that went in, over all the kills
 * @param missing rows that never became visible
 * @param duplicates rows that became visible more than once
 * @param clean whether this is what its delivery promises
 * @param failure null if the run did not fail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RecoveryResult(
        String contender,
        String delivery,
        long intervalMillis,
        int rate,
        String killed,
        Map<String, String> settings,
        List<Kill> kills,
        long elements,
        long missing,
        @JsonProperty("doubled") long duplicates,
        boolean clean,
        String failure)
        implements LiveResult {

    /**
     * One kill.
     *
     * @param firstRowSeconds from the kill to the first new row that a {@code read_committed}
     *     reader of its topic got. A row is new if it is at or beyond the end that such a reader
     *     saw when the process was dead
     * @param zeroLagSeconds from the kill to committed offsets less than a second behind the feed
     */
    record Kill(double firstRowSeconds, double zeroLagSeconds) {

        @Override
        public String toString() {
            return format(
                    "first row after %.1f s, lag below 1 s after %.1f s",
                    firstRowSeconds, zeroLagSeconds);
        }
    }

    @Override
    public String summary() {
        return kills.stream().map(kill -> kill + "  ").collect(Collectors.joining())
                + (clean ? "clean" : "NOT CLEAN");
    }
}
