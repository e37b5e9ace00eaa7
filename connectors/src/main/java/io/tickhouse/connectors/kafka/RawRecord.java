package io.tickhouse.connectors.kafka;

/** A record of the raw topic with its coordinates. A Flink POJO. */
public final class RawRecord {

    /** A JSON array of messages, unchanged; null for a tombstone. */
    public byte[] value;

    public int partition;

    public long offset;

    public RawRecord() {}

    public RawRecord(byte[] value, int partition, long offset) {
        this.value = value;
        this.partition = partition;
        this.offset = offset;
    }
}
