package io.tickhouse.alpaca.emulator;

import java.util.List;

/**
 * A data message. Prices are in billionths; sizes and volumes are whole shares for stocks and
 * billionths for crypto; times are nanoseconds since 1970.
 */
sealed interface MarketEvent {

    String symbol();

    long nanos();

    /**
     * A trade.
     *
     * @param taker the side of the taker, only for crypto; null for a stock
     */
    record Trade(
            String symbol,
            long id,
            String exchange,
            long price,
            long size,
            List<String> conditions,
            String tape,
            long nanos,
            String taker)
            implements MarketEvent {

        boolean crypto() {
            return taker != null;
        }

        Trade with(long newPrice, long newSize, List<String> newConditions) {
            return new Trade(
                    symbol, id, exchange, newPrice, newSize, newConditions, tape, nanos, taker);
        }
    }

    /**
     * A quote.
     *
     * @param bidExchange null for crypto
     */
    record Quote(
            String symbol,
            String bidExchange,
            long bid,
            long bidSize,
            String askExchange,
            long ask,
            long askSize,
            List<String> conditions,
            String tape,
            long nanos)
            implements MarketEvent {

        boolean crypto() {
            return bidExchange == null;
        }
    }

    /**
     * A bar.
     *
     * @param type b minute, u updated minute, d day
     * @param nanos start of the interval
     */
    record Bar(
            String type,
            String symbol,
            long open,
            long high,
            long low,
            long close,
            long volume,
            long count,
            long vwap,
            boolean crypto,
            long nanos)
            implements MarketEvent {}

    record Correction(
            Trade original,
            long id,
            long price,
            long size,
            List<String> conditions,
            String tape,
            long nanos)
            implements MarketEvent {

        @Override
        public String symbol() {
            return original.symbol();
        }
    }

    /**
     * A cancelled trade.
     *
     * @param action C cancel, E error
     */
    record Cancel(Trade trade, String action, long nanos) implements MarketEvent {

        @Override
        public String symbol() {
            return trade.symbol();
        }
    }

    record Luld(String symbol, long up, long down, String indicator, String tape, long nanos)
            implements MarketEvent {}

    record Status(
            String symbol,
            String code,
            String message,
            String reasonCode,
            String reason,
            String tape,
            long nanos)
            implements MarketEvent {}

    record Imbalance(String symbol, long price, String tape, long nanos) implements MarketEvent {}

    /** Prices and sizes alternate in the two lists. */
    record OrderBook(String symbol, List<Long> bids, List<Long> asks, boolean snapshot, long nanos)
            implements MarketEvent {}
}
