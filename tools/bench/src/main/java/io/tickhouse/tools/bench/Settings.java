package io.tickhouse.tools.bench;

/**
 * Settings of the measurement.
 *
 * @param quick whether it was a quick run, whose figures are only a first impression
 * @param trades of the backlog
 * @param records of the backlog: arrays
 * @param rawBytes of the backlog
 * @param batchSize messages a batch of the generator
 * @param seed of the generator
 * @param rounds wanted
 * @param intervalMillis of checkpoints and commits
 * @param delivery to topics
 * @param parallelism of each contender
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
        String coreUnderTest,
        String coresOfServices) {}
