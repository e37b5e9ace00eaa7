package io.tickhouse.jobs.flatten;

import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Reason;
import io.tickhouse.model.Trade;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Applies the flatten rule to a stream: trades go on, quotes, bars and dead letters go to side
 * outputs.
 *
 * <p>Guarantee: each element of each record leaves by exactly one of the four ways, in order. Bad
 * input never fails the job. It rests on {@link Flattener}. Emitted rows are reused, which Flink's
 * object reuse allows; with object reuse off, Flink copies them.
 */
final class FlattenFunction extends ProcessFunction<RawRecord, Trade> {

    private static final long serialVersionUID = 1L;

    static final OutputTag<Quote> QUOTES = new OutputTag<>(Kind.QUOTE.plural()) {};
    static final OutputTag<Bar> BARS = new OutputTag<>(Kind.BAR.plural()) {};
    static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

    private final Limits limits;

    private transient Flattener flattener;
    private transient Emitter emitter;
    private transient Counter arraysIn;

    FlattenFunction(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void open(OpenContext openContext) {
        flattener = new Flattener(limits);
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        arraysIn = metrics.counter("arraysIn");
        emitter = new Emitter(metrics);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Trade> out) {
        arraysIn.inc();
        emitter.context = context;
        emitter.out = out;
        flattener.flatten(record.value, record.partition, record.offset, emitter);
    }

    private static final class Emitter implements Flattener.Output {

        private final Counter trades;
        private final Counter quotes;
        private final Counter bars;
        private final Map<Reason, Counter> deadLetters = new EnumMap<>(Reason.class);
        private long newestEventMs = Long.MIN_VALUE;

        private Context context;
        private Collector<Trade> out;

        Emitter(MetricGroup metrics) {
            trades = messages(metrics, "trade");
            quotes = messages(metrics, "quote");
            bars = messages(metrics, "bar");
            for (Reason reason : Reason.values()) {
                deadLetters.put(
                        reason,
                        metrics.addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
                                .counter("deadLetters"));
            }
            metrics.gauge("eventTimeLagMs", this::eventTimeLagMs);
        }

        private static Counter messages(MetricGroup metrics, String type) {
            return metrics.addGroup("type", type).counter("messages");
        }

        /** How far the newest event seen is behind the clock; -1 before the first. */
        private long eventTimeLagMs() {
            return newestEventMs == Long.MIN_VALUE
                    ? -1
                    : System.currentTimeMillis() - newestEventMs;
        }

        @Override
        public void trade(Trade trade) {
            trades.inc();
            newestEventMs = Math.max(newestEventMs, trade.timeMs());
            out.collect(trade);
        }

        @Override
        public void quote(Quote quote) {
            quotes.inc();
            newestEventMs = Math.max(newestEventMs, quote.timeMs());
            context.output(QUOTES, quote);
        }

        @Override
        public void bar(Bar bar) {
            bars.inc();
            context.output(BARS, bar);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            deadLetters.get(letter.reason).inc();
            context.output(DEAD_LETTERS, letter);
        }
    }
}
