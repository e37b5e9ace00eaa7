package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * Measurements of one contender in one round.
 *
 * @param whole from the start of the process to the end of the backlog, including JVM start, class
 *     loading and JIT
 * @param steady from the first committed progress at 20 % of the backlog or more to its end; null
 *     if nothing was committed in between
 * @param seconds of the whole
 * @param peakResidentBytes highest resident memory of the process under test
 * @param allocatedBytesPerTrade on the heap of the process under test, over its whole life
 * @param gcPauseMillis sum over its whole life
 * @param serviceCpuSecondsPerMillion of each service per million trades in that time
 * @param topicBytesPerTrade on the broker's disk; null if no topic is written
 * @param tableBytesPerTrade data and metadata in the object store; null if no table is written
 * @param windows null if it makes none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Figures(
        Cost whole,
        Cost steady,
        double seconds,
        long peakResidentBytes,
        double allocatedBytesPerTrade,
        double gcPauseMillis,
        Map<String, Double> serviceCpuSecondsPerMillion,
        Double topicBytesPerTrade,
        Double tableBytesPerTrade,
        Windows windows) {

    /**
     * Measurements of a contender that makes bars and windows.
     *
     * @param rows that committed readers see, all versions
     * @param stateBytes of its largest checkpoint
     * @param stateBytesPerSymbol of the backlog
     */
    record Windows(long rows, long stateBytes, double stateBytesPerSymbol) {}
}
