package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.iceberg.RowRewriter;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.table.data.RowData;

/**
 * What happens to a row between reading and writing. Tests have one that misbehaves, to show that
 * it is caught.
 */
interface RowCopy extends Serializable {

    /** Every row as it is. */
    RowCopy EXACT = (row, to) -> to.write(row);

    /**
     * Passes on one row.
     *
     * @param row may be reused by the caller
     */
    void copy(RowData row, RowRewriter to) throws IOException;
}
