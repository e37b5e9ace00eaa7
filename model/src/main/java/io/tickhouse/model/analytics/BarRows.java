package io.tickhouse.model.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;

/** Makes the rows of the bars and windows of a symbol. */
final class BarRows {

    /** For bars below a day, and for windows. */
    static final Ruleset MINUTE_RULES = Ruleset.named("alpaca-minute");

    /** For bars of a day. */
    static final Ruleset DAY_RULES = Ruleset.named("alpaca-daily");

    private static final HexFormat HEX = HexFormat.of();

    /** The columns of a row that are of its version; they are the last. */
    private static final int OF_VERSION = 4;

    private final String symbol;
    private final AnalyticsTable windows;
    private final List<Duration> horizons;

    BarRows(String symbol, BarSettings settings) {
        this.symbol = symbol;
        this.horizons = settings.horizons();
        this.windows = settings.windows();
    }

    /** What a bar is made of: its trades, and the volume of those minutes that have no price. */
    record Sum(Tally tally, ExactSum noBarVolume) {

        boolean isEmpty() {
            return tally.isEmpty();
        }
    }

    /**
     * The sum of the minutes of a bar.
     *
     * @param day whether the rules of a day count
     * @param rest of minutes that are kept no longer; null if there is none
     */
    static Sum sum(Collection<Slice> minutes, boolean day, DayRest rest) {
        Tally tally = new Tally();
        ExactSum noBarVolume = new ExactSum();
        for (Slice slice : minutes) {
            Tally minute = slice.minute().tally();
            tally.merge(day ? slice.day() : minute);
            if (!minute.hasPrices()) {
                noBarVolume.add(minute.volume());
            }
        }
        if (rest != null) {
            tally.merge(rest.tally());
            noBarVolume.add(rest.noBarVolume());
        }
        return new Sum(tally, noBarVolume);
    }

    /**
     * A version of a bar. Times are epoch milliseconds.
     *
     * @param complete whether none of its trades is known to be missing
     * @param version as of this row
     */
    Row bar(
            Duration size,
            long start,
            long end,
            Sum sum,
            boolean complete,
            Version version,
            Version.Cause cause,
            long knownAt) {
        boolean day = size.equals(BarSettings.DAY);
        Tally tally = sum.tally();
        boolean priced = tally.hasPrices();
        Sessions.Session session = Sessions.at(start);
        return new Row(
                AnalyticsTable.BARS,
                new Object[] {
                    symbol,
                    (int) size.toSeconds(),
                    start * 1000,
                    end * 1000,
                    (day ? DAY_RULES : MINUTE_RULES).name(),
                    day ? "day" : session.name(),
                    (int) (day ? Sessions.dayOf(start) : session.tradingDate()).toEpochDay(),
                    priced ? Scaled.decimal(tally.open()) : null,
                    priced ? Scaled.decimal(tally.high()) : null,
                    priced ? Scaled.decimal(tally.low()) : null,
                    priced ? Scaled.decimal(tally.close()) : null,
                    amount(tally.volume()),
                    tally.trades(),
                    money(tally.notionalAll()),
                    tally.vwapAll(),
                    tally.vwapPx(),
                    time(tally.firstNs()),
                    time(tally.lastNs()),
                    amount(sum.noBarVolume()),
                    tally.unknownCount(),
                    HEX.toHexDigits(tally.hashHigh()) + HEX.toHexDigits(tally.hashLow()),
                    complete,
                    version.number,
                    version.status.text(),
                    cause.text(),
                    knownAt * 1000
                });
    }

    /**
     * A version of a window. Times are epoch milliseconds.
     *
     * @param end of the window
     * @param slices all that are kept
     * @param carried the last price before these
     * @param gaps the times whose trades are missing
     * @param version as of this row
     */
    Row window(
            long end,
            NavigableMap<Long, Slice> slices,
            LastPrice carried,
            Gaps gaps,
            Version version,
            Version.Cause cause,
            long knownAt) {
        Object[] values = new Object[windows.columns().size()];
        // The window belongs to the session of its last minute.
        Sessions.Session session = Sessions.at(end - 1);
        int i = 0;
        values[i++] = symbol;
        values[i++] = end * 1000;
        values[i++] = session.name();
        values[i++] = (int) session.tradingDate().toEpochDay();
        Duration longest = horizons.get(horizons.size() - 1);
        List<Minute> all = new ArrayList<>();
        for (Slice slice : slices.subMap(end - longest.toMillis(), true, end, false).values()) {
            all.add(slice.minute());
        }
        for (Duration horizon : horizons) {
            long start = end - horizon.toMillis();
            List<Minute> minutes = since(start * 1_000_000, all);
            LastPrice before = LastPrice.before(start, slices, carried);
            Figures figures =
                    Figures.of(
                            minutes,
                            start * 1_000_000,
                            end * 1_000_000,
                            before.price(),
                            before.minuteNs(),
                            Sessions.bordersNs(start, end));
            values[i++] = figures.smaTrade();
            values[i++] = figures.smaBar();
            values[i++] = figures.smaTime();
            values[i++] = figures.stddevPrice();
            values[i++] = figures.rv();
            values[i++] = figures.sdLogret();
            values[i++] = figures.sdLogretAnn();
            values[i++] = figures.volume();
            values[i++] = figures.trades();
            values[i++] = figures.vwap();
            values[i++] = gaps.isComplete(start, end);
        }
        values[i++] = version.number;
        values[i++] = version.status.text();
        values[i++] = cause.text();
        values[i++] = knownAt * 1000;
        return new Row(windows, values);
    }

    /** A row with the figures of an earlier version of it. */
    static Row again(Row before, Version version, Version.Cause cause, long knownAt) {
        Object[] values = before.values().clone();
        int i = values.length - OF_VERSION;
        values[i++] = version.number;
        values[i++] = version.status.text();
        values[i++] = cause.text();
        values[i] = knownAt * 1000;
        return new Row(before.table(), values);
    }

    private static List<Minute> since(long startNs, List<Minute> minutes) {
        int first = 0;
        while (first < minutes.size() && minutes.get(first).startNs() < startNs) {
            first++;
        }
        return minutes.subList(first, minutes.size());
    }

    private static Long time(long ns) {
        return ns == Tally.NO_TIME ? null : (Long) ns;
    }

    private static BigDecimal amount(ExactSum sum) {
        return new BigDecimal(sum.value(), Scaled.DECIMALS);
    }

    private static BigDecimal money(ExactSum sum) {
        return new BigDecimal(sum.value(), 2 * Scaled.DECIMALS)
                .setScale(ColumnType.AMOUNT.scale(), RoundingMode.HALF_EVEN);
    }
}
