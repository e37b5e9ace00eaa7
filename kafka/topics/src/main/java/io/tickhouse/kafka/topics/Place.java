package io.tickhouse.kafka.topics;

/**
 * A topic or table that a program is about to write, and claims for itself.
 *
 * @param key of its entry in the registry
 * @param id tells it from another one of the same name; null if Kafka has it
 * @param name for people, as the subject of a sentence
 * @param option the option that chooses another
 */
public record Place(String key, String id, String name, String option) {

    /** No topic name contains a colon. */
    private static final String TABLE = "iceberg:";

    public static Place topic(String topic, String option) {
        return new Place(topic, null, "Topic " + topic, option);
    }

    /**
     * A table, under whatever current name.
     *
     * @param uuid of the table
     */
    public static Place table(String table, String uuid, String option) {
        return new Place(TABLE + uuid, uuid, "Table " + table, option);
    }
}
