package io.tickhouse.model.analytics;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.Version.Cause;
import io.tickhouse.model.analytics.Version.Status;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Everything that is known of a symbol, to make its bars and windows.
 *
 * <pre>
 * trades, corrections -> minutes -+-> bars of each size    (versions: provisional, final, corrected)
 * gaps --------------------------+-> windows, one a minute
 * </pre>
 *
 * <p>Guarantee: when the clock is past a bar or window by the time that trades are kept, its last
 * version depends on the trades, corrections and gaps alone: not on their order, nor on restarts.
 * It rests on exact sums ({@link Tally}), on a total order of trades ({@link Print}), on the last
 * line of each gap ({@link Gaps}) that comes while the row is kept, and on a clock that is part of
 * this state: {@link #advance}. What is in no bar is in a ledger. A trade is in no bar only if it
 * is older than later trades of its own symbol by that time, however far the clock has moved. So a
 * symbol that falls silent keeps its last trades.
 *
 * <p>Guarantee: a bar or window of which trades may still be missing is not made final before its
 * trades are kept no longer, and one of which trades are known to be missing says so: it is not
 * complete. A trade that is in no bar because it came too late is missing, too, in rows that are
 * still kept.
 *
 * <p>Times are epoch milliseconds unless their names say otherwise.
 */
public final class SymbolBook {

    private static final long MINUTE = BarSettings.MINUTE_MS;
    private static final long NANOS_IN_MILLI = 1_000_000;

    /** How often the bar of a day that still forms gets a version. */
    private static final long FORMING = 5 * MINUTE;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NOT_YET = Long.MIN_VALUE;

    private final String symbol;
    private final BarSettings settings;
    private final BarRows rows;

    /** The clock. */
    private long closed = NOT_YET;

    /** The latest trade, and the one before it: one time that is wrong must not have a say. */
    private long latest = NOT_YET;

    private long secondLatest = NOT_YET;

    /** The last minute for which a window was looked for. */
    private long windowsUpTo = NOT_YET;

    private long next = NEVER;

    /** Minutes by start. */
    private final TreeMap<Long, Slice> slices = new TreeMap<>();

    /** What is left of removed minutes, by the start of the day. */
    private final TreeMap<Long, DayRest> days = new TreeMap<>();

    /** Of the last removed minute with a price. */
    private LastPrice carried = LastPrice.NONE;

    /** Of each size, by start. */
    private final List<TreeMap<Long, Version>> bars = new ArrayList<>();

    /** By end. */
    private final TreeMap<Long, Version> windows = new TreeMap<>();

    /** Of trades that have not come. */
    private final List<Amendment> pending = new ArrayList<>();

    /** Those that wait for the version that contains them. */
    private final List<LateTrade> late = new ArrayList<>();

    private Gaps gaps = Gaps.NONE;

    private long dayStart;
    private long dayEnd;

    public SymbolBook(String symbol, BarSettings settings) {
        this.symbol = symbol;
        this.settings = settings;
        this.rows = new BarRows(symbol, settings);
        for (int i = 0; i < settings.sizes().size(); i++) {
            bars.add(new TreeMap<>());
        }
    }

    /**
     * Takes a trade in.
     *
     * @param latestNs a trade with a later time is in no bar: its time must be wrong
     * @param out takes the ledger's row of a trade that is in no bar
     */
    public void trade(Trade trade, long latestNs, Consumer<Row> out) {
        if (trade.timeNs > latestNs) {
            out.accept(LateTrade.of(trade, closed, "future").row(symbol, 0));
            return;
        }
        Print print;
        try {
            print = Print.of(trade, BarRows.MINUTE_RULES, BarRows.DAY_RULES);
        } catch (ArithmeticException e) {
            out.accept(LateTrade.of(trade, closed, "not_exact").row(symbol, 0));
            return;
        }
        long start = minuteOf(trade.timeMs());
        if (isForgotten(start + MINUTE)) {
            out.accept(LateTrade.of(trade, closed, "beyond_horizon").row(symbol, 0));
            if (Effect.counts(print.minuteEffect()) || Effect.counts(print.dayEffect())) {
                lose(start);
            }
            return;
        }
        boolean isLate = isPast(start + MINUTE + settings.lateness().toMillis());
        Slice slice = slices.get(start);
        if (slice == null) {
            slice = new Slice(start);
            slices.put(start, slice);
        }
        slice.add(print);
        touch(slice, print, Cause.TRADE);
        if (isLate) {
            late.add(LateTrade.of(trade, closed, "late"));
        }
        note(trade.timeMs());
        wake(start + MINUTE);
        applyPending(print, out);
    }

    /** Of a minute that is kept no longer, longer bars and windows may still be written. */
    private void lose(long start) {
        Gaps before = gaps;
        gaps = gaps.losing(new Gaps.Span(start, start + MINUTE - 1));
        if (gaps != before && touchChanged(before, Cause.LOST)) {
            wake(start + MINUTE);
        }
    }

    /**
     * Takes the newest line of a gap in, and writes what follows from it at once. It moves no
     * clock, so it does not change what is late, and {@link #nextTimer} stays as it is.
     *
     * @param now since when the rows are known, if this is later than the clock
     */
    public void gap(Gap gap, long now, Consumer<Row> out) {
        Gaps before = gaps;
        gaps = gaps.with(gap, symbol).keeping(span -> isNeeded(span, now));
        Cause cause =
                switch (gap.state()) {
                    case OPEN -> Cause.GAP_OPEN;
                    case REPAIRED -> Cause.GAP_REPAIR;
                    case UNREPAIRABLE -> Cause.LOST;
                };
        if (touchChanged(before, cause)) {
            write(Version::hasNewsOfGaps, Math.max(closed, now), out);
        }
    }

    /** Whether rows were written, or may still be, in which trades of a gap are missing. */
    private boolean isNeeded(Gaps.Span gap, long now) {
        if (now == NOT_YET || gap.toMs() >= now - Gap.KEPT.toMillis()) {
            return true;
        }
        Gaps alone = Gaps.NONE.losing(gap);
        for (int size = 0; size < bars.size(); size++) {
            for (long start : bars.get(size).keySet()) {
                if (!alone.isComplete(start, endOf(size, start))) {
                    return true;
                }
            }
        }
        for (long end : windows.keySet()) {
            if (!alone.isComplete(end - settings.longestHorizonMs(), end)) {
                return true;
            }
        }
        return false;
    }

    /** Whether rows that were written say what is no longer true of gaps. */
    private boolean touchChanged(Gaps before, Cause cause) {
        boolean touched = false;
        for (int size = 0; size < bars.size(); size++) {
            for (Map.Entry<Long, Version> bar : bars.get(size).entrySet()) {
                long start = bar.getKey();
                long end = endOf(size, start);
                touched |= touchChanged(bar.getValue(), before, start, start, end, cause);
            }
        }
        for (Map.Entry<Long, Version> window : windows.entrySet()) {
            long end = window.getKey();
            long longest = end - settings.longestHorizonMs();
            for (Duration horizon : settings.horizons()) {
                long start = end - horizon.toMillis();
                touched |= touchChanged(window.getValue(), before, longest, start, end, cause);
            }
        }
        return touched;
    }

    /**
     * @param heldFrom since when a gap would hold it up
     */
    private boolean touchChanged(
            Version version, Gaps before, long heldFrom, long start, long end, Cause cause) {
        boolean released = version.status == Status.HELD && !gaps.isOpen(heldFrom, end);
        return version.number > 0
                && (released || gaps.isComplete(start, end) != before.isComplete(start, end))
                && version.touch(cause);
    }

    private void note(long time) {
        if (time >= latest) {
            secondLatest = latest;
            latest = time;
        } else if (time > secondLatest) {
            secondLatest = time;
        }
    }

    /**
     * Takes a correction or cancel in. It waits for its trade, if need be.
     *
     * @param latestNs one with a later time changes nothing: its time must be wrong
     * @param out takes the ledger's row
     */
    public void correction(Correction message, long latestNs, Consumer<Row> out) {
        Amendment amendment = Amendment.of(message);
        if (message.timeNs > latestNs) {
            out.accept(amendment.row(symbol, null, "future", 0, closed));
            return;
        }
        List<Print> candidates = new ArrayList<>();
        for (Slice slice : slices.values()) {
            for (Print print : slice.prints()) {
                if (amendment.means(print)) {
                    candidates.add(print);
                }
            }
        }
        if (candidates.size() > 1) {
            candidates.removeIf(print -> !amendment.meansExactly(print));
        }
        if (candidates.isEmpty()) {
            pending.add(amendment);
            wake(deadlineOf(amendment));
        } else {
            applyPending(apply(amendment, Collections.max(candidates), out), out);
        }
    }

    /** One correction may wait for what another makes. */
    private void applyPending(Print print, Consumer<Row> out) {
        Print next = print;
        while (next != null) {
            Amendment amendment = takePending(next);
            next = amendment == null ? null : apply(amendment, next, out);
        }
    }

    private Amendment takePending(Print print) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i).means(print)) {
                return pending.remove(i);
            }
        }
        return null;
    }

    /** What stands in the place of the original; null if nothing does. */
    private Print apply(Amendment amendment, Print original, Consumer<Row> out) {
        Print corrected = null;
        if (amendment.replaces()) {
            try {
                corrected = amendment.corrected(original);
            } catch (ArithmeticException e) {
                out.accept(amendment.row(symbol, null, "not_exact", 0, closed));
                return null;
            }
        }
        Slice slice = slices.get(minuteOf(original.timeNs() / NANOS_IN_MILLI));
        Cause cause = corrected == null ? Cause.CANCEL : Cause.CORRECTION;
        slice.remove(original);
        int touched = touch(slice, original, cause);
        if (corrected != null) {
            slice.add(corrected);
            touched = Math.max(touched, touch(slice, corrected, cause));
        }
        wake(slice.endMs());
        out.accept(amendment.row(symbol, original, "matched", touched, closed));
        return corrected;
    }

    /** How many rows that were written are no longer true. */
    private int touch(Slice slice, Print print, Cause cause) {
        int rewritten = 0;
        for (int size = 0; size < bars.size(); size++) {
            boolean day = isDay(size);
            if (!Effect.counts(day ? print.dayEffect() : print.minuteEffect())
                    || (cause == Cause.TRADE && !slice.isNews(size))) {
                continue;
            }
            long start = startOf(size, slice.startMs);
            rewritten += touch(bars.get(size), start, start, endOf(size, start), cause);
        }
        if (Effect.counts(print.minuteEffect()) && closed > slice.startMs) {
            long inside = slice.startMs + settings.longestHorizonMs();
            for (long end = slice.endMs(); end <= Math.min(inside, windowsUpTo); end += MINUTE) {
                rewritten += touchWindow(end, cause);
            }
            if ((print.minuteEffect() & Effect.LAST) != 0
                    && !windows.isEmpty()
                    && windows.lastKey() > inside) {
                long carried = carriedInto(slice);
                for (Long end :
                        windows.subMap(inside, false, Math.max(inside, carried), true).keySet()) {
                    rewritten += touchWindow(end, cause);
                }
            }
        }
        return rewritten;
    }

    private int touchWindow(long end, Cause cause) {
        return touch(windows, end, end - settings.longestHorizonMs(), end, cause);
    }

    /** The end of the last window into which the last price of a minute may be carried. */
    private long carriedInto(Slice slice) {
        for (Slice later : slices.tailMap(slice.startMs, false).values()) {
            if (later.minute().hasPrice()) {
                return later.startMs + settings.longestHorizonMs();
            }
        }
        return NEVER;
    }

    private int touch(Map<Long, Version> versions, long key, long start, long end, Cause cause) {
        boolean settled = isPast(end + settings.lateness().toMillis());
        Version version = versions.get(key);
        if (version == null) {
            version = new Version();
            // That there was nothing was final, unless a gap was open.
            version.status =
                    !settled ? Status.PROVISIONAL : isHeld(start, end) ? Status.HELD : Status.FINAL;
            versions.put(key, version);
        }
        return version.touch(cause == Cause.TRADE && settled ? Cause.LATE_TRADE : cause) ? 1 : 0;
    }

    /** When {@link #advance} is to be called next; {@code Long.MAX_VALUE} if there is no need. */
    public long nextTimer() {
        return next;
    }

    private void wake(long time) {
        next = Math.min(next, closed == NOT_YET ? time : Math.max(time, nextMinute()));
    }

    /**
     * Writes what is due.
     *
     * @param now the clock: all trades before it are taken to have come, though some may be late
     */
    public void advance(long now, Consumer<Row> out) {
        closed = Math.max(closed, now);
        expirePending(out);
        findWindows();
        write(version -> true, closed, out);
        for (LateTrade trade : late) {
            Version version =
                    bars.get(0).get(startOf(0, minuteOf(trade.timeNs() / NANOS_IN_MILLI)));
            out.accept(trade.row(symbol, version == null ? 0 : version.number));
        }
        late.clear();
        forget();
        next = nextDue();
    }

    /** Writes those that are due. */
    private void write(Predicate<Version> which, long knownAt, Consumer<Row> out) {
        for (int size = 0; size < bars.size(); size++) {
            writeBars(size, which, knownAt, out);
        }
        writeWindows(which, knownAt, out);
        slices.values().forEach(Slice::toldAll);
    }

    private void expirePending(Consumer<Row> out) {
        for (Iterator<Amendment> each = pending.iterator(); each.hasNext(); ) {
            Amendment amendment = each.next();
            if (isPast(deadlineOf(amendment))) {
                out.accept(amendment.row(symbol, null, "unmatched", 0, closed));
                each.remove();
            }
        }
    }

    private long deadlineOf(Amendment amendment) {
        return minuteOf(amendment.timeMs()) + MINUTE + settings.amendable().toMillis();
    }

    /** A window exists at the end of each minute that has a trade within the longest horizon. */
    private void findWindows() {
        if (slices.isEmpty()) {
            return;
        }
        long first = slices.firstKey() + MINUTE;
        long from = windowsUpTo == NOT_YET ? first : Math.max(windowsUpTo + MINUTE, first);
        long last = minuteOf(closed);
        for (long end = from; end <= last; end += MINUTE) {
            if (hasTrades(inWindow(end))) {
                touchWindow(end, Cause.FIRST);
            } else {
                // On to the next minute with a trade.
                Long later = slices.ceilingKey(end);
                if (later == null) {
                    break;
                }
                end = Math.max(end, later);
            }
        }
        windowsUpTo = Math.max(windowsUpTo, last);
    }

    private Collection<Slice> inWindow(long end) {
        return slices.subMap(end - settings.longestHorizonMs(), true, end, false).values();
    }

    private static boolean hasTrades(Collection<Slice> slices) {
        for (Slice slice : slices) {
            if (slice.minute().tally().trades() > 0) {
                return true;
            }
        }
        return false;
    }

    private void writeBars(int size, Predicate<Version> which, long knownAt, Consumer<Row> out) {
        for (Iterator<Map.Entry<Long, Version>> each = bars.get(size).entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Long, Version> bar = each.next();
            Version version = bar.getValue();
            long start = bar.getKey();
            long end = endOf(size, start);
            if (!which.test(version) || dueOf(size, start, end, version, closed - 1) > closed) {
                continue;
            }
            Row unchanged = version.unchangedRow();
            if (unchanged != null) {
                Cause cause = next(version, start, end);
                out.accept(version.keep(BarRows.again(unchanged, version, cause, knownAt)));
                continue;
            }
            BarRows.Sum sum =
                    BarRows.sum(
                            slices.subMap(start, true, end, false).values(),
                            isDay(size),
                            days.get(isDay(size) ? start : NEVER));
            if (version.number == 0 && sum.isEmpty()) {
                each.remove();
                continue;
            }
            Cause cause = next(version, start, end);
            out.accept(
                    version.keep(
                            rows.bar(
                                    settings.sizes().get(size),
                                    start,
                                    end,
                                    sum,
                                    gaps.isComplete(start, end),
                                    version,
                                    cause,
                                    knownAt)));
        }
    }

    private void writeWindows(Predicate<Version> which, long knownAt, Consumer<Row> out) {
        for (Iterator<Map.Entry<Long, Version>> each = windows.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Long, Version> window = each.next();
            Version version = window.getValue();
            long end = window.getKey();
            long start = end - settings.longestHorizonMs();
            if (!which.test(version) || dueOf(start, end, version, closed - 1) > closed) {
                continue;
            }
            if (version.number == 0 && !hasTrades(inWindow(end))) {
                each.remove();
                continue;
            }
            Row unchanged = version.unchangedRow();
            Cause cause = next(version, start, end);
            out.accept(
                    version.keep(
                            unchanged == null
                                    ? rows.window(
                                            end, slices, carried, gaps, version, cause, knownAt)
                                    : BarRows.again(unchanged, version, cause, knownAt)));
        }
    }

    private Cause next(Version version, long start, long end) {
        return version.next(isPast(end + settings.lateness().toMillis()), isHeld(start, end));
    }

    /** Forgets what can no longer change. */
    private void forget() {
        if (secondLatest == NOT_YET) {
            return;
        }
        long kept = settings.amendable().toMillis();
        long end = Math.min(closed, secondLatest) - kept;
        for (Slice slice : slices.headMap(end - MINUTE, true).descendingMap().values()) {
            if (!slice.amendable()) {
                break;
            }
            slice.settle();
        }
        while (!slices.isEmpty()
                && isForgotten(slices.firstKey() + settings.minuteKeptMs() - kept)) {
            Slice slice = slices.pollFirstEntry().getValue();
            fold(slice);
        }
        for (int size = 0; size < bars.size(); size++) {
            TreeMap<Long, Version> versions = bars.get(size);
            while (!versions.isEmpty() && isForgotten(endOf(size, versions.firstKey()))) {
                days.remove(isDay(size) ? versions.firstKey() : NEVER);
                versions.pollFirstEntry();
            }
        }
        while (!windows.isEmpty() && isForgotten(windows.firstKey())) {
            windows.pollFirstEntry();
        }
        gaps = gaps.keeping(gap -> !isForgotten(endOfLast(gap.toMs())));
    }

    /** When the last bar or window ends that has the trades of a time. */
    private long endOfLast(long time) {
        long last = minuteOf(time) + settings.longestHorizonMs();
        for (int size = 0; size < bars.size(); size++) {
            last = Math.max(last, endOf(size, startOf(size, time)));
        }
        return last;
    }

    private void fold(Slice slice) {
        Minute minute = slice.minute();
        if (minute.hasPrice()) {
            carried = LastPrice.of(minute);
        }
        int size = bars.size() - 1;
        if (isDay(size)) {
            long start = startOf(size, slice.startMs);
            if (bars.get(size).containsKey(start)) {
                days.computeIfAbsent(start, unused -> new DayRest()).add(slice);
            }
        }
    }

    /** Nothing is forgotten by itself, so only what is to be written counts. */
    private long nextDue() {
        long due = NEVER;
        for (int size = 0; size < bars.size(); size++) {
            for (Map.Entry<Long, Version> bar : bars.get(size).entrySet()) {
                long start = bar.getKey();
                long end = endOf(size, start);
                due = Math.min(due, dueOf(size, start, end, bar.getValue(), closed));
            }
        }
        for (Map.Entry<Long, Version> window : windows.entrySet()) {
            long end = window.getKey();
            long start = end - settings.longestHorizonMs();
            due = Math.min(due, dueOf(start, end, window.getValue(), closed));
        }
        if (!slices.isEmpty()) {
            due = Math.min(due, nextWindow());
        }
        for (Amendment amendment : pending) {
            due = Math.min(due, deadlineOf(amendment));
        }
        return closed == NOT_YET || due == NEVER ? due : Math.max(due, nextMinute());
    }

    /** The end of the next minute that has a trade within the longest horizon. */
    private long nextWindow() {
        if (closed == NOT_YET) {
            return slices.firstKey() + MINUTE;
        }
        Long before = slices.lowerKey(nextMinute());
        if (before != null && before + settings.longestHorizonMs() >= nextMinute()) {
            return nextMinute();
        }
        // Not minute by minute: this may be years later.
        Long after = slices.ceilingKey(nextMinute());
        return after == null ? NEVER : after + MINUTE;
    }

    private long dueOf(int size, long start, long end, Version version, long after) {
        if (isDay(size) && version.hasNews() && end > after) {
            return version.hasNewsOfGaps()
                    ? after + 1
                    : Math.min(end, Math.floorDiv(after, FORMING) * FORMING + FORMING);
        }
        return dueOf(start, end, version, after);
    }

    private long dueOf(long start, long end, Version version, long after) {
        if (version.hasNews()) {
            return Math.max(end, after + 1);
        }
        return switch (version.status) {
            case PROVISIONAL -> end + settings.lateness().toMillis();
            // If nothing holds it and there is no news, a repair would come too late.
            case HELD -> isHeld(start, end) ? NEVER : after + 1;
            case FINAL, CORRECTED -> NEVER;
        };
    }

    /** Whether trades of a time may be missing, and would still be taken in. */
    private boolean isHeld(long start, long end) {
        return gaps.isOpen(start, end) && !isForgotten(end);
    }

    private boolean isPast(long time) {
        return time <= closed;
    }

    /**
     * Whether what ended at a time can no longer change. The clock alone is not enough: other
     * symbols move it, and a job that catches up may read these first.
     */
    private boolean isForgotten(long end) {
        return end + settings.amendable().toMillis() <= Math.min(closed, secondLatest);
    }

    private long nextMinute() {
        return minuteOf(closed) + MINUTE;
    }

    private static long minuteOf(long time) {
        return Math.floorDiv(time, MINUTE) * MINUTE;
    }

    private boolean isDay(int size) {
        return settings.sizes().get(size).equals(BarSettings.DAY);
    }

    private long startOf(int size, long time) {
        if (isDay(size)) {
            lookUpDay(time);
            return dayStart;
        }
        long length = settings.sizes().get(size).toMillis();
        return Math.floorDiv(time, length) * length;
    }

    private long endOf(int size, long start) {
        if (isDay(size)) {
            lookUpDay(start);
            return dayEnd;
        }
        return start + settings.sizes().get(size).toMillis();
    }

    private void lookUpDay(long time) {
        if (time < dayStart || time >= dayEnd) {
            dayStart = Sessions.startOf(Sessions.dayOf(time));
            dayEnd = Sessions.startOf(Sessions.dayOf(time).plusDays(1));
        }
    }

    /**
     * A copy that changes apart from this one. With each checkpoint each book is copied once, so
     * what cannot change is not.
     */
    public SymbolBook copy() {
        SymbolBook copy = new SymbolBook(symbol, settings);
        copy.closed = closed;
        copy.latest = latest;
        copy.secondLatest = secondLatest;
        copy.windowsUpTo = windowsUpTo;
        copy.next = next;
        copy.carried = carried;
        copy.slices.putAll(slices);
        copy.slices.replaceAll((start, slice) -> slice.copy());
        copy.days.putAll(days);
        copy.days.replaceAll((start, rest) -> rest.copy());
        for (int size = 0; size < bars.size(); size++) {
            copy.bars.get(size).putAll(bars.get(size));
            copy.bars.get(size).replaceAll((start, version) -> version.copy());
        }
        copy.windows.putAll(windows);
        copy.windows.replaceAll((end, version) -> version.copy());
        copy.pending.addAll(pending);
        copy.late.addAll(late);
        copy.gaps = gaps;
        return copy;
    }

    /** Writes everything, for {@link #readFrom}. */
    public void writeTo(DataOutput out) throws IOException {
        Texts.write(symbol, out);
        out.writeLong(closed);
        out.writeLong(latest);
        out.writeLong(secondLatest);
        out.writeLong(windowsUpTo);
        out.writeLong(next);
        carried.writeTo(out);
        out.writeInt(slices.size());
        for (Slice slice : slices.values()) {
            slice.writeTo(out);
        }
        out.writeInt(days.size());
        for (Map.Entry<Long, DayRest> day : days.entrySet()) {
            out.writeLong(day.getKey());
            day.getValue().writeTo(out);
        }
        out.writeInt(bars.size());
        for (TreeMap<Long, Version> versions : bars) {
            write(versions, out);
        }
        write(windows, out);
        out.writeInt(pending.size());
        for (Amendment amendment : pending) {
            amendment.writeTo(out);
        }
        out.writeInt(late.size());
        for (LateTrade trade : late) {
            trade.writeTo(out);
        }
        gaps.writeTo(out);
    }

    private static void write(Map<Long, Version> versions, DataOutput out) throws IOException {
        out.writeInt(versions.size());
        for (Map.Entry<Long, Version> version : versions.entrySet()) {
            out.writeLong(version.getKey());
            version.getValue().writeTo(out);
        }
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @param settings those with which it was written
     * @throws IOException if they have another number of sizes
     */
    public static SymbolBook readFrom(DataInput in, BarSettings settings) throws IOException {
        SymbolBook book = new SymbolBook(Texts.read(in), settings);
        book.closed = in.readLong();
        book.latest = in.readLong();
        book.secondLatest = in.readLong();
        book.windowsUpTo = in.readLong();
        book.next = in.readLong();
        book.carried = LastPrice.readFrom(in);
        for (int i = in.readInt(); i > 0; i--) {
            Slice slice = Slice.readFrom(in);
            book.slices.put(slice.startMs, slice);
        }
        for (int i = in.readInt(); i > 0; i--) {
            book.days.put(in.readLong(), DayRest.readFrom(in));
        }
        int sizes = in.readInt();
        if (sizes != book.bars.size()) {
            throw new IOException(
                    "The state has bars of "
                            + sizes
                            + " sizes and the job is to make "
                            + book.bars.size()
                            + ": start it with the sizes that it had, or without its state.");
        }
        for (TreeMap<Long, Version> versions : book.bars) {
            read(versions, in);
        }
        read(book.windows, in);
        for (int i = in.readInt(); i > 0; i--) {
            book.pending.add(Amendment.readFrom(in));
        }
        for (int i = in.readInt(); i > 0; i--) {
            book.late.add(LateTrade.readFrom(in));
        }
        book.gaps = Gaps.readFrom(in);
        return book;
    }

    private static void read(Map<Long, Version> versions, DataInput in) throws IOException {
        for (int i = in.readInt(); i > 0; i--) {
            versions.put(in.readLong(), Version.readFrom(in));
        }
    }
}
