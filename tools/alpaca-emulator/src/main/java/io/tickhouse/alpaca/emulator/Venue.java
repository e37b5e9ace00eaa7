package io.tickhouse.alpaca.emulator;

import java.util.List;

/**
 * What all parts of a day share: who trades what and when, at which prices.
 *
 * @param feed the one that messages come from; a delayed feed has the same as its origin
 */
record Venue(long seed, Feed feed, List<String> symbols, TradingHours hours) {

    static final long BILLION = 1_000_000_000L;
    static final long CENT = BILLION / 100;

    /** The random numbers of a symbol at a time. */
    Noise noise(Noise.Of what, int symbol, long when) {
        return Noise.at(seed, what, symbol, when);
    }

    /** In billionths of a dollar. */
    long price(int symbol, long slice, Noise noise) {
        String name = symbols.get(symbol);
        long base =
                switch (name) {
                    case "FAKEPACA" -> 134 * BILLION;
                    case "BTC/USD" -> 65_012 * BILLION;
                    case "ETH/USD" -> 3_500 * BILLION;
                    case "SHIB/USD" -> 12_000;
                    default -> BILLION * (20 + Math.floorMod(hash(name), 480L));
                };
        double swing =
                0.02 * Math.sin(slice / 36_000.0 + symbol)
                        + 0.004 * Math.sin(slice / 700.0 + 2 * symbol);
        return (long) (base * (1 + swing + 0.0005 * (noise.unit() - 0.5)));
    }

    private long hash(String name) {
        return Noise.hash(seed, Noise.Of.PRICE, name.hashCode(), 0);
    }

    /** The tape of a stock. */
    static String tape(String symbol) {
        return switch (symbol) {
            case "BRK.B", "IBM", "GE", "JPM", "F" -> "A";
            case "SPY" -> "B";
            default -> "C";
        };
    }

    /** The exchange that lists the stocks of a tape, and holds their auctions. */
    String listing(String tape) {
        if (feed == Feed.IEX) {
            return "V";
        }
        return switch (tape) {
            case "A" -> "N";
            case "B" -> "P";
            default -> "Q";
        };
    }
}
