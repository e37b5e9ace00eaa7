package io.tickhouse.connectors.alpaca;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the source: what was seen of each symbol of the feed, and which gaps are open.
 *
 * <p>Guarantee: each message of a channel with history is emitted once. It rests on these
 * conditions. This state is restored together with what was emitted (a checkpoint holds both). One
 * thread decides for live and recovered messages alike. A symbol's gap begins no later than the
 * overlap before its last message seen, with every identity since then still known. Messages are
 * late by no more than the overlap. The history has everything by the second reading. A channel
 * without history emits each live message once; the rest has gap records.
 */
final class FeedMemory {

    private static final Logger LOG = LoggerFactory.getLogger(FeedMemory.class);

    /**
     * Version of the format that {@link #write} produces; {@link #read} also reads earlier ones.
     */
    static final int VERSION = 4;

    /** Causes of gaps that are not outcomes of a connection. */
    static final String RESTORED = "restored";

    static final String STARTED = "started";

    /** Cause: a frame could not be read. */
    static final String UNREADABLE = "unreadable";

    /** Cause: a message is too large to be emitted. */
    static final String TOO_LARGE = "too_large";

    /** A part of a gap should have at most a quarter of {@code maxIdentities} messages. */
    private static final int PARTS_IN_MEMORY = 4;

    private static final long SHORTEST_OVERLAP = 1_000_000_000L;

    private final AlpacaFeed feed;
    private final String run;
    private final RepairOptions options;
    private final long slack;
    private final Map<Channel, Map<String, SymbolWindow>> windows = new EnumMap<>(Channel.class);
    private final Map<Long, Gap> gaps = new TreeMap<>();
    private Outage outage;
    private Subscriptions acknowledged = Subscriptions.NONE;
    private Instant blindSince;
    private long nextNumber;
    private boolean subscribedBefore;
    private long overlap;
    private long identities;
    private long tightenAbove;
    private long shortened;

    private FeedMemory(AlpacaFeed feed, RepairOptions options, String run) {
        this.feed = feed;
        this.run = run;
        this.options = options;
        this.slack = options.slack().toNanos();
        this.overlap = options.overlap().toNanos();
        this.tightenAbove = options.maxIdentities();
        for (Channel channel : Channel.values()) {
            windows.put(channel, new HashMap<>());
        }
    }

    /**
     * An empty memory, for a feed about which nothing is known yet.
     *
     * @param run unique id of this run, so that its gap ids never collide with those of an earlier
     *     run
     */
    static FeedMemory empty(AlpacaFeed feed, RepairOptions options, String run) {
        FeedMemory memory = new FeedMemory(feed, options, run);
        if (options.start() != null) {
            memory.outage = new Outage(STARTED, "the job's first start", options.start(), Map.of());
        }
        return memory;
    }

    /** How far the feed's event times are behind its clock. */
    long delayNanos() {
        return feed.delay().toNanos();
    }

    long identities() {
        return identities;
    }

    /** Number of gaps under repair, plus one if the feed is not live now. */
    int gapsOpen() {
        return gaps.size() + (outage == null ? 0 : 1);
    }

    /** Number of pairs of symbol and channel. */
    int symbols() {
        return windows.values().stream().mapToInt(Map::size).sum();
    }

    /** The current overlap: shorter than configured while there are too many identities. */
    long overlapNanos() {
        return overlap;
    }

    /** How often the overlap was shortened. */
    long shortened() {
        return shortened;
    }

    /** The open gaps whose repair, or that of their next part, is to be started now. */
    List<Gap> startRepairs() {
        List<Gap> due = new ArrayList<>();
        for (Gap gap : gaps.values()) {
            if (gap.startRepair()) {
                due.add(gap);
            }
        }
        return due;
    }

    /** The gap under repair with this number, null if it is closed. */
    Gap gap(long number) {
        return gaps.get(number);
    }

    /**
     * Notes a live message.
     *
     * @return whether it is new
     */
    boolean live(Channel channel, String symbol, long time, Hash128 identity) {
        SymbolWindow window = window(channel, symbol);
        window.live(time);
        return add(channel, window, time, identity);
    }

    /**
     * Notes a live message whose time is in the future. Its duplicates are recognised, but it must
     * not move the window: messages that are in time would count as late, and gaps would begin in
     * the future.
     *
     * @param now event time of the feed
     * @return whether it is new
     */
    boolean ahead(Channel channel, String symbol, long time, long now, Hash128 identity) {
        if (!windows.get(channel).containsKey(symbol)) {
            window(channel, symbol).startAt(now);
        }
        return add(channel, window(channel, symbol), time, identity);
    }

    /**
     * Notes a message of the history.
     *
     * @return whether it belongs to the gap and is new
     */
    boolean recovered(Gap gap, String symbol, long time, Hash128 identity) {
        if (!gap.covers(symbol, time)) {
            return false;
        }
        gap.saw(time);
        return add(gap.channel(), window(gap.channel(), symbol), time, identity);
    }

    private boolean add(Channel channel, SymbolWindow window, long time, Hash128 identity) {
        // All bars of a day have the time of its start, so none would ever be old enough to be
        // forgotten. The stream can repeat only the last one.
        int change =
                channel == Channel.DAILY_BARS
                        ? window.replace(time, identity.high, identity.low)
                        : window.add(time, identity.high, identity.low, overlap);
        if (change == Integer.MIN_VALUE) {
            return false;
        }
        identities += change;
        if (identities > tightenAbove) {
            tighten();
        }
        return true;
    }

    /** Shortens the overlap until the identities fit. Those that open gaps need do not count. */
    private void tighten() {
        long free = prune();
        boolean first = overlap == options.overlap().toNanos();
        while (free > options.maxIdentities() && overlap > SHORTEST_OVERLAP) {
            overlap = Math.max(SHORTEST_OVERLAP, overlap / 2);
            shortened++;
            free = prune();
        }
        if (first && overlap < options.overlap().toNanos()) {
            LOG.warn(
                    "More than {} messages came within {}. After a gap, messages more than {} ms late"
                            + " may be missing or duplicated. Raise {} to avoid that; it costs"
                            + " memory.",
                    options.maxIdentities(),
                    options.overlap(),
                    overlap / 1_000_000,
                    RepairOptions.MAX_IDENTITIES_KEY);
        }
        tightenAbove = Math.max(options.maxIdentities(), identities + identities / 4);
    }

    /** Forgets what it may. Returns the number of remaining identities that no gap needs. */
    private long prune() {
        long held = 0;
        for (Map<String, SymbolWindow> bySymbol : windows.values()) {
            for (SymbolWindow window : bySymbol.values()) {
                identities -= window.prune(overlap);
                held += window.held();
            }
        }
        return identities - held;
    }

    /** A new gap does not repeat what an open gap is already going to fetch. */
    private void leaveOutWhatIsAskedFor(Channel channel, Map<String, Long> from) {
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
        long shown = gap.newest();
        for (SymbolWindow window : windows.get(gap.channel()).values()) {
            shown = Math.max(shown, window.last());
        }
        return Math.min(Math.min(readTo, gap.to() - slack), shown);
    }

    /** Notes that the feed is no longer live, or that the state was restored. */
    void lost(String cause, String detail, Instant at) {
        if (outage != null || (!subscribedBefore && symbols() == 0)) {
            return;
        }
        Map<Channel, Map<String, Long>> from = new EnumMap<>(Channel.class);
        windows.forEach(
                (channel, bySymbol) -> {
                    if (feed.hasHistory(channel)) {
                        Map<String, Long> times = new TreeMap<>();
                        bySymbol.forEach(
                                (symbol, window) -> times.put(symbol, window.from(overlap)));
                        leaveOutWhatIsAskedFor(channel, times);
                        from.put(channel, times);
                    }
                });
        outage = new Outage(cause, detail, feed.eventTimeAt(at), from);
        hold();
    }

    /**
     * Notes that the feed is live but sent something that could not be read. From here until {@link
     * #seeAgain}, everything counts as lost, although readable messages are still emitted.
     *
     * @param lastReadable when the last readable frame was received
     */
    void blind(String detail, Instant lastReadable, Instant at) {
        if (outage == null) {
            lost(UNREADABLE, detail, lastReadable);
            blindSince = outage == null ? null : at;
        }
    }

    /** Since when frames cannot be read; null if they can, or if the feed is not live anyway. */
    Instant blindSince() {
        return blindSince;
    }

    /**
     * Opens the gaps of what could not be read.
     *
     * @return their gap records
     */
    List<GapRecord> seeAgain(Instant at) {
        return subscribed(acknowledged, at);
    }

    /**
     * Notes that the feed is live in full. If it was not before, gaps are opened.
     *
     * @return their gap records
     */
    List<GapRecord> subscribed(Subscriptions acknowledged, Instant at) {
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
                detail += "; corrections and cancels that were missed have no history";
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
        if (symbols.contains(Subscriptions.ALL)) {
            return;
        }
        for (String symbol : symbols) {
            if (!windows.get(channel).containsKey(symbol)) {
                window(channel, symbol).startAt(since);
            }
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
                opened.add(unrepairable(channel, symbols, at));
            }
            return;
        }
        long to = EpochNanos.of(feed.eventTimeAt(at));
        for (SymbolWindow window : windows.get(channel).values()) {
            to = Math.max(to, window.last());
        }
        long end = to + slack;
        Map<String, Long> from = new TreeMap<>(begin(channel, symbols));
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
                        detail,
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
                                ? window(channel, symbol).from(overlap)
                                : EpochNanos.of(options.start());
            }
            from.put(symbol, taken);
        }
        return from;
    }

    private GapRecord unrepairable(Channel channel, Set<String> symbols, Instant at) {
        return new GapRecord(
                id(nextNumber++),
                feed.name(),
                channel.wireName(),
                List.copyOf(symbols),
                outage.since(),
                feed.eventTimeAt(at),
                outage.cause(),
                "Alpaca has no history of this channel on this feed",
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
    GapRecord refused(String channel, String symbol, Instant time, String detail, Instant at) {
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
    GapRecord giveUp(Gap gap, String symbol, String reason, Instant at) {
        return gap.giveUp(feed.name(), symbol, at, reason);
    }

    /** The gap record of a gap that stays open, with something to report. */
    GapRecord stillOpen(Gap gap, String detail) {
        return gap.record(feed.name(), GapRecord.State.OPEN, null, detail);
    }

    /**
     * Notes that a part of a gap was read: its messages need not be remembered any longer.
     *
     * @return whether there is another part, whose repair is to be started
     */
    boolean proceed(Gap gap) {
        settle(gap);
        if (!gap.proceed(options.maxIdentities() / PARTS_IN_MEMORY)) {
            return false;
        }
        hold();
        forget(gap);
        return true;
    }

    /** A symbol that was silent since then counts as seen up to where its history was read. */
    private void settle(Gap gap) {
        long complete = complete(gap, gap.end());
        if (complete != SymbolWindow.NEVER) {
            for (String symbol : gap.from().keySet()) {
                window(gap.channel(), symbol).live(complete);
            }
        }
    }

    private void forget(Gap gap) {
        for (String symbol : gap.from().keySet()) {
            identities -= window(gap.channel(), symbol).prune(overlap);
        }
    }

    /**
     * Closes a gap.
     *
     * @param reason why it cannot be repaired, null if it was
     */
    GapRecord close(Gap gap, Instant at, String reason) {
        gaps.remove(gap.number());
        hold();
        forget(gap);
        if (identities < options.maxIdentities() / 4) {
            overlap = Math.min(options.overlap().toNanos(), overlap * 2);
            tightenAbove = options.maxIdentities();
        }
        GapRecord.State state =
                reason == null ? GapRecord.State.REPAIRED : GapRecord.State.UNREPAIRABLE;
        return gap.record(feed.name(), state, at, reason);
    }

    /**
     * Keeps what open gaps need. While the feed is not live in full, it also keeps everything from
     * the start of the next gap on: symbols that are live already must not push it out.
     */
    private void hold() {
        windows.values().forEach(m -> m.values().forEach(SymbolWindow::holdNothing));
        for (Gap gap : gaps.values()) {
            gap.from()
                    .forEach(
                            (symbol, from) ->
                                    window(gap.channel(), symbol)
                                            .hold(Math.max(from, gap.begin()), gap.to()));
        }
        if (outage != null) {
            outage.from()
                    .forEach(
                            (channel, times) ->
                                    times.forEach(
                                            (symbol, from) ->
                                                    window(channel, symbol)
                                                            .hold(from, Long.MAX_VALUE)));
        }
    }

    private SymbolWindow window(Channel channel, String symbol) {
        Map<String, SymbolWindow> bySymbol = windows.get(channel);
        SymbolWindow window = bySymbol.get(symbol);
        if (window == null) {
            window = new SymbolWindow(symbol);
            bySymbol.put(symbol, window);
        }
        return window;
    }

    void write(DataOutputView out) throws IOException {
        out.writeUTF(feed.name());
        out.writeUTF(run);
        out.writeBoolean(subscribedBefore);
        out.writeLong(nextNumber);
        out.writeLong(overlap);
        out.writeBoolean(outage != null);
        if (outage != null) {
            outage.write(out);
        }
        out.writeInt(gaps.size());
        for (Gap gap : gaps.values()) {
            gap.write(out);
        }
        out.writeInt(windows.size());
        for (Map.Entry<Channel, Map<String, SymbolWindow>> channel : windows.entrySet()) {
            out.writeUTF(channel.getKey().wireName());
            out.writeInt(channel.getValue().size());
            for (SymbolWindow window : channel.getValue().values()) {
                window.write(out);
            }
        }
    }

    /**
     * Reads what this or an earlier version of {@link #write} wrote.
     *
     * @param newRun used if the state has no run; its open gaps keep their ids
     * @throws IOException if the state is broken, or was written for another feed or by a newer
     *     program
     */
    static FeedMemory read(
            DataInputView in, int version, AlpacaFeed feed, RepairOptions options, String newRun)
            throws IOException {
        if (version < 1 || version > VERSION) {
            throw unknown(version);
        }
        String name = in.readUTF();
        if (!name.equals(feed.name())) {
            throw new IOException(
                    "The state is that of the feed "
                            + name
                            + ", the job reads "
                            + feed.name()
                            + ": start it without the state, or with the same feed.");
        }
        FeedMemory memory = new FeedMemory(feed, options, version == 1 ? newRun : in.readUTF());
        memory.subscribedBefore = in.readBoolean();
        memory.nextNumber = in.readLong();
        memory.overlap = Math.min(memory.overlap, in.readLong());
        if (in.readBoolean()) {
            memory.outage = Outage.read(in);
        }
        for (int i = in.readInt(); i > 0; i--) {
            Gap gap = Gap.read(in, version, feed.name(), options);
            memory.gaps.put(gap.number(), gap);
        }
        for (int i = in.readInt(); i > 0; i--) {
            Map<String, SymbolWindow> bySymbol = memory.windows.get(Outage.readChannel(in));
            for (int left = in.readInt(); left > 0; left--) {
                SymbolWindow window = SymbolWindow.read(in);
                bySymbol.put(window.symbol(), window);
                memory.identities += window.size();
            }
        }
        memory.hold();
        return memory;
    }

    /** The error for a state that a newer program wrote. */
    static IOException unknown(int version) {
        return new IOException(
                "The state of the Alpaca source has version "
                        + version
                        + ", this program knows those up to "
                        + VERSION
                        + ": use the program that wrote it, or start without the state.");
    }
}
