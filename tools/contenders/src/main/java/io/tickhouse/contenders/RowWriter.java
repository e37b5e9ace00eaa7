package io.tickhouse.contenders;

import io.tickhouse.model.Field;
import io.tickhouse.model.FieldWriter;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import java.util.List;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;

/**
 * Writes messages directly into the columns of a Parquet file, without row objects or boxed
 * numbers: as close to the limit as the Parquet library allows. Columns are found by position, so
 * the table must have exactly those of the contract, in its order.
 */
final class RowWriter extends FieldWriter implements ParquetValueWriter<Message> {

    private static final int TIME_AND_SOURCE = 5;

    private final List<ColumnDescriptor> descriptors;
    private final ColumnWriter[] columns;
    private final int[] levels;
    private int next;

    RowWriter(Kind kind, MessageType type) {
        descriptors = type.getColumns();
        int wanted = kind.fields().size() + TIME_AND_SOURCE;
        if (descriptors.size() != wanted) {
            throw new IllegalArgumentException(
                    "The table has %d columns, the feed %d: name another table."
                            .formatted(descriptors.size(), wanted));
        }
        columns = new ColumnWriter[wanted];
        levels = descriptors.stream().mapToInt(ColumnDescriptor::getMaxDefinitionLevel).toArray();
    }

    @Override
    public void write(int repetitionLevel, Message message) {
        next = 0;
        fields(message);
        long time = message.timeNs;
        integral(time / 1000);
        small((int) (time % 1000));
        small(message.partition);
        integral(message.offset);
        small(message.index);
    }

    @Override
    public List<TripleWriter<?>> columns() {
        return List.of(); // only the writer of an enclosing struct asks, and there is none
    }

    @Override
    public void setColumnStore(ColumnWriteStore store) {
        for (int i = 0; i < columns.length; i++) {
            columns[i] = store.getColumnWriter(descriptors.get(i));
        }
    }

    @Override
    protected void text(Field field, byte[] value) {
        int at = next++;
        if (value == null) {
            columns[at].writeNull(0, levels[at] - 1);
        } else {
            columns[at].write(Binary.fromConstantByteArray(value), 0, levels[at]);
        }
    }

    /** An optional list of optional texts: absent is level 0, empty 1, an element 3. */
    @Override
    protected void texts(Field field, byte[][] values) {
        int at = next++;
        ColumnWriter column = columns[at];
        if (values == null) {
            column.writeNull(0, 0);
        } else if (values.length == 0) {
            column.writeNull(0, 1);
        } else {
            for (int i = 0; i < values.length; i++) {
                column.write(Binary.fromConstantByteArray(values[i]), i == 0 ? 0 : 1, levels[at]);
            }
        }
    }

    @Override
    protected void integer(Field field, long value) {
        integral(value);
    }

    private void integral(long value) {
        int at = next++;
        if (value == Message.ABSENT) {
            columns[at].writeNull(0, levels[at] - 1);
        } else {
            columns[at].write(value, 0, levels[at]);
        }
    }

    @Override
    protected void decimal(Field field, double value) {
        int at = next++;
        if (Double.isNaN(value)) {
            columns[at].writeNull(0, levels[at] - 1);
        } else {
            columns[at].write(value, 0, levels[at]);
        }
    }

    private void small(int value) {
        int at = next++;
        columns[at].write(value, 0, levels[at]);
    }
}
