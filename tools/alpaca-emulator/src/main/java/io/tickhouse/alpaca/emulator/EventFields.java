package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.Bar;
import io.tickhouse.alpaca.emulator.MarketEvent.Cancel;
import io.tickhouse.alpaca.emulator.MarketEvent.Correction;
import io.tickhouse.alpaca.emulator.MarketEvent.Imbalance;
import io.tickhouse.alpaca.emulator.MarketEvent.Luld;
import io.tickhouse.alpaca.emulator.MarketEvent.OrderBook;
import io.tickhouse.alpaca.emulator.MarketEvent.Quote;
import io.tickhouse.alpaca.emulator.MarketEvent.Status;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.io.IOException;

/** The keys of each message, in wire order: {@code T} first, because one client requires it. */
final class EventFields {

    private EventFields() {}

    static void write(MarketEvent event, FieldWriter out) throws IOException {
        if (event instanceof Trade trade) {
            trade(trade, out);
        } else if (event instanceof Quote quote) {
            quote(quote, out);
        } else if (event instanceof Bar bar) {
            head(out, 10, bar.type(), bar.symbol());
            barFields(bar, out);
            out.time("t", bar.nanos());
        } else if (event instanceof Correction correction) {
            correction(correction, out);
        } else if (event instanceof Cancel cancel) {
            cancel(cancel, out);
        } else if (event instanceof Luld luld) {
            head(out, 7, "l", luld.symbol());
            out.decimal("u", luld.up());
            out.decimal("d", luld.down());
            out.text("i", luld.indicator());
            out.time("t", luld.nanos());
            out.text("z", luld.tape());
        } else if (event instanceof Status status) {
            head(out, 8, "s", status.symbol());
            out.text("sc", status.code());
            out.text("sm", status.message());
            out.text("rc", status.reasonCode());
            out.text("rm", status.reason());
            out.time("t", status.nanos());
            out.text("z", status.tape());
        } else if (event instanceof Imbalance imbalance) {
            head(out, 5, "i", imbalance.symbol());
            out.decimal("p", imbalance.price());
            out.text("z", imbalance.tape());
            out.time("t", imbalance.nanos());
        } else if (event instanceof OrderBook book) {
            head(out, book.snapshot() ? 6 : 5, "o", book.symbol());
            out.time("t", book.nanos());
            out.levels("b", book.bids());
            out.levels("a", book.asks());
            if (book.snapshot()) {
                out.truth("r", true);
            }
        }
        out.end();
    }

    /**
     * A row of the history, without {@code T} and {@code S}; {@code mark} is null for a valid
     * trade.
     */
    static void writeRow(MarketEvent event, String mark, FieldWriter out) throws IOException {
        if (event instanceof Trade trade) {
            tradeRow(trade, mark, out);
        } else if (event instanceof Quote quote) {
            out.begin(quote.crypto() ? 5 : 9);
            out.time("t", quote.nanos());
            quoteFields(quote, out);
        } else if (event instanceof Bar bar) {
            out.begin(8);
            out.time("t", bar.nanos());
            barFields(bar, out);
        }
        out.end();
    }

    private static void head(FieldWriter out, int fields, String type, String symbol)
            throws IOException {
        out.begin(fields);
        out.text("T", type);
        out.text("S", symbol);
    }

    private static void trade(Trade trade, FieldWriter out) throws IOException {
        if (trade.crypto()) {
            head(out, 7, "t", trade.symbol());
            out.decimal("p", trade.price());
            out.decimal("s", trade.size());
            out.time("t", trade.nanos());
            out.integer("i", trade.id());
            out.text("tks", trade.taker());
            return;
        }
        boolean plain = trade.tape() == null;
        head(out, plain ? 7 : 9, "t", trade.symbol());
        out.integer("i", trade.id());
        out.text("x", trade.exchange());
        out.decimal("p", trade.price());
        out.integer("s", trade.size());
        if (!plain) {
            out.texts("c", trade.conditions());
            out.text("z", trade.tape());
        }
        out.time("t", trade.nanos());
    }

    private static void tradeRow(Trade trade, String mark, FieldWriter out) throws IOException {
        if (trade.crypto()) {
            out.begin(5);
            out.time("t", trade.nanos());
            out.decimal("p", trade.price());
            out.decimal("s", trade.size());
            out.integer("i", trade.id());
            out.text("tks", trade.taker());
            return;
        }
        boolean plain = trade.tape() == null;
        out.begin((plain ? 5 : 7) + (mark == null ? 0 : 1));
        out.time("t", trade.nanos());
        out.text("x", trade.exchange());
        out.decimal("p", trade.price());
        out.integer("s", trade.size());
        if (!plain) {
            out.texts("c", trade.conditions());
        }
        out.integer("i", trade.id());
        if (!plain) {
            out.text("z", trade.tape());
        }
        if (mark != null) {
            out.text("u", mark);
        }
    }

    private static void quote(Quote quote, FieldWriter out) throws IOException {
        head(out, quote.crypto() ? 7 : 11, "q", quote.symbol());
        quoteFields(quote, out);
        out.time("t", quote.nanos());
    }

    private static void quoteFields(Quote quote, FieldWriter out) throws IOException {
        if (quote.crypto()) {
            out.decimal("bp", quote.bid());
            out.decimal("bs", quote.bidSize());
            out.decimal("ap", quote.ask());
            out.decimal("as", quote.askSize());
            return;
        }
        out.text("bx", quote.bidExchange());
        out.decimal("bp", quote.bid());
        out.integer("bs", quote.bidSize());
        out.text("ax", quote.askExchange());
        out.decimal("ap", quote.ask());
        out.integer("as", quote.askSize());
        out.texts("c", quote.conditions());
        out.text("z", quote.tape());
    }

    private static void barFields(Bar bar, FieldWriter out) throws IOException {
        out.decimal("o", bar.open());
        out.decimal("h", bar.high());
        out.decimal("l", bar.low());
        out.decimal("c", bar.close());
        if (bar.crypto()) {
            out.decimal("v", bar.volume());
        } else {
            out.integer("v", bar.volume());
        }
        out.integer("n", bar.count());
        out.decimal("vw", bar.vwap());
    }

    private static void correction(Correction correction, FieldWriter out) throws IOException {
        Trade original = correction.original();
        head(out, 13, "c", original.symbol());
        out.text("x", original.exchange());
        out.integer("oi", original.id());
        out.decimal("op", original.price());
        out.integer("os", original.size());
        out.texts("oc", original.conditions());
        out.integer("ci", correction.id());
        out.decimal("cp", correction.price());
        out.integer("cs", correction.size());
        out.texts("cc", correction.conditions());
        out.text("z", correction.tape());
        out.time("t", correction.nanos());
    }

    private static void cancel(Cancel cancel, FieldWriter out) throws IOException {
        Trade trade = cancel.trade();
        head(out, 9, "x", trade.symbol());
        out.integer("i", trade.id());
        out.text("x", trade.exchange());
        out.decimal("p", trade.price());
        out.integer("s", trade.size());
        out.text("a", cancel.action());
        out.text("z", trade.tape());
        out.time("t", cancel.nanos());
    }
}
