package io.tickhouse.tools.bench;

/**
 * A look at a contender at work.
 *
 * @param nanos of System.nanoTime
 * @param cpuSeconds of the process under test since its start
 * @param committed records of the backlog that are done for good
 */
record Sample(long nanos, double cpuSeconds, long committed) {}
