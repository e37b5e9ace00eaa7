package io.tickhouse.tools.bench;

/**
 * State of a running contender at one moment.
 *
 * @param nanos of System.nanoTime
 * @param cpuSeconds of the process under test since its start
 * @param committed records of the backlog that are done and committed
 */
record Sample(long nanos, double cpuSeconds, long committed) {}
