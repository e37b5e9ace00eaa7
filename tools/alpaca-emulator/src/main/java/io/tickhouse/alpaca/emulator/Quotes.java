package io.tickhouse.alpaca.emulator;

import static io.tickhouse.alpaca.emulator.Venue.BILLION;
import static io.tickhouse.alpaca.emulator.Venue.CENT;

import io.tickhouse.alpaca.emulator.MarketEvent.Quote;
import java.util.ArrayList;
import java.util.List;

/** The quotes of a day. No two of a symbol have the same time: nothing else tells them apart. */
final class Quotes {

    private final Venue venue;
    private final double perSlice;

    /**
     * @param perSlice of each symbol, on average
     */
    Quotes(Venue venue, double perSlice) {
        this.venue = venue;
        this.perSlice = perSlice;
    }

    /** The quotes with a time in this second that are published by {@code position}. */
    List<Quote> ofSecond(int symbol, long second, long position) {
        List<Quote> quotes = new ArrayList<>();
        long first = second * Slices.PER_SECOND;
        for (long slice = first; slice < first + Slices.PER_SECOND && slice <= position; slice++) {
            quotes.addAll(ofSlice(symbol, slice));
        }
        return quotes;
    }

    List<Quote> ofSlice(int symbol, long slice) {
        if (!venue.hours().open(slice)) {
            return List.of();
        }
        Noise noise = venue.noise(Noise.Of.QUOTES, symbol, slice);
        int count = (int) (perSlice + noise.unit());
        if (count == 0) {
            return List.of();
        }
        String name = venue.symbols().get(symbol);
        long step = Slices.NANOS / count;
        List<Quote> quotes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long time = slice * Slices.NANOS + i * step + (long) (noise.unit() * 0.9 * step);
            long middle = venue.price(symbol, slice, noise);
            quotes.add(
                    venue.feed() == Feed.CRYPTO
                            ? crypto(name, middle, noise, time)
                            : stock(name, middle, noise, time));
        }
        return quotes;
    }

    private static Quote crypto(String name, long middle, Noise noise, long time) {
        long half = Math.max(1000, middle / 20_000);
        return new Quote(
                name,
                null,
                (middle - half) / 1000 * 1000,
                1 + (long) (noise.unit() * 2 * BILLION),
                null,
                (middle + half) / 1000 * 1000,
                1 + (long) (noise.unit() * 2 * BILLION),
                null,
                null,
                time);
    }

    private Quote stock(String name, long middle, Noise noise, long time) {
        boolean oneSided = noise.oneIn(200);
        List<String> conditions =
                noise.oneIn(50) ? List.of("R", "H") : oneSided ? List.of("Y") : List.of("R");
        long bid = (middle - CENT) / CENT * CENT;
        List<String> exchanges = venue.feed().exchanges();
        return new Quote(
                name,
                exchanges.get(noise.below(exchanges.size())),
                oneSided ? 0 : bid,
                oneSided ? 0 : 100L * (1 + noise.below(9)),
                exchanges.get(noise.below(exchanges.size())),
                bid + CENT * (1 + noise.below(3)),
                100L * (1 + noise.below(9)),
                conditions,
                Venue.tape(name),
                time);
    }
}
