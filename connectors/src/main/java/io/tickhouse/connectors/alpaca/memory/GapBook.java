package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.Hash128;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Which gaps are open: the outage that lasts now, and the gaps under repair. It opens, divides and
 * closes them, and makes their gap records.
 *
 * <p>Guarantee: what a subscribed symbol can have missed in an outage is in the range of a gap,
 * until that gap is closed. Until then {@link SeenMessages} keeps every identity in that range.
 */
public final class GapBook {

    /** Causes of gaps that are not outcomes of a connection. */
    public static final String RESTORED = "restored";

    static final String STARTED = "started";

    /** Cause: a frame could not be read. */
    static final String UNREADABLE = "unreadable";

    /** Cause: a message is too large to be emitted. */
    static final String TOO_LARGE = "too_large";

    private static final String NO_HISTORY = "Alpaca has no history of this channel on this feed";

    private static final String NO_HISTORY_URL =
            "no history was given for the address of this feed: name one with --history-url ("
                    + AlpacaFeed.HISTORY_KEY
                    + ")";

    /** The history is asked by symbol. */
    private static final String NO_SYMBOL =
            "the history of symbols that were never seen before the gap is not read";

    /** A part of a gap should have at most a quarter of {@code maxIdentities} messages. */
    private static final int PARTS_IN_MEMORY = 4;

    private final AlpacaFeed feed;
    private final String run;
    private final RepairOptions options;
    private final long slack;
    private final SeenMessages seen;
    private final Map<Long, Gap> gaps = new TreeMap<>();
    private Outage outage;
    private Subscriptions acknowledged = Subscriptions.NONE;
    private Instant blindSince;
    private long nextNumber;
    private boolean subscribedBefore;

    private GapBook(AlpacaFeed feed, RepairOptions options, SeenMessages seen, String run) {
        this.feed = feed;
        this.run = run;
        this.options = options;
        this.slack = options.slack().toNanos();
        this.seen = seen;
    }

    /**
     * @param run unique id of the run that starts without state
     */
    static GapBook empty(AlpacaFeed feed, RepairOptions options, String run) {
        GapBook book = new GapBook(feed, options, new SeenMessages(options), run);
        if (options.start() != null) {
            book.outage =
                    new Outage(
                            STARTED,
                            "the job started for the first time",
                            options.start(),
                            Map.of());
        }
        return book;
    }

    /** Writes what is open, and what was seen. */
    void write(DataOutputView out) throws IOException {
        out.writeUTF(run);
        out.writeBoolean(subscribedBefore);
        out.writeLong(nextNumber);
        out.writeLong(seen.overlapNanos());
        out.writeBoolean(outage != null);
        if (outage != null) {
            outage.write(out);
        }
        out.writeInt(gaps.size());
        for (Gap gap : gaps.values()) {
            gap.write(out);
        }
        seen.write(out);
    }

    /** Reads what {@link #write} wrote. */
    static GapBook read(DataInputView in, AlpacaFeed feed, RepairOptions options)
            throws IOException {
        SeenMessages seen = new SeenMessages(options);
        GapBook book = new GapBook(feed, options, seen, in.readUTF());
        book.subscribedBefore = in.readBoolean();
        book.nextNumber = in.readLong();
        long overlap = in.readLong();
        book.outage = in.readBoolean() ? Outage.read(in) : null;
        for (int i = in.readInt(); i > 0; i--) {
            Gap gap = Gap.read(in, options);
            book.gaps.put(gap.number(), gap);
        }
        seen.read(in, overlap);
        book.hold();
        return book;
    }

    SeenMessages seen() {
        return seen;
    }

    /** Number of gaps under repair, plus one if the feed is not live now. */
    public int count() {
        return gaps.size() + (outage == null ? 0 : 1);
    }

    /** The open gaps whose repair, or that of their next part, is to be started now. */
    public List<Gap> startRepairs() {
        if (gaps.isEmpty()) {
            return List.of(); // the usual case, asked with each frame
        }
        List<Gap> due = new ArrayList<>();
        for (Gap gap : gaps.values()) {
            if (gap.startRepair()) {
                due.add(gap);
            }
        }
        return due;
    }

    /** The gap under repair with this number, null if it is closed. */
    public Gap gap(long number) {
        return gaps.get(number);
    }

    /**
     * Notes a message of the history.
     *
     * @return whether it belongs to the gap and is new
     */
    public boolean recovered(Gap gap, String symbol, long time, Hash128 identity) {
        if (!gap.covers(symbol, time)) {
            return false;
        }
        gap.saw(time);
        return seen.recovered(gap.channel(), symbol, time, identity);
    }

    /** A new gap does not repeat what an open gap is already going to fetch. */
    private void leaveOutWhatIsAskedFor(Channel channel, Map<String, Long> from) {
        long overlap = seen.overlapNanos();
        for (Gap gap : gaps.values()) {
            long complete = gap.channel() == channel ? complete(gap, gap.to()) : SymbolWindow.NEVER;
            if (complete != SymbolWindow.NEVER) {
                gap.from()
                        .keySet()
                        .forEach(
                                s ->
                                        from.computeIfPresent(
                                                s, (k, t) -> Math.max(t, complete - overlap)));
            }
        }
    }

    /**
     * The time up to which nothing is missing once a gap has been read up to {@code readTo}. It is
     * not after the newest time that the feed has shown, because the feed's clock may be behind
     * ours.
     */
    private long complete(Gap gap, long readTo) {
        long shown = Math.max(gap.newest(), seen.newest(gap.channel()));
        return Math.min(Math.min(readTo, gap.to() - slack), shown);
    }

    /** Notes that the feed is no longer live, or that the state was restored. */
    public void lost(String cause, String detail, Instant at) {
        if (outage != null || (!subscribedBefore && seen.symbols() == 0)) {
            return;
        }
        Map<Channel, Map<String, Long>> from = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            if (feed.hasHistory(channel)) {
                Map<String, Long> times = seen.repairStarts(channel);
                leaveOutWhatIsAskedFor(channel, times);
                from.put(channel, times);
            }
        }
        outage = new Outage(cause, detail, feed.eventTimeAt(at), from);
        hold();
    }

    /**
     * Notes that the feed is live but sent something that could not be read. From here until {@link
     * #seeAgain}, everything counts as lost, although readable messages are still emitted.
     *
     * @param lastReadable when the last readable frame was received
     */
    public void blind(String detail, Instant lastReadable, Instant at) {
        if (outage == null) {
            lost(UNREADABLE, detail, lastReadable);
            blindSince = outage == null ? null : at;
        }
    }

    /** Since when frames cannot be read; null if they can, or if the feed is not live anyway. */
    public Instant blindSince() {
        return blindSince;
    }

    /**
     * Opens the gaps of what could not be read.
     *
     * @return their gap records
     */
    public List<GapRecord> seeAgain(Instant at) {
        return subscribed(acknowledged, at);
    }

    /**
     * Notes that the feed is live in full. If it was not before, gaps are opened.
     *
     * @return their gap records
     */
    public List<GapRecord> subscribed(Subscriptions acknowledged, Instant at) {
        this.acknowledged = acknowledged;
        blindSince = null;
        Instant start = options.start() == null ? feed.eventTimeAt(at) : options.start();
        acknowledged
                .symbols()
                .forEach((channel, symbols) -> expect(channel, symbols, EpochNanos.of(start)));
        List<GapRecord> opened = new ArrayList<>();
        if (outage != null) {
            String detail = outage.detail();
            if (feed.hasHistory(Channel.TRADES) && comesWithTrades(acknowledged)) {
                detail +=
                        "; missed corrections and cancels cannot be recovered, because they have no"
                                + " history";
            }
            for (Map.Entry<Channel, Set<String>> channel : acknowledged.symbols().entrySet()) {
                open(
                        channel.getKey(),
                        channel.getValue(),
                        at,
                        channel.getKey() == Channel.TRADES ? detail : outage.detail(),
                        opened);
            }
            outage = null;
            hold();
        }
        subscribedBefore = true;
        return opened;
    }

    /** A symbol counts as subscribed even if nothing was seen of it yet. */
    private void expect(Channel channel, Set<String> symbols, long since) {
        if (!symbols.contains(Subscriptions.ALL)) {
            symbols.forEach(symbol -> seen.startAt(channel, symbol, since));
        }
    }

    private static boolean comesWithTrades(Subscriptions acknowledged) {
        return !acknowledged.of(Channel.CORRECTIONS).isEmpty()
                || !acknowledged.of(Channel.CANCEL_ERRORS).isEmpty();
    }

    private void open(
            Channel channel,
            Set<String> symbols,
            Instant at,
            String detail,
            List<GapRecord> opened) {
        if (!feed.hasHistory(channel)) {
            // Channels that come with trades unasked are mentioned in the gap record of trades.
            if (channel.canBeSubscribed()) {
                boolean addressMissing = channel.hasHistory() && feed.lacksHistoryUrl();
                opened.add(
                        unrepairable(
                                channel,
                                symbols,
                                at,
                                addressMissing ? NO_HISTORY_URL : NO_HISTORY));
            }
            return;
        }
        long end = Math.max(EpochNanos.of(feed.eventTimeAt(at)), seen.newest(channel)) + slack;
        Map<String, Long> from = new TreeMap<>(begin(channel, symbols));
        boolean all = symbols.contains(Subscriptions.ALL);
        if (all && from.isEmpty()) {
            opened.add(unrepairable(channel, symbols, at, NO_SYMBOL));
        }
        // If the start is still to come, there is nothing to ask for.
        from.values().removeIf(since -> since > end);
        if (from.isEmpty()) {
            return;
        }
        long number = nextNumber++;
        Gap gap =
                new Gap(
                        number,
                        id(number),
                        channel,
                        from,
                        end,
                        outage.cause(),
                        all ? detail + "; " + NO_SYMBOL : detail,
                        at,
                        options);
        gaps.put(gap.number(), gap);
        opened.add(gap.record(feed.name(), GapRecord.State.OPEN, null, null));
    }

    /** The time at which the repair of each symbol begins. */
    private Map<String, Long> begin(Channel channel, Set<String> symbols) {
        Map<String, Long> known = outage.from().getOrDefault(channel, Map.of());
        if (symbols.contains(Subscriptions.ALL)) {
            return known;
        }
        Map<String, Long> from = new TreeMap<>();
        for (String symbol : symbols) {
            Long taken = known.get(symbol);
            if (taken == null) {
                // Subscribed for the first time, and perhaps live before the others.
                taken =
                        options.start() == null
                                ? seen.repairStart(channel, symbol)
                                : EpochNanos.of(options.start());
            }
            from.put(symbol, taken);
        }
        return from;
    }

    private GapRecord unrepairable(
            Channel channel, Set<String> symbols, Instant at, String reason) {
        return new GapRecord(
                id(nextNumber++),
                feed.name(),
                channel.wireName(),
                List.copyOf(symbols),
                outage.since(),
                feed.eventTimeAt(at),
                outage.cause(),
                reason,
                at,
                at,
                0,
                GapRecord.State.UNREPAIRABLE);
    }

    /**
     * The gap record of a message that arrived but cannot be emitted.
     *
     * @param channel wire name
     * @param symbol null if it has none
     */
    public GapRecord tooLarge(
            String channel, String symbol, Instant time, String detail, Instant at) {
        return new GapRecord(
                id(nextNumber++),
                feed.name(),
                channel,
                symbol == null ? List.of() : List.of(symbol),
                time,
                time,
                TOO_LARGE,
                detail,
                at,
                at,
                0,
                GapRecord.State.UNREPAIRABLE);
    }

    private String id(long number) {
        return feed.name() + "-" + run + "-" + number;
    }

    /** The gap record of one symbol of a gap that the history does not have. */
    public GapRecord giveUp(Gap gap, String symbol, String reason, Instant at) {
        return gap.giveUp(feed.name(), symbol, at, reason);
    }

    /** The gap record of a gap that stays open, with something to report. */
    public GapRecord stillOpen(Gap gap, String detail) {
        return gap.record(feed.name(), GapRecord.State.OPEN, null, detail);
    }

    /**
     * Notes that a part of a gap was read: its messages need not be remembered any longer.
     *
     * @return whether there is another part, whose repair is to be started
     */
    public boolean proceed(Gap gap) {
        settle(gap);
        Set<String> symbols = Set.copyOf(gap.from().keySet());
        if (!gap.proceed(options.maxIdentities() / PARTS_IN_MEMORY)) {
            return false;
        }
        hold();
        seen.forget(gap.channel(), symbols);
        return true;
    }

    /** A symbol that was silent since then counts as seen up to where its history was read. */
    private void settle(Gap gap) {
        long complete = complete(gap, gap.end());
        if (complete != SymbolWindow.NEVER) {
            seen.seenUpTo(gap.channel(), gap.from().keySet(), complete);
        }
    }

    /**
     * Closes a gap.
     *
     * @param reason why it cannot be repaired, null if it was
     */
    public GapRecord close(Gap gap, Instant at, String reason) {
        gaps.remove(gap.number());
        hold();
        seen.forget(gap.channel(), gap.from().keySet());
        seen.relax();
        GapRecord.State state =
                reason == null ? GapRecord.State.REPAIRED : GapRecord.State.UNREPAIRABLE;
        return gap.record(feed.name(), state, at, reason);
    }

    /**
     * Keeps what open gaps need. While some symbols are not live, it also keeps everything from the
     * start of the next gap on. The symbols that are live must not push it out.
     */
    private void hold() {
        seen.holdNothing();
        for (Gap gap : gaps.values()) {
            gap.from()
                    .forEach(
                            (symbol, from) ->
                                    seen.hold(
                                            gap.channel(),
                                            symbol,
                                            Math.max(from, gap.begin()),
                                            gap.to()));
        }
        if (outage != null) {
            outage.from()
                    .forEach(
                            (channel, times) ->
                                    times.forEach(
                                            (symbol, from) ->
                                                    seen.hold(
                                                            channel,
                                                            symbol,
                                                            from,
                                                            Long.MAX_VALUE)));
        }
    }
}
