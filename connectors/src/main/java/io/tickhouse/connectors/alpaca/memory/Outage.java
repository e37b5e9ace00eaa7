package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A time in which the feed is not live, or not in full. It records at once what was last seen,
 * because that is lost when some symbols are live again and others are not.
 *
 * @param since event time
 * @param from by channel and symbol, the time at which a repair must begin
 */
record Outage(String cause, String detail, Instant since, Map<Channel, Map<String, Long>> from) {

    /** Servers choose the words, and a checkpoint accepts no text of more than 65,535 bytes. */
    private static final int LONGEST_DETAIL = 1_000;

    Outage {
        if (detail.length() > LONGEST_DETAIL) {
            detail = detail.substring(0, LONGEST_DETAIL) + " ...";
        }
    }

    void write(DataOutputView out) throws IOException {
        out.writeUTF(cause);
        out.writeUTF(detail);
        out.writeLong(EpochNanos.of(since));
        out.writeInt(from.size());
        for (Map.Entry<Channel, Map<String, Long>> channel : from.entrySet()) {
            out.writeUTF(channel.getKey().wireName());
            writeTimes(channel.getValue(), out);
        }
    }

    static Outage read(DataInputView in) throws IOException {
        String cause = in.readUTF();
        String detail = in.readUTF();
        Instant since = EpochNanos.toInstant(in.readLong());
        Map<Channel, Map<String, Long>> from = new EnumMap<>(Channel.class);
        for (int i = in.readInt(); i > 0; i--) {
            Channel channel = readChannel(in);
            from.put(channel, readTimes(in));
        }
        return new Outage(cause, detail, since, from);
    }

    static Channel readChannel(DataInputView in) throws IOException {
        String name = in.readUTF();
        Channel channel = Channel.ofWireName(name);
        if (channel == null) {
            throw new IOException("it names an unknown channel, " + name);
        }
        return channel;
    }

    static void writeTimes(Map<String, Long> times, DataOutputView out) throws IOException {
        out.writeInt(times.size());
        for (Map.Entry<String, Long> time : times.entrySet()) {
            out.writeUTF(time.getKey());
            out.writeLong(time.getValue());
        }
    }

    static Map<String, Long> readTimes(DataInputView in) throws IOException {
        Map<String, Long> times = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String symbol = in.readUTF();
            times.put(symbol, in.readLong());
        }
        return times;
    }
}
