package io.tickhouse.kafka.topics;

/**
 * The raw topic as it was found at start.
 *
 * @param name its name
 * @param id Kafka's own id of it; a topic that was deleted and made again has another id, though
 *     its name and offsets are the same
 * @param partitions how many it has
 * @param maxMessageBytes the largest batch that it accepts, after compression
 */
public record SourceTopic(String name, String id, int partitions, int maxMessageBytes) {}
