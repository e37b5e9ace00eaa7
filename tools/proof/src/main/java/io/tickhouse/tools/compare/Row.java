package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import java.util.List;
import org.apache.kafka.common.header.Header;

/** One row of a side: its source, its place, and the bytes that are compared. */
final class Row {

    /** Source coordinate; null if the row does not have one that can be read. */
    final Coordinate source;

    /** Partition of the side's topic; rows of the oracle have the place of their raw record. */
    final int partition;

    /** Offset in that partition. */
    final long offset;

    final byte[] key;
    final byte[] value;

    /** The headers that must be equal, in order. */
    final List<Header> headers;

    Row(
            Coordinate source,
            int partition,
            long offset,
            byte[] key,
            byte[] value,
            List<Header> headers) {
        this.source = source;
        this.partition = partition;
        this.offset = offset;
        this.key = key;
        this.value = value;
        this.headers = headers;
    }
}
