package io.tickhouse.jobs.compact;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class RowOrderTest {

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.optional(1, "S", Types.StringType.get()),
                    Types.NestedField.optional(2, "s", Types.DoubleType.get()));
    private static final SortOrder ORDER = SortOrder.builderFor(SCHEMA).asc("S").asc("s").build();

    @Test
    void oneRowInTheWrongPlaceIsNoticed() {
        assertThat(isKept(ORDER, row("A", 1), row("A", 2), row("A", 2), row("B", 1))).isTrue();
        assertThat(isKept(ORDER, row("A", 1), row("B", 1), row("A", 2), row("C", 1))).isFalse();
        assertThat(isKept(ORDER, row("A", 2), row("A", 1))).isFalse();
        assertThat(isKept(ORDER)).isTrue();
    }

    @Test
    void withoutAnOrderEachIsRight() {
        assertThat(isKept(SortOrder.unsorted(), row("B", 1), row("A", 1))).isTrue();
    }

    private static boolean isKept(SortOrder order, Record... rows) {
        RowOrder check = new RowOrder(SCHEMA, order);
        for (Record row : rows) {
            check.add(row);
        }
        return check.isKept();
    }

    private static Record row(String symbol, double size) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("S", symbol);
        row.setField("s", size);
        return row;
    }
}
