package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A gap under repair: what to read again, and how far the repair has come.
 *
 * <p>A long gap is read in parts, one after the other, so that only the messages of one part need
 * to be remembered. All parts but the last are old enough to be complete at their first reading.
 */
public final class Gap {

    /** Symbols that are requested together, from the earliest of their times on. */
    public record Batch(List<String> symbols, long from) {}

    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();

    /** Limits a part after a quiet night, so that the busy day that follows is not one part. */
    private static final long LONGEST = Duration.ofMinutes(10).toNanos();

    private final long number;
    private final String id;
    private final Channel channel;
    private final Map<String, Long> from;
    private final long to;
    private final String cause;
    private final String detail;
    private final Instant opened;
    private final int batchSize;
    private final long slack;
    private final long recheckAfter;
    private RepairCursor cursor;
    private long rows;

    /** Length, first and last moment of the current part. */
    private long length;

    private long begin;
    private long end;

    /** Messages of the current part that the history has shown, known or not. */
    private long shown;

    /** Not in the state: the next messages show it again. */
    private long newest = SymbolWindow.NEVER;

    /** Not in the state: after a restore each repair starts anew. */
    private boolean started;

    /**
     * Symbols of the current part without history. Its batches keep them, so that a cursor stays
     * valid; the next part does not ask for them.
     */
    private final Set<String> refused = new TreeSet<>();

    /**
     * @param number unique for the state
     * @param id unique among gap records
     * @param from start by symbol, in nanoseconds since the epoch, inclusive
     * @param to end, inclusive
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
            RepairOptions options) {
        this(number, id, channel, from, to, cause, detail, opened, options, options.batchSize());
        length = 2 * options.overlap().toNanos() + slack;
        startPart(from.values().stream().mapToLong(Long::longValue).min().orElse(to));
    }

    private Gap(
            long number,
            String id,
            Channel channel,
            Map<String, Long> from,
            long to,
            String cause,
            String detail,
            Instant opened,
            RepairOptions options,
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
        this.slack = options.slack().toNanos();
        this.recheckAfter = options.recheckAfter().toNanos();
    }

    public long number() {
        return number;
    }

    public Channel channel() {
        return channel;
    }

    /** By symbol. */
    Map<String, Long> from() {
        return from;
    }

    long to() {
        return to;
    }

    /** First moment of the current part. */
    long begin() {
        return begin;
    }

    /** Last moment of the current part. */
    public long end() {
        return end;
    }

    /**
     * Goes on to the next part, without the symbols that were given up.
     *
     * @param most messages that a part should have
     * @return false if there is none
     */
    boolean proceed(long most) {
        if (end == to) {
            return false;
        }
        if (shown > most) {
            length = Math.max(SHORTEST, length / 2);
        } else if (shown < most / 4) {
            length = Math.min(LONGEST, length * 2);
        }
        from.keySet().removeAll(refused);
        refused.clear();
        if (from.isEmpty()) {
            return false;
        }
        shown = 0;
        started = false;
        startPart(Math.max(end + 1, Collections.min(from.values())));
        return true;
    }

    private void startPart(long first) {
        begin = first;
        // Later messages may still be completed, and are read a second time.
        long complete = to - slack - recheckAfter;
        if (complete - begin <= length) {
            end = to;
            cursor = RepairCursor.START;
        } else {
            end = begin + length;
            cursor = RepairCursor.ONLY_READING;
        }
    }

    /** Notes that the history has a message of the current part. */
    void saw(long time) {
        shown++;
        newest = Math.max(newest, time);
    }

    /** The newest event time in its history, {@link SymbolWindow#NEVER} if there is none. */
    long newest() {
        return newest;
    }

    public RepairCursor cursor() {
        return cursor;
    }

    /** Whether its repair is still to be started; true only once. */
    boolean startRepair() {
        boolean fresh = !started;
        started = true;
        return fresh;
    }

    /** Whether a message of the history belongs to the current part. */
    boolean covers(String symbol, long time) {
        Long since = from.get(symbol);
        return since != null && time >= since && time >= begin && time <= end;
    }

    /** Notes that a page was emitted. */
    public void advance(RepairCursor next, int recovered) {
        cursor = next;
        rows += recovered;
    }

    /** Symbols that may have messages in the current part. */
    public List<String> symbolsOfPart() {
        return from.keySet().stream().filter(symbol -> from.get(symbol) <= end).toList();
    }

    /** Whether some symbols have messages only in a later part. */
    public boolean hasSymbolsBehind() {
        return symbolsOfPart().size() < from.size();
    }

    /** Whether the symbol was given up. */
    public boolean isRefused(String symbol) {
        return refused.contains(symbol);
    }

    /**
     * The symbols of the part in batches, the earliest times first. Busy symbols are then not read
     * from the early time of a symbol that trades rarely. The batches are the same after a restore.
     */
    public List<Batch> batches() {
        List<Map.Entry<String, Long>> sorted = new ArrayList<>();
        for (String symbol : symbolsOfPart()) {
            sorted.add(Map.entry(symbol, Math.max(from.get(symbol), begin)));
        }
        // The sort is stable, so symbols of the same time keep their order.
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

    /** Gives up a symbol: it gets a gap record of its own, and leaves that of the gap. */
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

    public GapRecord record(String feed, GapRecord.State state, Instant closed, String reason) {
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
        out.writeLong(length);
        out.writeLong(begin);
        out.writeLong(end);
        out.writeLong(shown);
        out.writeInt(refused.size());
        for (String symbol : refused) {
            out.writeUTF(symbol);
        }
    }

    /** Reads what {@link #write} wrote. */
    static Gap read(DataInputView in, RepairOptions options) throws IOException {
        Gap gap =
                new Gap(
                        in.readLong(),
                        in.readUTF(),
                        Outage.readChannel(in),
                        Outage.readTimes(in),
                        in.readLong(),
                        in.readUTF(),
                        in.readUTF(),
                        EpochNanos.toInstant(in.readLong()),
                        options,
                        in.readInt());
        gap.cursor = RepairCursor.read(in);
        gap.rows = in.readLong();
        gap.length = in.readLong();
        gap.begin = in.readLong();
        gap.end = in.readLong();
        gap.shown = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            gap.refused.add(in.readUTF());
        }
        return gap;
    }
}
