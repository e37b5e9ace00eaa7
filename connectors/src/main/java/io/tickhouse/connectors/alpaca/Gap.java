package io.tickhouse.connectors.alpaca;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A gap that is being repaired: what to read again, and how far that got. */
final class Gap {

    /** Symbols that are asked for together, from the earliest of their times on. */
    record Batch(List<String> symbols, long from) {}

    private final long number;
    private final String id;
    private final Channel channel;
    private final Map<String, Long> from;
    private final long to;
    private final String cause;
    private final String detail;
    private final Instant opened;
    private final int batchSize;
    private RepairCursor cursor = RepairCursor.START;
    private long rows;

    /** Not in the state: after a restore each repair is started anew. */
    private boolean started;

    /**
     * Symbols without history. Not in the state: a repair that is started anew finds them again.
     */
    private final Set<String> refused = new HashSet<>();

    /**
     * @param number unique for the state
     * @param id unique for the ledger
     * @param from by symbol, in nanoseconds since the epoch, inclusive
     * @param to inclusive
     */
    Gap(
            long number,
            String id,
            Channel channel,
            Map<String, Long> from,
            long to,
            String cause,
            String detail,
            Instant opened,
            int batchSize) {
        this.number = number;
        this.id = id;
        this.channel = channel;
        this.from = new TreeMap<>(from);
        this.to = to;
        this.cause = cause;
        this.detail = detail;
        this.opened = opened;
        this.batchSize = batchSize;
    }

    long number() {
        return number;
    }

    Channel channel() {
        return channel;
    }

    /** By symbol. */
    Map<String, Long> from() {
        return from;
    }

    long to() {
        return to;
    }

    RepairCursor cursor() {
        return cursor;
    }

    /** Whether its repair is still to be started; says so once. */
    boolean startRepair() {
        boolean fresh = !started;
        started = true;
        return fresh;
    }

    /** Whether a message of the history belongs to this gap. */
    boolean covers(String symbol, long time) {
        Long begin = from.get(symbol);
        return begin != null && time >= begin && time <= to;
    }

    /** A page was emitted. */
    void advance(RepairCursor next, int recovered) {
        cursor = next;
        rows += recovered;
    }

    /**
     * The symbols in batches, those with the earliest times first, so that a symbol that trades
     * rarely does not make the busy ones be read from its time on. The same after a restore.
     */
    List<Batch> batches() {
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(from.entrySet());
        // Stable, so symbols of the same time stay in their order.
        sorted.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i += batchSize) {
            List<Map.Entry<String, Long>> part =
                    sorted.subList(i, Math.min(i + batchSize, sorted.size()));
            batches.add(
                    new Batch(
                            part.stream().map(Map.Entry::getKey).toList(), part.get(0).getValue()));
        }
        return batches;
    }

    /** A symbol of it cannot be repaired: it gets a line of its own, and leaves that of the gap. */
    GapRecord giveUp(String feed, String symbol, Instant at, String reason) {
        refused.add(symbol);
        return new GapRecord(
                id + "-" + symbol,
                feed,
                channel.wireName(),
                List.of(symbol),
                EpochNanos.toInstant(from.get(symbol)),
                EpochNanos.toInstant(to),
                cause,
                reason,
                opened,
                at,
                0,
                GapRecord.State.UNREPAIRABLE);
    }

    GapRecord record(String feed, GapRecord.State state, Instant closed, String reason) {
        long earliest = from.values().stream().mapToLong(Long::longValue).min().orElse(to);
        return new GapRecord(
                id,
                feed,
                channel.wireName(),
                from.keySet().stream().filter(s -> !refused.contains(s)).toList(),
                EpochNanos.toInstant(earliest),
                EpochNanos.toInstant(to),
                cause,
                reason == null ? detail : reason,
                opened,
                closed,
                rows,
                state);
    }

    void write(DataOutputView out) throws IOException {
        out.writeLong(number);
        out.writeUTF(id);
        out.writeUTF(channel.wireName());
        Outage.writeTimes(from, out);
        out.writeLong(to);
        out.writeUTF(cause);
        out.writeUTF(detail);
        out.writeLong(EpochNanos.of(opened));
        out.writeInt(batchSize);
        cursor.write(out);
        out.writeLong(rows);
    }

    /**
     * Reads what {@link #write} wrote, now or in an earlier version.
     *
     * @param version of the {@link FeedMemory} it is part of
     */
    static Gap read(DataInputView in, int version, String feed) throws IOException {
        long number = in.readLong();
        Gap gap =
                new Gap(
                        number,
                        version == 1 ? feed + "-" + number : in.readUTF(),
                        Outage.readChannel(in),
                        Outage.readTimes(in),
                        in.readLong(),
                        in.readUTF(),
                        in.readUTF(),
                        EpochNanos.toInstant(in.readLong()),
                        in.readInt());
        gap.cursor = RepairCursor.read(in);
        gap.rows = in.readLong();
        return gap;
    }
}
