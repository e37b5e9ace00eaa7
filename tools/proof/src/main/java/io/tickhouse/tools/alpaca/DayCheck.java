package io.tickhouse.tools.alpaca;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares the messages of the raw topic with those of the history. This proves the first step,
 * from Alpaca to the raw topic. It keeps every identity in memory, a few hundred bytes each.
 */
public final class DayCheck implements AutoCloseable {

    /**
     * What was found.
     *
     * @param channel wire name
     * @param messages of the history in the compared time
     * @param missing messages of the history that are not in the topic
     * @param duplicates how many are in the topic beyond those of the history
     * @param foreign messages of the topic that the history does not have at all
     * @param examples a few of each kind of fault, in words
     */
    public record Result(
            String channel,
            long messages,
            long missing,
            long duplicates,
            long foreign,
            List<String> examples) {

        public boolean clean() {
            return missing == 0 && duplicates == 0 && foreign == 0;
        }

        @Override
        public String toString() {
            return "%,d %s, %,d missing, %,d duplicates%s"
                    .formatted(
                            messages,
                            channel,
                            missing,
                            duplicates,
                            foreign == 0 ? "" : ", " + foreign + " that the history does not have");
        }
    }

    private static final int EXAMPLES = 5;

    /** A bar comes half a second after its minute, and is named after the beginning of it. */
    private static final Duration BAR = Duration.ofSeconds(61);

    private final TopicReader topic;
    private final Map<Identity, Integer> received = new HashMap<>();
    private final Map<Channel, Long> counts = new EnumMap<>(Channel.class);
    private long records;
    private Instant newest = Instant.EPOCH;

    /** Creates a check that has not read anything. */
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

    /** Skips what was committed until now. */
    public void skip() {
        topic.seek(topic.ends());
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        records++;
        try {
            MessageReader.raw(
                    record.value(),
                    message -> {
                        received.merge(message, 1, Integer::sum);
                        counts.merge(message.channel(), 1L, Long::sum);
                        if (message.channel() == Channel.TRADES) {
                            Instant time = Instant.parse(message.time());
                            if (time.isAfter(newest)) {
                                newest = time;
                            }
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

    /** Trades read so far, including duplicates. */
    public long trades() {
        return counts.getOrDefault(Channel.TRADES, 0L);
    }

    /** The same for quotes. */
    public long quotes() {
        return counts.getOrDefault(Channel.QUOTES, 0L);
    }

    /** The same for bars. */
    public long bars() {
        return counts.getOrDefault(Channel.BARS, 0L);
    }

    /** Event time of the newest trade read so far. */
    public Instant newest() {
        return newest;
    }

    /**
     * Compares the trades that were read with an emulator's day.
     *
     * @param from inclusive
     * @param to inclusive
     */
    public Result compare(EmulatorProcess emulator, Instant from, Instant to)
            throws IOException, InterruptedException {
        return compare(Channel.TRADES, emulator, from, to);
    }

    /** The same for trades, quotes and the bars that had ended. */
    public List<Result> compareAll(EmulatorProcess emulator, Instant from, Instant to)
            throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Channel channel : Channel.values()) {
            Instant end = channel == Channel.BARS ? to.minus(BAR) : to;
            results.add(compare(channel, emulator, from, end.isBefore(from) ? from : end));
        }
        return results;
    }

    /** The same for another channel. */
    Result compare(Channel channel, EmulatorProcess emulator, Instant from, Instant to)
            throws IOException, InterruptedException {
        Map<Identity, Integer> day = new HashMap<>();
        new DayHistory(emulator.history(), EmulatorProcess.KEY, EmulatorProcess.SECRET)
                .read(
                        channel,
                        "iex",
                        emulator.symbols(),
                        from,
                        to,
                        message -> day.merge(message, 1, Integer::sum));
        List<String> examples = new ArrayList<>();
        long messages = 0;
        long missing = 0;
        for (Map.Entry<Identity, Integer> entry : day.entrySet()) {
            messages += entry.getValue();
            int lacking = entry.getValue() - received.getOrDefault(entry.getKey(), 0);
            if (lacking > 0) {
                missing += lacking;
                example(examples, "missing", entry.getKey());
            }
        }
        long duplicates = 0;
        long foreign = 0;
        for (Map.Entry<Identity, Integer> entry : received.entrySet()) {
            Identity message = entry.getKey();
            if (message.channel() != channel || !isWithin(message, from, to)) {
                continue;
            }
            Integer times = day.get(message);
            if (times == null) {
                foreign++;
                example(examples, "not in the history", message);
            } else if (entry.getValue() > times) {
                duplicates += entry.getValue() - times;
                example(examples, "duplicates", message);
            }
        }
        return new Result(channel.wireName(), messages, missing, duplicates, foreign, examples);
    }

    private static boolean isWithin(Identity message, Instant from, Instant to) {
        Instant time = Instant.parse(message.time());
        return !time.isBefore(from) && !time.isAfter(to);
    }

    private static void example(List<String> examples, String fault, Identity message) {
        if (examples.size() < EXAMPLES) {
            examples.add(fault + ": " + message);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
