package io.tickhouse.jobs.compact;

import java.util.Comparator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;

/** Looks whether rows come in a sort order, by Iceberg's own comparison. */
final class RowOrder {

    private final Comparator<StructLike> comparator;
    private InternalRecordWrapper before;
    private InternalRecordWrapper spare;
    private boolean any;
    private boolean kept = true;

    /**
     * @param order if it is unsorted, every order is right
     */
    RowOrder(Schema schema, SortOrder order) {
        comparator = order.isUnsorted() ? null : SortOrderComparators.forSchema(schema, order);
        before = new InternalRecordWrapper(schema.asStruct());
        spare = new InternalRecordWrapper(schema.asStruct());
    }

    /**
     * @param row which the caller does not reuse
     */
    void add(Record row) {
        if (comparator == null) {
            return;
        }
        spare.wrap(row);
        kept &= !any || comparator.compare(before, spare) <= 0;
        any = true;
        InternalRecordWrapper newest = spare;
        spare = before;
        before = newest;
    }

    /** Whether no row so far belongs before an earlier one. */
    boolean isKept() {
        return kept;
    }
}
