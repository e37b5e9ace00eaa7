package io.tickhouse.alpaca.emulator;

import static io.tickhouse.alpaca.emulator.Venue.BILLION;
import static io.tickhouse.alpaca.emulator.Venue.CENT;

import io.tickhouse.alpaca.emulator.MarketEvent.Cancel;
import io.tickhouse.alpaca.emulator.MarketEvent.Correction;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The trades of a day, those that come late, and what becomes of them afterwards. */
final class Trades {

    /** A correction or a cancel is published this many seconds after its trade. */
    private static final int AMENDED_AFTER_SECONDS = 5;

    /**
     * Auctions are over at most this many slices after the bell, and not before the first number.
     */
    private static final int AUCTION_FROM = 8;

    private static final int AUCTION_TO = 48;

    private static final long AUCTION_IDS = 60_000_000_000_000L;
    private static final long LATE_IDS = 50_000_000_000_000L;
    private static final long OFF_EXCHANGE_IDS = 71_675_551_000_000L;
    private static final long CRYPTO_IDS = 3_447_222_699_101_865_076L;

    private final Venue venue;
    private final double perSlice;
    private final int latest;

    /**
     * @param perSlice of each symbol, on average
     * @param latest how many seconds after its time a late trade may be published
     */
    Trades(Venue venue, double perSlice, int latest) {
        this.venue = venue;
        this.perSlice = perSlice;
        this.latest = latest;
    }

    /**
     * The trades with a time in this second that are published by {@code position}, in order of
     * time, without their amendments.
     */
    List<Trade> ofSecond(int symbol, long second, long position) {
        List<Trade> trades = new ArrayList<>();
        long first = second * Slices.PER_SECOND;
        for (long slice = first; slice < first + Slices.PER_SECOND && slice <= position; slice++) {
            trades.addAll(ofSlice(symbol, slice));
        }
        boolean unsorted = false;
        for (long s = second; s <= second + latest; s++) {
            if (s * Slices.PER_SECOND > position) {
                break;
            }
            Trade late = late(symbol, s);
            if (late != null && Slices.second(late.nanos()) == second) {
                trades.add(late);
                unsorted = true;
            }
        }
        if (unsorted) {
            trades.sort(Comparator.comparingLong(Trade::nanos));
        }
        return trades;
    }

    /** The amendment of a trade of that second that is published by {@code position}, or null. */
    MarketEvent amendmentOfSecond(int symbol, long second, long position) {
        long published = second + AMENDED_AFTER_SECONDS;
        return published * Slices.PER_SECOND > position ? null : amendment(symbol, published);
    }

    List<Trade> ofSlice(int symbol, long slice) {
        List<Trade> auction = auction(symbol, slice);
        if (auction.isEmpty()) {
            return continuous(symbol, slice);
        }
        List<Trade> trades = new ArrayList<>(continuous(symbol, slice));
        trades.addAll(auction);
        trades.sort(Comparator.comparingLong(Trade::nanos));
        return trades;
    }

    private List<Trade> continuous(int symbol, long slice) {
        if (!venue.hours().open(slice)) {
            return List.of();
        }
        Noise noise = venue.noise(Noise.Of.TRADES, symbol, slice);
        // In bursts: a quarter of the slices is empty, another quarter has twice as many.
        int burst = noise.below(4);
        double expected = perSlice * (burst == 0 ? 0 : burst == 1 ? 2 : 1);
        int count = (int) (expected + noise.unit());
        if (count == 0) {
            return List.of();
        }
        long start = slice * Slices.NANOS;
        long step = Slices.NANOS / count;
        long ids = Math.floorMod(slice, Slices.PER_DAY) * 65_536;
        List<Trade> trades = new ArrayList<>(count);
        long previous = start;
        for (int i = 0; i < count; i++) {
            long offset = i * step + (long) (noise.unit() * step);
            // Times have 0 to 9 fraction digits; some trades have the same time to the nanosecond.
            long time =
                    switch (noise.below(8)) {
                        case 0 -> previous;
                        case 1 -> start + offset / 1_000_000 * 1_000_000;
                        case 2 -> start + offset / 100_000 * 100_000;
                        case 3, 4 -> start + offset / 1_000 * 1_000;
                        default -> start + offset;
                    };
            previous = Math.max(previous, time);
            Sale sale = Sale.inTime(Venue.tape(venue.symbols().get(symbol)), noise.below(1024));
            trades.add(trade(symbol, ids + i + 1, previous, slice, noise, sale));
        }
        return trades;
    }

    /**
     * The print of an auction and the official price made of it, if they are published in this
     * slice. The closing auction is over after the bell.
     */
    private List<Trade> auction(int symbol, long slice) {
        TradingHours hours = venue.hours();
        if (!venue.feed().amends() || perSlice == 0 || !hours.isOfTheDay(slice)) {
            return List.of();
        }
        boolean closing = hours.sinceClose(slice) >= 0;
        long sinceBell = closing ? hours.sinceClose(slice) : hours.sinceOpening(slice);
        if (sinceBell < AUCTION_FROM || sinceBell >= AUCTION_TO) {
            return List.of();
        }
        Noise noise = venue.noise(Noise.Of.AUCTION, symbol, slice - sinceBell);
        if (sinceBell != AUCTION_FROM + noise.below(AUCTION_TO - AUCTION_FROM)) {
            return List.of();
        }
        String name = venue.symbols().get(symbol);
        String tape = Venue.tape(name);
        long size = 100L * (100 + noise.below(2000));
        long price = venue.price(symbol, slice, noise) / CENT * CENT;
        long nanos = slice * Slices.NANOS + noise.below((int) Slices.NANOS - 1000);
        long id = AUCTION_IDS + Math.floorMod(slice, Slices.PER_DAY) * 2;
        List<Trade> prints = new ArrayList<>();
        for (Sale sale :
                closing
                        ? List.of(Sale.CLOSING, Sale.OFFICIAL_CLOSE)
                        : List.of(Sale.OPENING, Sale.OFFICIAL_OPEN)) {
            int count = prints.size();
            prints.add(
                    new Trade(
                            name,
                            id + count,
                            venue.listing(tape),
                            price,
                            size,
                            sale.conditions(tape, closing, false),
                            tape,
                            nanos + count * 1000L,
                            null));
        }
        return prints;
    }

    /** The late trade published in a second, or null. */
    Trade late(int symbol, long second) {
        long slice = second * Slices.PER_SECOND;
        if (venue.feed() == Feed.TEST || perSlice == 0 || !venue.hours().open(slice)) {
            return null;
        }
        Noise noise = venue.noise(Noise.Of.LATE, symbol, second);
        if (!noise.oneIn(20)) {
            return null;
        }
        long time =
                slice * Slices.NANOS
                        - 300_000_000L
                        - (long) (noise.unit() * (latest - 1.3) * BILLION);
        long of = Math.floorDiv(time, Slices.NANOS);
        if (!venue.hours().open(of)) {
            return null;
        }
        long id = LATE_IDS + Math.floorMod(second, 86_400L) * 64;
        return trade(symbol, id, time, of, noise, Sale.late(noise.below(4)));
    }

    /** The correction or cancel published in a second, or null. */
    MarketEvent amendment(int symbol, long second) {
        if (!venue.feed().amends() || !venue.hours().open(second * Slices.PER_SECOND)) {
            return null;
        }
        Noise noise = venue.noise(Noise.Of.AMENDMENT, symbol, second);
        if (!noise.oneIn(25)) {
            return null;
        }
        long slice =
                (second - AMENDED_AFTER_SECONDS) * Slices.PER_SECOND
                        + noise.below(Slices.PER_SECOND);
        List<Trade> trades = ofSlice(symbol, slice);
        if (trades.isEmpty()) {
            return null;
        }
        Trade trade = trades.get(noise.below(trades.size()));
        return amend(trade, second * BILLION + noise.below(1_000_000), noise);
    }

    /** A random correction or cancel of a trade. */
    static MarketEvent amend(Trade trade, long nanos, Noise noise) {
        if (noise.oneIn(2)) {
            return new Cancel(trade, noise.oneIn(4) ? "E" : "C", nanos);
        }
        long id = noise.oneIn(2) ? trade.id() : trade.id() + 40_000;
        long size = trade.size() + 1;
        List<String> conditions =
                size == 100
                        ? trade.conditions().stream().filter(c -> !c.equals("I")).toList()
                        : trade.conditions();
        return new Correction(
                trade, id, trade.price() - CENT, size, conditions, trade.tape(), nanos);
    }

    private Trade trade(int symbol, long id, long nanos, long slice, Noise noise, Sale sale) {
        String name = venue.symbols().get(symbol);
        if (venue.feed() == Feed.CRYPTO) {
            long size = 1 + (long) (noise.unit() * noise.unit() * 2 * BILLION);
            String taker = noise.oneIn(10) ? "-" : noise.oneIn(2) ? "B" : "S";
            long price = venue.price(symbol, slice, noise) / 1000 * 1000;
            return new Trade(
                    name, CRYPTO_IDS + id, null, price, size, List.of(), null, nanos, taker);
        }
        String exchange =
                venue.feed().exchanges().get(noise.below(venue.feed().exchanges().size()));
        String tape = Venue.tape(name);
        long size =
                switch (noise.below(4)) {
                    case 0 -> 1 + noise.below(99);
                    case 1 -> 100;
                    default -> 100L * (1 + noise.below(20));
                };
        // A feed may leave conditions out; the test feed always does.
        boolean bare = venue.feed() == Feed.TEST || noise.oneIn(256);
        List<String> conditions =
                bare ? List.of() : sale.conditions(tape, !venue.hours().regular(slice), size < 100);
        long price = venue.price(symbol, slice, noise);
        // Off-exchange prices have fractions of a cent.
        long tick = exchange.equals("D") || noise.oneIn(8) ? CENT / 100 : CENT;
        long tradeId = exchange.equals("D") ? OFF_EXCHANGE_IDS + id : id;
        return new Trade(
                name,
                tradeId,
                exchange,
                Math.max(tick, price / tick * tick),
                size,
                conditions,
                venue.feed() == Feed.TEST ? null : tape,
                nanos,
                null);
    }
}
