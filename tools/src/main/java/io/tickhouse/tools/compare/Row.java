package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import java.util.List;
import org.apache.kafka.common.header.Header;

/** One row of a side: where it came from, where it stands, and the bytes that are compared. */
final class Row {

    /** Where it came from; null if the row does not say so in a form that can be read. */
    final Coordinate source;

    /** Partition of the side's topic; the oracle's rows stand where their raw record does. */
    final int partition;

    /** Offset in that partition. */
    final long offset;

    final byte[] key;
    final byte[] value;

    /** Those headers that must be equal, in order. */
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
