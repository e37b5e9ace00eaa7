package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.Bar;
import io.tickhouse.alpaca.emulator.MarketEvent.Quote;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.time.Instant;

/**
 * What identifies a message of a channel on the stream and in the history.
 *
 * @param exchange of a trade; bid and ask exchange of a quote, concatenated; else empty
 * @param id of a trade; else 0
 * @param time as sent, with nanoseconds
 */
public record Identity(String symbol, String exchange, long id, Instant time) {

    static Identity of(Trade trade) {
        return new Identity(
                trade.symbol(),
                trade.exchange() == null ? "" : trade.exchange(),
                trade.id(),
                Slices.instant(trade.nanos()));
    }

    static Identity of(Quote quote) {
        return new Identity(
                quote.symbol(),
                quote.crypto() ? "" : quote.bidExchange() + quote.askExchange(),
                0,
                Slices.instant(quote.nanos()));
    }

    static Identity of(Bar bar) {
        return new Identity(bar.symbol(), "", 0, Slices.instant(bar.nanos()));
    }
}
