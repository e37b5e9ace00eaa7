package io.tickhouse.kafka.topics;

/**
 * What a program is about to write, and claims for itself.
 *
 * @param key of its entry in the registry
 * @param id that another one of the same name does not have; null where Kafka tells it
 * @param name for a person, as the subject of a sentence
 * @param option that chooses another
 */
public record Place(String key, String id, String name, String option) {

    /** A colon is in no name of a topic. */
    private static final String TABLE = "iceberg:";

    public static Place topic(String topic, String option) {
        return new Place(topic, null, "Topic " + topic, option);
    }

    /**
     * A table, whatever its name is by now.
     *
     * @param uuid of the table
     */
    public static Place table(String table, String uuid, String option) {
        return new Place(TABLE + uuid, uuid, "Table " + table, option);
    }
}
