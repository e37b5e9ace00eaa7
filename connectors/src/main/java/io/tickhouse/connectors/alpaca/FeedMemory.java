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
 * What is known about a feed, which is the state of the source: what was seen of each symbol, and
 * which gaps are open.
 *
 * <p>Guarantee: of the messages of a channel that has a history, each is emitted once. It rests on:
 * this state being restored together with what was emitted (a checkpoint holds both); one thread
 * deciding for live and recovered messages alike; a gap beginning, per symbol, no later than the
 * overlap before the last message seen, with every identity since then still known; messages being
 * late by no more than the overlap; and the history having everything by the second reading. A
 * channel without history keeps what was live, each once; the rest is on the ledger.
 */
final class FeedMemory {

    private static final Logger LOG = LoggerFactory.getLogger(FeedMemory.class);

    /** Of what {@link #write} writes; {@link #read} reads those before it, too. */
    static final int VERSION = 4;

    /** Causes of gaps that are not outcomes of a connection. */
    static final String RESTORED = "restored";

    static final String STARTED = "started";

    /** A frame could not be read. */
    static final String UNREADABLE = "unreadable";

    /** A message is larger than what can be handed on. */
    static final String TOO_LARGE = "too_large";

    /** Of those that may be remembered, a part of a gap brings no more than one in this many. */
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
     * Of a feed of which nothing is known yet.
     *
     * @param run told apart from all runs before, on whose ledger lines this one's must not fall
     */
    static FeedMemory empty(AlpacaFeed feed, RepairOptions options, String run) {
        FeedMemory memory = new FeedMemory(feed, options, run);
        if (options.start() != null) {
            memory.outage = new Outage(STARTED, "the job's first start", options.start(), Map.of());
        }
        return memory;
    }

    /** How far event times of the feed are behind its clock. */
    long delayNanos() {
        return feed.delay().toNanos();
    }

    long identities() {
        return identities;
    }

    /** Gaps under repair, and one if the feed is not live now. */
    int gapsOpen() {
        return gaps.size() + (outage == null ? 0 : 1);
    }

    /** Symbols times channels. */
    int symbols() {
        return windows.values().stream().mapToInt(Map::size).sum();
    }

    /** The overlap in force: shorter than configured while there are too many identities. */
    long overlapNanos() {
        return overlap;
    }

    /** How often the overlap was shortened. */
    long shortened() {
        return shortened;
    }

    /** The repairs of open gaps that were not given out before. */
    List<FeedSplit> startRepairs() {
        List<FeedSplit> repairs = new ArrayList<>();
        for (Gap gap : gaps.values()) {
            if (gap.startRepair()) {
                repairs.add(FeedSplit.Repair.of(gap));
            }
        }
        return repairs;
    }

    /** The gap under repair with this number, null if it is closed. */
    Gap gap(long number) {
        return gaps.get(number);
    }

    /**
     * Takes note of a live message.
     *
     * @return whether it is new
     */
    boolean live(Channel channel, String symbol, long time, Hash128 identity) {
        SymbolWindow window = window(channel, symbol);
        window.live(time);
        return add(channel, window, time, identity);
    }

    /**
     * Takes note of a live message with a time that lies ahead. Its duplicates are known, but it
     * must not move anything: all that is in time would be late, and gaps would begin in the
     * future.
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
     * Takes note of a message of the history.
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
        // All bars of a day have the time of its start, so that none would be old enough to be
        // forgotten. The stream can repeat the last one only.
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

    /** Shortens the overlap until the identities fit; those that open gaps need do not count. */
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
                    AlpacaSourceOptions.MAX_IDENTITIES.key());
        }
        tightenAbove = Math.max(options.maxIdentities(), identities + identities / 4);
    }

    /** Forgets what it may; returns how many are left that no gap needs. */
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

    /** What open gaps will have, a gap that begins now need not have again. */
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
     * Up to where nothing is left out once a gap has been read up to here: not behind the newest
     * that the feed has shown, since its clock may be behind ours.
     */
    private long complete(Gap gap, long readTo) {
        long shown = gap.newest();
        for (SymbolWindow window : windows.get(gap.channel()).values()) {
            shown = Math.max(shown, window.last());
        }
        return Math.min(Math.min(readTo, gap.to() - slack), shown);
    }

    /** The feed is not live any more, or this is a restore. */
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
     * The feed is live, but what it sent could not be read. From here on, until {@link #seeAgain},
     * all is taken as lost, though what can be read goes on.
     *
     * @param lastReadable when the last frame that could be read was received
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
     * @return their lines for the ledger
     */
    List<GapRecord> seeAgain(Instant at) {
        return subscribed(acknowledged, at);
    }

    /**
     * The feed is live in full. If it was not, gaps are opened.
     *
     * @return their lines for the ledger
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

    /** A symbol that is silent so far counts all the same. */
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
            // What nobody asked for, since it comes with trades, is told on their line.
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
        // A start that is still to come leaves nothing to ask for.
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

    /** Where the repair of each symbol begins. */
    private Map<String, Long> begin(Channel channel, Set<String> symbols) {
        Map<String, Long> known = outage.from().getOrDefault(channel, Map.of());
        if (symbols.contains(Subscriptions.ALL)) {
            return known;
        }
        Map<String, Long> from = new TreeMap<>();
        for (String symbol : symbols) {
            Long taken = known.get(symbol);
            if (taken == null) {
                // Subscribed for the first time, and perhaps live before all others were.
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
     * The line of a message that came but cannot be handed on.
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

    /** Of a gap, one symbol that the history does not have. */
    GapRecord giveUp(Gap gap, Fetched.Refused refused, Instant at) {
        return gap.giveUp(feed.name(), refused.symbol(), at, refused.reason());
    }

    /** A gap of which there is something to tell. */
    GapRecord stillOpen(Gap gap, String detail) {
        return gap.record(feed.name(), GapRecord.State.OPEN, null, detail);
    }

    /**
     * A part of a gap was read: its messages need not be remembered any longer.
     *
     * @return whether there is another part, of which the repair is to be started
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

    /** A symbol that was silent since counts as seen up to where its history was read. */
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
     * @param reason why it cannot be repaired, null if it is
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
     * Keeps what open gaps need, and, while the feed is not live in full, all from where the next
     * gap will begin: symbols that are live already must not make it forgotten.
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
     * Reads what {@link #write} wrote, now or in an earlier version.
     *
     * @param newRun taken where the state tells no run; its open gaps keep their ids
     * @throws IOException if it is broken, or was written for another feed or by a newer program
     */
    static FeedMemory read(
            DataInputView in, int version, AlpacaFeed feed, RepairOptions options, String newRun)
            throws IOException {
        if (version < 1 || version > VERSION) {
            throw FeedSplitSerializer.unknown(version);
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
}
