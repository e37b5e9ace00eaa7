package io.tickhouse.tools.alpaca;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.TopicReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares the trades of the raw topic with those of the history: the proof of the first hop. It
 * keeps every identity in memory, some hundred bytes each.
 */
public final class DayCheck implements AutoCloseable {

    /**
     * What was found.
     *
     * @param trades of the history in the time that was compared
     * @param missing of them, in the topic
     * @param doubled trades that are in the topic more than once
     * @param foreign trades of the topic that the history does not have
     * @param examples a few of each kind of fault, in words
     */
    public record Result(
            long trades, long missing, long doubled, long foreign, List<String> examples) {

        public boolean clean() {
            return missing == 0 && doubled == 0 && foreign == 0;
        }

        @Override
        public String toString() {
            return "%,d trades, %,d missing, %,d doubled%s"
                    .formatted(
                            trades,
                            missing,
                            doubled,
                            foreign == 0 ? "" : ", " + foreign + " that the history does not have");
        }
    }

    private static final int EXAMPLES = 5;

    private final TopicReader topic;
    private final Map<Identity, Integer> received = new HashMap<>();
    private long count;
    private long records;
    private Instant newest = Instant.EPOCH;

    /** Nothing is read yet. */
    public DayCheck(String brokers, String topic) {
        this.topic = new TopicReader(brokers, topic);
    }

    /** Reads what was committed since the last call. */
    public void update() {
        if (!topic.exists()) {
            return;
        }
        topic.readTo(topic.ends(), this::add);
    }

    /** Passes over what was committed until now. */
    public void skip() {
        topic.seek(topic.ends());
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        records++;
        try {
            TradesReader.raw(
                    record.value(),
                    trade -> {
                        received.merge(trade, 1, Integer::sum);
                        count++;
                        Instant time = Instant.parse(trade.time());
                        if (time.isAfter(newest)) {
                            newest = time;
                        }
                    });
        } catch (IOException e) {
            throw UserError.failed(
                    "%s holds no array of messages at %d-%d."
                            .formatted(record.topic(), record.partition(), record.offset()),
                    e);
        }
    }

    /** Records read so far. */
    public long records() {
        return records;
    }

    /** Trades read so far, doubles included. */
    public long trades() {
        return count;
    }

    /** Event time of the newest trade read so far. */
    public Instant newest() {
        return newest;
    }

    /**
     * Compares what was read with the day of an emulator.
     *
     * @param from inclusive
     * @param to inclusive
     */
    public Result compare(EmulatorProcess emulator, Instant from, Instant to)
            throws IOException, InterruptedException {
        Map<Identity, Integer> day = new HashMap<>();
        new TradesHistory(emulator.history(), EmulatorProcess.KEY, EmulatorProcess.SECRET)
                .read(
                        "iex",
                        emulator.symbols(),
                        from,
                        to,
                        trade -> day.merge(trade, 1, Integer::sum));
        List<String> examples = new ArrayList<>();
        long missing = 0;
        for (Identity trade : day.keySet()) {
            if (!received.containsKey(trade)) {
                missing++;
                example(examples, "missing", trade);
            }
        }
        long doubled = 0;
        long foreign = 0;
        for (Map.Entry<Identity, Integer> entry : received.entrySet()) {
            Instant time = Instant.parse(entry.getKey().time());
            if (time.isBefore(from) || time.isAfter(to)) {
                continue;
            }
            Integer times = day.get(entry.getKey());
            if (times == null) {
                foreign++;
                example(examples, "not in the history", entry.getKey());
            } else if (entry.getValue() > times) {
                doubled++;
                example(examples, "doubled", entry.getKey());
            }
        }
        return new Result(day.size(), missing, doubled, foreign, examples);
    }

    private static void example(List<String> examples, String fault, Identity trade) {
        if (examples.size() < EXAMPLES) {
            examples.add(fault + ": " + trade);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
