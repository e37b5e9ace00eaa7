package io.tickhouse.connectors.kafka;

/** A record that is ready to be written. A Flink POJO. */
public final class TopicRecord {

    /** Below zero if the key decides. */
    public int partition;

    /** May be null. */
    public byte[] key;

    public byte[] value;

    public TopicRecord() {}

    private TopicRecord(int partition, byte[] key, byte[] value) {
        this.partition = partition;
        this.key = key;
        this.value = value;
    }

    /** A record without a key. */
    public static TopicRecord to(int partition, byte[] value) {
        return new TopicRecord(partition, null, value);
    }

    /** A record whose key decides the partition. */
    public static TopicRecord keyed(byte[] key, byte[] value) {
        return new TopicRecord(-1, key, value);
    }
}
