package io.tickhouse.contenders;

import io.tickhouse.model.Bar;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
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
abstract class RowWriter<M extends Message> implements ParquetValueWriter<M> {

    private final List<ColumnDescriptor> descriptors;
    private final ColumnWriter[] columns;
    private final int[] levels;
    private int next;

    private RowWriter(MessageType type, int columns) {
        descriptors = type.getColumns();
        if (descriptors.size() != columns) {
            throw new IllegalArgumentException(
                    "The table has %d columns, the feed %d: name another table."
                            .formatted(descriptors.size(), columns));
        }
        this.columns = new ColumnWriter[columns];
        levels = descriptors.stream().mapToInt(ColumnDescriptor::getMaxDefinitionLevel).toArray();
    }

    static RowWriter<Trade> trades(MessageType type) {
        return new Trades(type);
    }

    static RowWriter<Quote> quotes(MessageType type) {
        return new Quotes(type);
    }

    static RowWriter<Bar> bars(MessageType type) {
        return new Bars(type);
    }

    @Override
    public final void write(int repetitionLevel, M message) {
        next = 0;
        fields(message);
        long time = message.timeNs;
        integral(time / 1000);
        small((int) (time % 1000));
        small(message.partition);
        integral(message.offset);
        small(message.index);
    }

    /** Writes the columns before the time and source ones, in the order of the schema. */
    abstract void fields(M message);

    @Override
    public final List<TripleWriter<?>> columns() {
        return List.of(); // only the writer of an enclosing struct asks, and there is none
    }

    @Override
    public final void setColumnStore(ColumnWriteStore store) {
        for (int i = 0; i < columns.length; i++) {
            columns[i] = store.getColumnWriter(descriptors.get(i));
        }
    }

    final void text(byte[] value) {
        int at = next++;
        if (value == null) {
            columns[at].writeNull(0, levels[at] - 1);
        } else {
            columns[at].write(Binary.fromConstantByteArray(value), 0, levels[at]);
        }
    }

    /** An optional list of optional texts: absent is level 0, empty 1, an element 3. */
    final void texts(byte[][] values) {
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

    final void integral(long value) {
        int at = next++;
        if (value == Message.ABSENT) {
            columns[at].writeNull(0, levels[at] - 1);
        } else {
            columns[at].write(value, 0, levels[at]);
        }
    }

    final void decimal(double value) {
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

    private static final class Trades extends RowWriter<Trade> {

        Trades(MessageType type) {
            super(type, 16);
        }

        @Override
        void fields(Trade trade) {
            text(trade.type);
            text(trade.symbol);
            integral(trade.id);
            text(trade.exchange);
            decimal(trade.price);
            decimal(trade.size);
            integral(trade.timeMs());
            texts(trade.conditions);
            text(trade.tape);
            text(trade.takerSide);
            text(trade.update);
        }
    }

    private static final class Quotes extends RowWriter<Quote> {

        Quotes(MessageType type) {
            super(type, 15);
        }

        @Override
        void fields(Quote quote) {
            text(quote.symbol);
            text(quote.bidExchange);
            decimal(quote.bidPrice);
            decimal(quote.bidSize);
            text(quote.askExchange);
            decimal(quote.askPrice);
            decimal(quote.askSize);
            integral(quote.timeMs());
            texts(quote.conditions);
            text(quote.tape);
        }
    }

    private static final class Bars extends RowWriter<Bar> {

        Bars(MessageType type) {
            super(type, 15);
        }

        @Override
        void fields(Bar bar) {
            text(bar.type);
            text(bar.symbol);
            decimal(bar.open);
            decimal(bar.high);
            decimal(bar.low);
            decimal(bar.close);
            decimal(bar.volume);
            integral(bar.count);
            decimal(bar.vwap);
            integral(bar.timeMs());
        }
    }
}
