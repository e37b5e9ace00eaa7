package io.tickhouse.alpaca.emulator;

import static io.tickhouse.alpaca.emulator.Venue.BILLION;
import static io.tickhouse.alpaca.emulator.Venue.CENT;

import io.tickhouse.alpaca.emulator.MarketEvent.Imbalance;
import io.tickhouse.alpaca.emulator.MarketEvent.Luld;
import io.tickhouse.alpaca.emulator.MarketEvent.OrderBook;
import io.tickhouse.alpaca.emulator.MarketEvent.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a day says about a symbol besides trades and quotes: it has no history. */
final class Notices {

    private final Venue venue;

    Notices(Venue venue) {
        this.venue = venue;
    }

    void publish(int symbol, long second, Interest interest, Consumer<MarketEvent> out) {
        String name = venue.symbols().get(symbol);
        boolean statuses = interest.wants(Channel.STATUSES, name);
        boolean lulds = interest.wants(Channel.LULDS, name);
        boolean imbalances = interest.wants(Channel.IMBALANCES, name);
        boolean books = interest.wants(Channel.ORDERBOOKS, name);
        long slice = second * Slices.PER_SECOND;
        if (!(statuses || lulds || imbalances || books) || !venue.hours().open(slice)) {
            return;
        }
        Noise noise = venue.noise(Noise.Of.NOTICES, symbol, second);
        long nanos = second * BILLION + noise.below(1_000_000_000) / 100_000L * 1_000L;
        long price = venue.price(symbol, slice, noise) / CENT * CENT;
        String tape = Venue.tape(name);
        // Drawn even without a subscriber, so that a subscription changes no other channel.
        boolean halt = noise.oneIn(2);
        boolean statusNow = noise.oneIn(10);
        boolean luldNow = noise.oneIn(10);
        boolean imbalanceNow = noise.oneIn(10);
        if (statuses && statusNow) {
            out.accept(status(name, halt, tape, nanos));
        }
        if (lulds && luldNow) {
            long band = price / 20 / CENT * CENT;
            out.accept(new Luld(name, price + band, price - band, "B", tape, nanos));
        }
        if (imbalances && imbalanceNow) {
            out.accept(new Imbalance(name, price, tape, nanos));
        }
        if (books) {
            Noise levels = venue.noise(Noise.Of.BOOK, symbol, second);
            out.accept(change(name, venue.price(symbol, slice, noise), levels, nanos));
        }
    }

    private static Status status(String name, boolean halt, String tape, long nanos) {
        boolean cta = !tape.equals("C");
        return new Status(
                name,
                cta ? (halt ? "2" : "3") : (halt ? "H" : "T"),
                halt ? "Trading Halt" : "Trading Resumption",
                cta ? "M" : "LUDP",
                halt ? "Volatility Trading Pause" : "",
                tape,
                nanos);
    }

    /** A change of one level of a book. */
    private static OrderBook change(String name, long price, Noise levels, long nanos) {
        long tick = tick(price);
        long middle = price / tick * tick;
        long bid = middle - tick * (1 + levels.below(5));
        long size = levels.oneIn(4) ? 0 : 1 + (long) (levels.unit() * BILLION);
        return levels.oneIn(2)
                ? new OrderBook(name, List.of(bid, size), List.of(), false, nanos)
                : new OrderBook(name, List.of(), List.of(middle + tick, size), false, nanos);
    }

    /** The full book with which a subscription to order books starts. */
    OrderBook snapshot(String name, long nanos) {
        int symbol = venue.symbols().indexOf(name);
        long slice = Math.floorDiv(nanos, Slices.NANOS);
        long exact = venue.price(symbol, slice, venue.noise(Noise.Of.BOOK, symbol, slice));
        long tick = tick(exact);
        long price = exact / tick * tick;
        List<Long> bids = new ArrayList<>();
        List<Long> asks = new ArrayList<>();
        for (int level = 0; level < 5; level++) {
            bids.add(price - tick * (level + 1));
            asks.add(price + tick * (level + 1));
            bids.add(BILLION * (level + 1) / 4);
            asks.add(BILLION * (level + 1) / 8);
        }
        return new OrderBook(name, bids, asks, true, nanos);
    }

    /**
     * Price step between the levels of a book: a cent, or less if that is a large part of the
     * price.
     */
    private static long tick(long price) {
        long tick = CENT;
        while (tick > 1 && tick > price / 100) {
            tick /= 10;
        }
        return tick;
    }
}
