package io.tickhouse.kafka.topics;

/**
 * The raw topic as it was found at start.
 *
 * @param name its name
 * @param id Kafka's own id of it; one that was deleted and made again has another, though its name
 *     and its offsets are the same
 * @param partitions how many it has
 * @param maxMessageBytes the largest batch that it takes, as compressed
 */
public record SourceTopic(String name, String id, int partitions, int maxMessageBytes) {}
