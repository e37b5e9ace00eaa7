package io.tickhouse.streams;

import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.DeadLetterHeaders;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Message;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Applies the flatten rule in a topology: each element goes to the child of its kind or to the one
 * of dead letters, in order.
 *
 * <p>Guarantee: each element of each record is forwarded exactly once, as a row or as a dead
 * letter. Bad input never fails it. It rests on {@link Flattener}. A forwarded record is made from
 * the value of the raw record only: no incoming key, header or time reaches the output. Its time is
 * when it is written, never that of the event, which is in the value. A topic may refuse a time
 * ahead of its clock, and it deletes what is older than its retention.
 */
final class FlattenProcessor
        implements Processor<byte[], byte[], byte[], byte[]>, Flattener.Output {

    /**
     * Name of the child that dead letters go to; rows go to those with the names of their kinds.
     */
    static final String DEAD_LETTERS = "dead-letters";

    private final Flattener flattener;
    private final FlatJson json = new FlatJson();
    private final FlattenCounts counts;
    private final Attempts attempts;
    private boolean begun;
    private ProcessorContext<byte[], byte[]> context;
    private String topic;

    // For the current record; counted once a record, because threads share a counter.
    private long now;
    private final int[] rows = new int[Kind.values().length];
    private long newestEventMs;

    FlattenProcessor(Limits limits, FlattenCounts counts, Attempts attempts) {
        this.flattener = new Flattener(limits);
        this.counts = counts;
        this.attempts = attempts;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        begun = false;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata at =
                context.recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("a record of no topic"));
        topic = at.topic();
        if (!begun) {
            attempts.begins(topic, at.partition(), at.offset());
            begun = true;
        }
        now = context.currentSystemTimeMs();
        Arrays.fill(rows, 0);
        newestEventMs = Long.MIN_VALUE;
        flattener.flatten(record.value(), at.partition(), at.offset(), this);
        counts.array(rows, newestEventMs);
    }

    @Override
    public void row(Message message) {
        Kind kind = message.kind();
        rows[kind.index()]++;
        if (kind.isMoment()) {
            newestEventMs = Math.max(newestEventMs, message.timeMs());
        }
        context.forward(new Record<>(message.symbol, json.toBytes(message), now), kind.plural());
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        counts.deadLetter(letter.reason);
        Record<byte[], byte[]> record = new Record<>(null, letter.value, now);
        DeadLetterHeaders.write(letter, topic, Instant.ofEpochMilli(now), record.headers()::add);
        context.forward(record, DEAD_LETTERS);
    }
}
