package io.tickhouse.tools.bench;

/**
 * Settings of the measurement.
 *
 * @param quick whether it was a quick run, whose figures are only a first impression
 * @param trades of the backlog
 * @param records of the backlog: arrays, or rows of trades
 * @param rawBytes of these records
 * @param batchSize messages a batch of the generator
 * @param seed of the generator
 * @param rounds wanted
 * @param intervalMillis of checkpoints and commits
 * @param delivery to topics
 * @param parallelism of each contender
 * @param hours of event time that the backlog spans; null if it is of raw records
 * @param coreUnderTest core of the process under test; null if nothing was pinned
 * @param coresOfServices cores of all others; null if nothing was pinned
 */
record Settings(
        boolean quick,
        long trades,
        long records,
        long rawBytes,
        int partitions,
        int symbols,
        int batchSize,
        long seed,
        int rounds,
        long intervalMillis,
        String delivery,
        int parallelism,
        Double hours,
        String coreUnderTest,
        String coresOfServices) {}
