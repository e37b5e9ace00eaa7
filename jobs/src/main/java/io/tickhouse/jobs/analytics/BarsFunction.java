package io.tickhouse.jobs.analytics;

import io.tickhouse.connectors.iceberg.AnalyticsLakeTable;
import io.tickhouse.connectors.iceberg.RowConverter;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Gap;
import io.tickhouse.model.analytics.Row;
import io.tickhouse.model.analytics.SymbolBook;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the {@link SymbolBook} of each symbol, and tells it the event time and the gaps. Bars go
 * on; the rows of other tables go to side outputs.
 *
 * <p>Guarantee: each trade, correction and gap is told to its book once, and each row of a book
 * leaves once. A symbol has one timer, for the time that its book asks for. So a book is told of
 * the same times however far the clock moves at once. A gap comes to all subtasks; each tells the
 * books that it has, and keeps the gap for those that are still to be made.
 */
final class BarsFunction
        extends KeyedBroadcastProcessFunction<String, Either<Trade, Correction>, Gap, RowData> {

    /** Gaps that are not repaired, by id. */
    static final MapStateDescriptor<String, Gap> GAPS =
            new MapStateDescriptor<>("gaps", Types.STRING, TypeInformation.of(Gap.class));

    private static final long serialVersionUID = 1L;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NOT_YET = Long.MIN_VALUE;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final BarSettings settings;

    private transient ValueStateDescriptor<SymbolBook> bookState;
    private transient ValueState<SymbolBook> books;
    private transient Emitter emitter;

    BarsFunction(BarSettings settings) {
        this.settings = settings;
    }

    /** The rows of a table. */
    static DataStream<RowData> rows(
            SingleOutputStreamOperator<RowData> bars, AnalyticsTable table) {
        return isMain(table) ? bars : bars.getSideOutput(tag(table));
    }

    private static boolean isMain(AnalyticsTable table) {
        return table.name().equals(AnalyticsTable.BARS.name());
    }

    static OutputTag<RowData> tag(AnalyticsTable table) {
        return new OutputTag<>(table.name(), AnalyticsLakeTable.rowType(table));
    }

    @Override
    public void open(OpenContext openContext) {
        bookState = new ValueStateDescriptor<>("book", new SymbolBookSerializer(settings));
        books = getRuntimeContext().getState(bookState);
        emitter = new Emitter(settings, getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(
            Either<Trade, Correction> message, ReadOnlyContext context, Collector<RowData> out)
            throws Exception {
        emitter.to(context::output, out);
        long nowMs = context.timerService().currentProcessingTime();
        long latestNs = (nowMs + EventClock.LEAD.toMillis()) * NANOS_PER_MILLI;
        SymbolBook book = books.value();
        if (book == null) {
            book = newBook(context);
        }
        long before = book.nextTimer();
        if (message.isLeft()) {
            book.trade(message.left(), latestNs, emitter);
        } else {
            book.correction(message.right(), latestNs, emitter);
        }
        long after = book.nextTimer();
        if (before == NEVER && after == NEVER && books.value() == null) {
            return; // what is in no bar makes no state
        }
        books.update(book);
        if (after != before) {
            if (before != NEVER) {
                context.timerService().deleteEventTimeTimer(before);
            }
            setTimer(context, after);
        }
    }

    private SymbolBook newBook(ReadOnlyContext context) throws Exception {
        SymbolBook book = new SymbolBook(context.getCurrentKey(), settings);
        for (Map.Entry<String, Gap> gap : context.getBroadcastState(GAPS).immutableEntries()) {
            book.gap(gap.getValue(), NOT_YET, emitter);
        }
        return book;
    }

    @Override
    public void processBroadcastElement(Gap gap, Context context, Collector<RowData> out)
            throws Exception {
        BroadcastState<String, Gap> gaps = context.getBroadcastState(GAPS);
        Gap before = gaps.get(gap.id());
        long now = context.currentWatermark();
        keep(gap, gaps, now);
        emitter.to(context::output, out);
        context.applyToKeyedState(
                bookState,
                (symbol, ofSymbol) -> {
                    if (gap.concerns(symbol) || (before != null && before.concerns(symbol))) {
                        SymbolBook book = ofSymbol.value();
                        book.gap(gap, now == NEVER ? NOT_YET : now, emitter);
                        ofSymbol.update(book);
                    }
                });
    }

    private static void keep(Gap gap, BroadcastState<String, Gap> gaps, long now) throws Exception {
        if (gap.state() == Gap.State.REPAIRED) {
            gaps.remove(gap.id());
            return;
        }
        gaps.put(gap.id(), gap);
        for (Iterator<Map.Entry<String, Gap>> each = gaps.iterator(); each.hasNext(); ) {
            if (each.next().getValue().toMs() + Gap.KEPT.toMillis() < now) {
                each.remove();
            }
        }
    }

    @Override
    public void onTimer(long timeMs, OnTimerContext context, Collector<RowData> out)
            throws Exception {
        emitter.to(context::output, out);
        SymbolBook book = books.value();
        book.advance(timeMs, emitter);
        books.update(book);
        setTimer(context, book.nextTimer());
    }

    private static void setTimer(ReadOnlyContext context, long timeMs) {
        if (timeMs != NEVER) {
            context.timerService().registerEventTimeTimer(timeMs);
        }
    }

    private static final class Emitter implements Consumer<Row> {

        private final Map<String, Counter> rows = new HashMap<>();
        private final Map<String, OutputTag<RowData>> tags = new HashMap<>();

        private BiConsumer<OutputTag<RowData>, RowData> sides;
        private Collector<RowData> out;

        Emitter(BarSettings settings, MetricGroup metrics) {
            for (AnalyticsTable table : AnalyticsTable.all(settings.horizons())) {
                rows.put(table.name(), metrics.addGroup("table", table.name()).counter("rows"));
                if (!isMain(table)) {
                    tags.put(table.name(), tag(table));
                }
            }
        }

        void to(BiConsumer<OutputTag<RowData>, RowData> sides, Collector<RowData> out) {
            this.sides = sides;
            this.out = out;
        }

        @Override
        public void accept(Row row) {
            String table = row.table().name();
            rows.get(table).inc();
            RowData data = RowConverter.toRowData(row);
            OutputTag<RowData> tag = tags.get(table);
            if (tag == null) {
                out.collect(data);
            } else {
                sides.accept(tag, data);
            }
        }
    }
}
