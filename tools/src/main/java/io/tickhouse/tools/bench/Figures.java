package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What was measured of one contender in one round.
 *
 * @param whole from the start of the process to the end of the backlog: start of the JVM, class
 *     loading and JIT are in it
 * @param steady from the first committed progress at 20 % of the backlog or more to its end; null
 *     where nothing was committed in between
 * @param seconds of the whole
 * @param peakResidentBytes highest resident memory of the process under test
 * @param allocatedBytesPerTrade on the heap of the process under test, over its whole life
 * @param gcPauseMillis sum over its whole life
 * @param serviceCpuSecondsPerMillion of each service per million trades, meanwhile
 * @param topicBytesPerTrade on the broker's disk; null where no topic is written
 * @param tableBytesPerTrade data and metadata in the object store; null where no table is written
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
        Double tableBytesPerTrade) {}
