package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.Bar;
import io.tickhouse.alpaca.emulator.MarketEvent.Cancel;
import io.tickhouse.alpaca.emulator.MarketEvent.Correction;
import io.tickhouse.alpaca.emulator.MarketEvent.Quote;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads what a feed has published for one symbol, second by second, in either direction. */
final class HistoryReader {

    /** Receives rows until it has enough. */
    interface Sink {

        /** Returns whether to continue. */
        boolean accept(Row row);
    }

    /**
     * @param mark canceled, incorrect or corrected; null for a valid trade and everything else
     */
    record Row(MarketEvent event, String mark, String exchange, long id) {

        private static Row plain(MarketEvent event) {
            return new Row(event, null, "", 0);
        }
    }

    private static final long BILLION = 1_000_000_000L;

    private final Market market;
    private final Day day;
    private final long position;

    HistoryReader(Market market, Feed feed) {
        this.market = market;
        this.day = market.day(feed);
        this.position = market.position(feed);
    }

    /**
     * Reads one symbol.
     *
     * @param start in nanoseconds, inclusive
     * @param end in nanoseconds, inclusive
     * @param after where the previous page ended, or null
     * @return whether the sink wants more
     */
    boolean read(
            Channel channel,
            Timeframe timeframe,
            int symbol,
            long start,
            long end,
            boolean ascending,
            PageToken after,
            Sink sink) {
        long first = Math.max(start, day.hours().from() * Slices.NANOS);
        long last = Math.min(end, (position + 1) * Slices.NANOS - 1);
        if (after != null) {
            if (ascending) {
                first = Math.max(first, after.nanos());
            } else {
                last = Math.min(last, after.nanos());
            }
        }
        if (channel == Channel.BARS) {
            return readBars(timeframe, symbol, start, first, last, ascending, after, sink);
        }
        boolean skipping = after != null;
        long from = Slices.second(first);
        long to = Slices.second(last);
        for (long i = 0; i <= to - from; i++) {
            long second = ascending ? from + i : to - i;
            List<Row> rows =
                    channel == Channel.TRADES ? trades(symbol, second) : quotes(symbol, second);
            if (!ascending) {
                Collections.reverse(rows);
            }
            for (Row row : rows) {
                long nanos = row.event().nanos();
                if (nanos < first || nanos > last) {
                    continue;
                }
                if (skipping && nanos == after.nanos()) {
                    // Several trades may have the same time, so continue after the last one of the
                    // page.
                    skipping = row.id() != after.id() || !row.exchange().equals(after.exchange());
                    continue;
                }
                skipping = false;
                if (!sink.accept(row)) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Row> trades(int symbol, long second) {
        List<Trade> trades = day.trades().ofSecond(symbol, second, position);
        if (trades.isEmpty()) {
            return new ArrayList<>();
        }
        MarketEvent amendment = day.trades().amendmentOfSecond(symbol, second, position);
        List<Row> rows = new ArrayList<>(trades.size());
        for (Trade trade : trades) {
            MarketEvent said = about(trade, amendment) ? amendment : market.amendment(trade);
            rows.add(row(trade, said));
        }
        return rows;
    }

    private static boolean about(Trade trade, MarketEvent amendment) {
        if (amendment instanceof Cancel cancel) {
            return cancel.trade().equals(trade);
        }
        return amendment instanceof Correction correction && correction.original().equals(trade);
    }

    private static Row row(Trade trade, MarketEvent said) {
        String exchange = trade.exchange() == null ? "" : trade.exchange();
        if (said instanceof Cancel) {
            return new Row(trade, "canceled", exchange, trade.id());
        }
        if (said instanceof Correction correction) {
            return correction.id() == trade.id()
                    ? new Row(
                            trade.with(
                                    correction.price(), correction.size(), correction.conditions()),
                            "corrected",
                            exchange,
                            trade.id())
                    : new Row(trade, "incorrect", exchange, trade.id());
        }
        return new Row(trade, null, exchange, trade.id());
    }

    private List<Row> quotes(int symbol, long second) {
        List<Row> rows = new ArrayList<>();
        for (Quote quote : day.quotes().ofSecond(symbol, second, position)) {
            rows.add(Row.plain(quote));
        }
        return rows;
    }

    private boolean readBars(
            Timeframe timeframe,
            int symbol,
            long wanted,
            long first,
            long last,
            boolean ascending,
            PageToken after,
            Sink sink) {
        List<Long> starts = new ArrayList<>();
        long second = intervalStart(timeframe, Slices.second(first));
        for (; second * BILLION <= last; second = next(timeframe, second)) {
            long nanos = second * BILLION;
            boolean seen = after != null && nanos == after.nanos();
            // A day's bar begins before its trading.
            if (nanos >= wanted && !seen) {
                starts.add(second);
            }
        }
        if (!ascending) {
            Collections.reverse(starts);
        }
        for (long start : starts) {
            long end = next(timeframe, start);
            long published = end * Slices.PER_SECOND + Bars.DELAY_SLICES;
            if (timeframe.seconds() == 60 && published > position) {
                continue;
            }
            BarRule rule = timeframe.daily() ? BarRule.DAY : BarRule.MINUTE;
            Bar bar = day.bars().range(rule, "b", symbol, start, end, start, position);
            if (bar != null && !sink.accept(Row.plain(bar))) {
                return false;
            }
        }
        return true;
    }

    private long intervalStart(Timeframe timeframe, long second) {
        return timeframe.daily()
                ? day.bars().dayStart(second)
                : Math.floorDiv(second, timeframe.seconds()) * timeframe.seconds();
    }

    private long next(Timeframe timeframe, long start) {
        return timeframe.daily() ? day.bars().nextDay(start) : start + timeframe.seconds();
    }
}
