package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Hash128;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was seen of each symbol in each channel: a {@link SymbolWindow} for each pair, and the
 * overlap that they share.
 *
 * <p>Guarantee: a message with an event time at or after the start of its symbol's repair is known
 * to be new or a duplicate. If there are more identities than configured, the overlap is shortened,
 * and with it the time for which late messages are recognised. Identities that open gaps need are
 * always kept.
 */
public final class SeenMessages {

    private static final Logger LOG = LoggerFactory.getLogger(SeenMessages.class);

    private static final long SHORTEST_OVERLAP = 1_000_000_000L;

    private final RepairOptions options;
    private final Map<Channel, Map<String, SymbolWindow>> windows = new EnumMap<>(Channel.class);
    private long overlap;
    private long identities;
    private long tightenAbove;
    private long shortened;

    SeenMessages(RepairOptions options) {
        this.options = options;
        this.overlap = options.overlap().toNanos();
        this.tightenAbove = options.maxIdentities();
        for (Channel channel : Channel.values()) {
            windows.put(channel, new HashMap<>());
        }
    }

    public long identities() {
        return identities;
    }

    /** Number of pairs of symbol and channel. */
    public int symbols() {
        return windows.values().stream().mapToInt(Map::size).sum();
    }

    /** The current overlap: shorter than configured while there are too many identities. */
    public long overlapNanos() {
        return overlap;
    }

    /** How often the overlap was shortened. */
    public long shortened() {
        return shortened;
    }

    /**
     * Notes a live message.
     *
     * @return whether it is new
     */
    public boolean live(Channel channel, String symbol, long time, Hash128 identity) {
        SymbolWindow window = window(channel, symbol);
        window.live(time);
        return add(channel, window, time, identity);
    }

    /**
     * Notes a live message whose time is in the future. Its duplicates are recognised, but it must
     * not move the window. Otherwise messages that are in time would count as late, and gaps would
     * begin in the future.
     *
     * @param now event time of the feed
     * @return whether it is new
     */
    public boolean ahead(Channel channel, String symbol, long time, long now, Hash128 identity) {
        startAt(channel, symbol, now);
        return add(channel, window(channel, symbol), time, identity);
    }

    /**
     * Notes a message of the history.
     *
     * @return whether it is new
     */
    boolean recovered(Channel channel, String symbol, long time, Hash128 identity) {
        return add(channel, window(channel, symbol), time, identity);
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
                    "More than {} messages came within {} s. After a gap, messages more than {} ms"
                            + " late may be missing or duplicated. Raise {} to avoid that; it costs"
                            + " memory.",
                    options.maxIdentities(),
                    options.overlap().toSeconds(),
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

    /** Lengthens a shortened overlap again, if there is room for it. */
    void relax() {
        if (identities < options.maxIdentities() / 4) {
            overlap = Math.min(options.overlap().toNanos(), overlap * 2);
            tightenAbove = options.maxIdentities();
        }
    }

    /** Forgets what is older than the overlap and not held. */
    void forget(Channel channel, Collection<String> symbols) {
        for (String symbol : symbols) {
            identities -= window(channel, symbol).prune(overlap);
        }
    }

    /** A symbol of which nothing was seen counts as seen from this time on. */
    void startAt(Channel channel, String symbol, long time) {
        if (!windows.get(channel).containsKey(symbol)) {
            window(channel, symbol).startAt(time);
        }
    }

    /** A symbol that was silent until this time counts as seen up to it. */
    void seenUpTo(Channel channel, Collection<String> symbols, long time) {
        for (String symbol : symbols) {
            window(channel, symbol).live(time);
        }
    }

    /** The newest live event time of a channel, {@link SymbolWindow#NEVER} if there was none. */
    long newest(Channel channel) {
        long newest = SymbolWindow.NEVER;
        for (SymbolWindow window : windows.get(channel).values()) {
            newest = Math.max(newest, window.last());
        }
        return newest;
    }

    /** The time at which a repair of the symbol must begin. */
    long repairStart(Channel channel, String symbol) {
        return window(channel, symbol).from(overlap);
    }

    /** The same for all symbols of a channel that were seen or are expected. */
    Map<String, Long> repairStarts(Channel channel) {
        Map<String, Long> starts = new TreeMap<>();
        windows.get(channel).forEach((symbol, window) -> starts.put(symbol, window.from(overlap)));
        return starts;
    }

    /** Keeps a symbol's identities in this range, in addition to those already held. */
    void hold(Channel channel, String symbol, long from, long to) {
        window(channel, symbol).hold(from, to);
    }

    void holdNothing() {
        windows.values().forEach(m -> m.values().forEach(SymbolWindow::holdNothing));
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
     * Reads what {@link #write} wrote.
     *
     * @param written the overlap at that time; that of the options if it is shorter
     */
    void read(DataInputView in, long written) throws IOException {
        overlap = Math.min(overlap, written);
        for (int i = in.readInt(); i > 0; i--) {
            Map<String, SymbolWindow> bySymbol = windows.get(Outage.readChannel(in));
            for (int left = in.readInt(); left > 0; left--) {
                SymbolWindow window = SymbolWindow.read(in);
                bySymbol.put(window.symbol(), window);
                identities += window.size();
            }
        }
    }
}
