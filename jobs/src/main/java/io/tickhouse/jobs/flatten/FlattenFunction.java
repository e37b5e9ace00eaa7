package io.tickhouse.jobs.flatten;

import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Message;
import io.tickhouse.model.Reason;
import io.tickhouse.model.Trade;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Applies the flatten rule to a stream: trades go on, other kinds and dead letters go to side
 * outputs, one each.
 *
 * <p>Guarantee: each element of each record leaves by exactly one of these ways, in order. Bad
 * input never fails the job. It rests on {@link Flattener}. Emitted rows are reused, which Flink's
 * object reuse allows; with object reuse off, Flink copies them.
 */
final class FlattenFunction extends ProcessFunction<RawRecord, Trade> {

    private static final long serialVersionUID = 1L;

    static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

    private static final Map<Kind, OutputTag<Message>> ROWS = new EnumMap<>(Kind.class);

    static {
        for (Kind kind : Kind.values()) {
            ROWS.put(kind, tag(kind));
        }
    }

    private final Limits limits;

    private transient Flattener flattener;
    private transient Emitter emitter;
    private transient Counter arraysIn;

    // To Flink the tag has the class of the messages; only the compiler does not know it.
    @SuppressWarnings("unchecked")
    static OutputTag<Message> tag(Kind kind) {
        return new OutputTag<>(
                kind.plural(), (TypeInformation<Message>) TypeInformation.of(kind.messageClass()));
    }

    /** The messages of a kind. */
    static DataStream<? extends Message> rows(
            SingleOutputStreamOperator<Trade> flattened, Kind kind) {
        return kind == Kind.TRADE ? flattened : flattened.getSideOutput(ROWS.get(kind));
    }

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

        private final Map<Kind, Counter> rows = new EnumMap<>(Kind.class);
        private final Map<Reason, Counter> deadLetters = new EnumMap<>(Reason.class);
        private long newestEventMs = Long.MIN_VALUE;

        private Context context;
        private Collector<Trade> out;

        Emitter(MetricGroup metrics) {
            for (Kind kind : Kind.values()) {
                rows.put(
                        kind,
                        metrics.addGroup("type", kind.name().toLowerCase(Locale.ROOT))
                                .counter("messages"));
            }
            for (Reason reason : Reason.values()) {
                deadLetters.put(
                        reason,
                        metrics.addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
                                .counter("deadLetters"));
            }
            metrics.gauge("eventTimeLagMs", this::eventTimeLagMs);
        }

        /** How far the newest event seen is behind the clock; -1 before the first. */
        private long eventTimeLagMs() {
            return newestEventMs == Long.MIN_VALUE
                    ? -1
                    : System.currentTimeMillis() - newestEventMs;
        }

        @Override
        public void row(Message message) {
            Kind kind = message.kind();
            rows.get(kind).inc();
            if (kind.isMoment()) {
                newestEventMs = Math.max(newestEventMs, message.timeMs());
            }
            if (kind == Kind.TRADE) {
                out.collect((Trade) message);
            } else {
                context.output(ROWS.get(kind), message);
            }
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            deadLetters.get(letter.reason).inc();
            context.output(DEAD_LETTERS, letter);
        }
    }
}
