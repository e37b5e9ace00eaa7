package io.tickhouse.jobs.analytics;

import io.tickhouse.connectors.iceberg.AnalyticsLakeTable;
import io.tickhouse.connectors.iceberg.RowConverter;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Row;
import io.tickhouse.model.analytics.SymbolBook;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the {@link SymbolBook} of each symbol, and tells it the event time. Bars go on; the rows of
 * other tables go to side outputs.
 *
 * <p>Guarantee: each trade and each correction is told to its book once, and each row of a book
 * leaves once. A symbol has one timer, for the time that its book asks for. So a book is told of
 * the same times however far the clock moves at once.
 */
final class BarsFunction extends KeyedCoProcessFunction<String, Trade, Correction, RowData> {

    private static final long serialVersionUID = 1L;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final BarSettings settings;

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
        books =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "book", new SymbolBookSerializer(settings)));
        emitter = new Emitter(settings, getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement1(Trade trade, Context context, Collector<RowData> out)
            throws Exception {
        long latestNs = latestNs(context);
        change(context, out, book -> book.trade(trade, latestNs, emitter));
    }

    @Override
    public void processElement2(Correction correction, Context context, Collector<RowData> out)
            throws Exception {
        long latestNs = latestNs(context);
        change(context, out, book -> book.correction(correction, latestNs, emitter));
    }

    private static long latestNs(Context context) {
        long nowMs = context.timerService().currentProcessingTime();
        return (nowMs + EventClock.LEAD.toMillis()) * NANOS_PER_MILLI;
    }

    private void change(Context context, Collector<RowData> out, Consumer<SymbolBook> change)
            throws Exception {
        emitter.to(context, out);
        SymbolBook book = books.value();
        if (book == null) {
            book = new SymbolBook(context.getCurrentKey(), settings);
        }
        long before = book.nextTimer();
        change.accept(book);
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

    @Override
    public void onTimer(long timeMs, OnTimerContext context, Collector<RowData> out)
            throws Exception {
        emitter.to(context, out);
        SymbolBook book = books.value();
        book.advance(timeMs, emitter);
        books.update(book);
        setTimer(context, book.nextTimer());
    }

    private static void setTimer(Context context, long timeMs) {
        if (timeMs != NEVER) {
            context.timerService().registerEventTimeTimer(timeMs);
        }
    }

    private static final class Emitter implements Consumer<Row> {

        private final Map<String, Counter> rows = new HashMap<>();
        private final Map<String, OutputTag<RowData>> tags = new HashMap<>();

        private Context context;
        private Collector<RowData> out;

        Emitter(BarSettings settings, MetricGroup metrics) {
            for (AnalyticsTable table : AnalyticsTable.all(settings.horizons())) {
                rows.put(table.name(), metrics.addGroup("table", table.name()).counter("rows"));
                if (!isMain(table)) {
                    tags.put(table.name(), tag(table));
                }
            }
        }

        void to(Context context, Collector<RowData> out) {
            this.context = context;
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
                context.output(tag, data);
            }
        }
    }
}
