package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.Cancel;
import io.tickhouse.alpaca.emulator.MarketEvent.Correction;
import io.tickhouse.alpaca.emulator.MarketEvent.Imbalance;
import io.tickhouse.alpaca.emulator.MarketEvent.Luld;
import io.tickhouse.alpaca.emulator.MarketEvent.OrderBook;
import io.tickhouse.alpaca.emulator.MarketEvent.Quote;
import io.tickhouse.alpaca.emulator.MarketEvent.Status;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All events of one feed. The same seed, symbols and rates give the same messages. Any moment can
 * be computed without those before it, so a restarted emulator continues the same day.
 *
 * <p>Thread-safe; holds no messages.
 */
public final class Day {

    /** A late trade is published at most this long after its time, rounded up. */
    private static final int MAX_LATE_SECONDS = 9;

    /** A correction or a cancel is published this many seconds after its trade. */
    private static final int AMENDED_AFTER_SECONDS = 5;

    /** Minute bars are published half a second after the minute. */
    static final int BAR_DELAY_SLICES = Slices.PER_SECOND / 2;

    private static final int UPDATED_BAR_DELAY_SLICES = 30 * Slices.PER_SECOND;

    private static final long LATE_IDS = 50_000_000_000_000L;
    private static final long OFF_EXCHANGE_IDS = 71_675_551_000_000L;
    private static final long CRYPTO_IDS = 3_447_222_699_101_865_076L;
    private static final long BILLION = 1_000_000_000L;
    private static final long CENT = BILLION / 100;

    private static final int TRADES = 1;
    private static final int QUOTES = 2;
    private static final int LATE = 3;
    private static final int AMENDMENT = 4;
    private static final int NOTICES = 5;
    private static final int BOOK = 6;
    private static final int PRICE = 7;

    private final long seed;
    private final Feed feed;
    private final List<String> symbols;
    private final TradingHours hours;
    private final double tradesPerSlice;
    private final double quotesPerSlice;
    private final Bars bars;

    /**
     * @param tradesPerSecond over all symbols
     * @param quotesPerSecond over all symbols
     */
    Day(
            long seed,
            Feed feed,
            List<String> symbols,
            TradingHours hours,
            double tradesPerSecond,
            double quotesPerSecond) {
        this.seed = seed ^ feed.origin().name().hashCode();
        this.feed = feed.origin();
        this.symbols = List.copyOf(symbols);
        this.hours = hours;
        double perSymbol = Math.max(1, symbols.size()) * (double) Slices.PER_SECOND;
        this.tradesPerSlice = tradesPerSecond / perSymbol;
        this.quotesPerSlice = quotesPerSecond / perSymbol;
        this.bars = new Bars(this);
    }

    public Feed feed() {
        return feed;
    }

    public List<String> symbols() {
        return symbols;
    }

    /**
     * Start of the day; {@link Instant#MAX} while the emulator waits for the first subscription.
     */
    public Instant from() {
        return hours.from() == Long.MAX_VALUE
                ? Instant.MAX
                : Slices.instant(hours.from() * Slices.NANOS);
    }

    /** End of the day, exclusive; {@link Instant#MAX} if it has none. */
    public Instant to() {
        return hours.to() == Long.MAX_VALUE
                ? Instant.MAX
                : Slices.instant(hours.to() * Slices.NANOS);
    }

    /**
     * How often each identity occurs in a channel, including late and not yet published messages.
     *
     * @param channel trades, quotes or bars
     * @param of symbols; those that the day does not have are ignored
     * @param start inclusive
     * @param end exclusive
     */
    public Map<Identity, Integer> identities(
            Channel channel, Collection<String> of, Instant start, Instant end) {
        long first = Math.max(Slices.nanos(start), hours.from() * Slices.NANOS);
        long last = Slices.nanos(end) - 1;
        if (hours.to() != Long.MAX_VALUE) {
            last = Math.min(last, hours.to() * Slices.NANOS - 1);
        }
        Map<Identity, Integer> counts = new HashMap<>();
        for (String symbol : of) {
            int index = symbols.indexOf(symbol);
            if (index < 0) {
                continue;
            }
            switch (channel) {
                case TRADES -> {
                    for (long s = Slices.second(first); s <= Slices.second(last); s++) {
                        for (Trade trade : tradesOfSecond(index, s, Long.MAX_VALUE)) {
                            if (trade.nanos() >= first && trade.nanos() <= last) {
                                count(counts, identity(trade));
                            }
                        }
                    }
                }
                case QUOTES -> {
                    for (long s = Slices.second(first); s <= Slices.second(last); s++) {
                        for (Quote quote : quotesOfSecond(index, s, Long.MAX_VALUE)) {
                            if (quote.nanos() >= first && quote.nanos() <= last) {
                                count(counts, identity(quote));
                            }
                        }
                    }
                }
                case BARS -> {
                    long minute = Math.floorDiv(first + 60 * BILLION - 1, 60 * BILLION);
                    for (; minute <= Math.floorDiv(last, 60 * BILLION); minute++) {
                        if (bars.minute("b", index, minute, Long.MAX_VALUE) != null) {
                            count(
                                    counts,
                                    new Identity(
                                            symbol, "", 0, Slices.instant(minute * 60 * BILLION)));
                        }
                    }
                }
                default ->
                        throw new IllegalArgumentException(
                                channel.key() + " have no history to compare with");
            }
        }
        return counts;
    }

    private static void count(Map<Identity, Integer> counts, Identity identity) {
        counts.merge(identity, 1, Integer::sum);
    }

    static Identity identity(Trade trade) {
        return new Identity(
                trade.symbol(),
                trade.exchange() == null ? "" : trade.exchange(),
                trade.id(),
                Slices.instant(trade.nanos()));
    }

    private static Identity identity(Quote quote) {
        return new Identity(
                quote.symbol(),
                quote.crypto() ? "" : quote.bidExchange() + quote.askExchange(),
                0,
                Slices.instant(quote.nanos()));
    }

    Bars bars() {
        return bars;
    }

    TradingHours hours() {
        return hours;
    }

    /** Everything published in a slice on the wanted channels, in the order of sending. */
    void publish(long slice, Interest interest, Consumer<MarketEvent> out) {
        boolean wholeSecond = Math.floorMod(slice, Slices.PER_SECOND) == 0;
        long second = Math.floorDiv(slice, Slices.PER_SECOND);
        for (int symbol = 0; symbol < symbols.size(); symbol++) {
            String name = symbols.get(symbol);
            if (interest.wants(Channel.QUOTES, name)) {
                quotes(symbol, slice).forEach(out);
            }
            if (interest.wants(Channel.TRADES, name)) {
                trades(symbol, slice).forEach(out);
                if (wholeSecond) {
                    Trade late = late(symbol, second);
                    if (late != null) {
                        out.accept(late);
                    }
                    MarketEvent amendment = amendment(symbol, second);
                    if (amendment != null) {
                        out.accept(amendment);
                    }
                }
            }
            if (wholeSecond) {
                notices(symbol, second, interest, out);
            }
            publishBars(symbol, slice, interest, out);
        }
    }

    private void publishBars(int symbol, long slice, Interest interest, Consumer<MarketEvent> out) {
        String name = symbols.get(symbol);
        long inMinute = Math.floorMod(slice, Slices.PER_MINUTE);
        long minute = Math.floorDiv(slice, Slices.PER_MINUTE) - 1;
        if (inMinute == BAR_DELAY_SLICES) {
            if (interest.wants(Channel.BARS, name)) {
                accept(bars.minute("b", symbol, minute, slice), out);
            }
            if (interest.wants(Channel.DAILY_BARS, name)) {
                accept(bars.runningDay(symbol, minute, slice), out);
            }
        } else if (inMinute == UPDATED_BAR_DELAY_SLICES
                && interest.wants(Channel.UPDATED_BARS, name)
                && cameLate(symbol, minute, slice)) {
            accept(bars.minute("u", symbol, minute, slice), out);
        }
    }

    private static void accept(MarketEvent event, Consumer<MarketEvent> out) {
        if (event != null) {
            out.accept(event);
        }
    }

    private boolean cameLate(int symbol, long minute, long slice) {
        long barAt = (minute + 1) * Slices.PER_MINUTE + BAR_DELAY_SLICES;
        long start = minute * 60 * BILLION;
        long second = (minute + 1) * 60;
        for (long s = second; s <= second + MAX_LATE_SECONDS; s++) {
            Trade late = late(symbol, s);
            if (late != null
                    && s * Slices.PER_SECOND > barAt
                    && s * Slices.PER_SECOND <= slice
                    && late.nanos() >= start
                    && late.nanos() < start + 60 * BILLION) {
                return true;
            }
        }
        return false;
    }

    /**
     * The trades with a time in this second that are published by {@code position}, in order of
     * time, without their amendments.
     */
    List<Trade> tradesOfSecond(int symbol, long second, long position) {
        List<Trade> trades = new ArrayList<>();
        long first = second * Slices.PER_SECOND;
        for (long slice = first; slice < first + Slices.PER_SECOND && slice <= position; slice++) {
            trades.addAll(trades(symbol, slice));
        }
        boolean unsorted = false;
        for (long s = second; s <= second + MAX_LATE_SECONDS; s++) {
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

    List<Quote> quotesOfSecond(int symbol, long second, long position) {
        List<Quote> quotes = new ArrayList<>();
        long first = second * Slices.PER_SECOND;
        for (long slice = first; slice < first + Slices.PER_SECOND && slice <= position; slice++) {
            quotes.addAll(quotes(symbol, slice));
        }
        return quotes;
    }

    List<Trade> trades(int symbol, long slice) {
        if (!hours.open(slice)) {
            return List.of();
        }
        Noise noise = Noise.at(seed, TRADES, symbol, slice);
        // In bursts: a quarter of the slices is empty, another quarter has twice as many.
        int burst = noise.below(4);
        double expected = tradesPerSlice * (burst == 0 ? 0 : burst == 1 ? 2 : 1);
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
            trades.add(trade(symbol, ids + i + 1, previous, slice, noise, null));
        }
        return trades;
    }

    /** The late trade published in a second, or null. */
    private Trade late(int symbol, long second) {
        long slice = second * Slices.PER_SECOND;
        if (feed == Feed.TEST || tradesPerSlice == 0 || !hours.open(slice)) {
            return null;
        }
        Noise noise = Noise.at(seed, LATE, symbol, second);
        if (!noise.oneIn(20)) {
            return null;
        }
        long time = slice * Slices.NANOS - 300_000_000L - (long) (noise.unit() * 7.7e9);
        long of = Math.floorDiv(time, Slices.NANOS);
        if (!hours.open(of)) {
            return null;
        }
        long id = LATE_IDS + Math.floorMod(second, 86_400L) * 64;
        return trade(symbol, id, time, of, noise, noise.oneIn(2) ? "U" : "Z");
    }

    /** The correction or cancel published in a second, or null. */
    private MarketEvent amendment(int symbol, long second) {
        if (!feed.amends() || !hours.open(second * Slices.PER_SECOND)) {
            return null;
        }
        Noise noise = Noise.at(seed, AMENDMENT, symbol, second);
        if (!noise.oneIn(25)) {
            return null;
        }
        long slice =
                (second - AMENDED_AFTER_SECONDS) * Slices.PER_SECOND
                        + noise.below(Slices.PER_SECOND);
        List<Trade> trades = trades(symbol, slice);
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
        List<String> conditions =
                trade.conditions().isEmpty() ? List.of() : trade.conditions().subList(0, 1);
        return new Correction(
                trade, id, trade.price() - CENT, trade.size() + 1, conditions, trade.tape(), nanos);
    }

    private Trade trade(
            int symbol, long id, long nanos, long slice, Noise noise, String lateCondition) {
        String name = symbols.get(symbol);
        if (feed == Feed.CRYPTO) {
            long size = 1 + (long) (noise.unit() * noise.unit() * 2 * BILLION);
            String taker = noise.oneIn(10) ? "-" : noise.oneIn(2) ? "B" : "S";
            long price = price(symbol, slice, noise) / 1000 * 1000;
            return new Trade(
                    name, CRYPTO_IDS + id, null, price, size, List.of(), null, nanos, taker);
        }
        String exchange = feed.exchanges().get(noise.below(feed.exchanges().size()));
        String tape = tape(name);
        long size =
                switch (noise.below(4)) {
                    case 0 -> 1 + noise.below(99);
                    case 1 -> 100;
                    default -> 100L * (1 + noise.below(20));
                };
        List<String> conditions = conditions(tape, size, noise, lateCondition);
        long price = price(symbol, slice, noise);
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
                feed == Feed.TEST ? null : tape,
                nanos,
                null);
    }

    private static final List<List<String>> REGULAR_C = List.of(List.of("@"));

    private static List<String> conditions(
            String tape, long size, Noise noise, String lateCondition) {
        String regular = tape.equals("C") ? "@" : " ";
        boolean odd = size < 100;
        if (lateCondition != null) {
            return odd ? List.of(regular, lateCondition, "I") : List.of(regular, lateCondition);
        }
        return switch (noise.below(32)) {
            case 0 -> odd ? List.of(regular, "F", "T", "I") : List.of(regular, "F", "T");
            case 1 -> List.of("4", "7", "V", regular);
            case 2 -> List.of(regular, regular);
            case 3 -> List.of();
            case 4, 5, 6, 7 -> odd ? List.of(regular, "F", "I") : List.of(regular, "F");
            default ->
                    odd
                            ? List.of(regular, "I")
                            : tape.equals("C") ? REGULAR_C.get(0) : List.of(regular);
        };
    }

    private static String tape(String symbol) {
        return switch (symbol) {
            case "BRK.B", "IBM", "GE", "JPM", "F" -> "A";
            case "SPY" -> "B";
            default -> "C";
        };
    }

    List<Quote> quotes(int symbol, long slice) {
        if (!hours.open(slice)) {
            return List.of();
        }
        Noise noise = Noise.at(seed, QUOTES, symbol, slice);
        int count = (int) (quotesPerSlice + noise.unit());
        if (count == 0) {
            return List.of();
        }
        String name = symbols.get(symbol);
        long step = Slices.NANOS / count;
        List<Quote> quotes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // No two quotes of a symbol have the same time, because nothing else distinguishes
            // them.
            long time = slice * Slices.NANOS + i * step + (long) (noise.unit() * 0.9 * step);
            long middle = price(symbol, slice, noise);
            if (feed == Feed.CRYPTO) {
                long half = Math.max(1000, middle / 20_000);
                quotes.add(
                        new Quote(
                                name,
                                null,
                                (middle - half) / 1000 * 1000,
                                1 + (long) (noise.unit() * 2 * BILLION),
                                null,
                                (middle + half) / 1000 * 1000,
                                1 + (long) (noise.unit() * 2 * BILLION),
                                null,
                                null,
                                time));
                continue;
            }
            boolean oneSided = noise.oneIn(200);
            List<String> conditions =
                    noise.oneIn(50) ? List.of("R", "H") : oneSided ? List.of("Y") : List.of("R");
            long bid = (middle - CENT) / CENT * CENT;
            List<String> exchanges = feed.exchanges();
            quotes.add(
                    new Quote(
                            name,
                            exchanges.get(noise.below(exchanges.size())),
                            oneSided ? 0 : bid,
                            oneSided ? 0 : 100L * (1 + noise.below(9)),
                            exchanges.get(noise.below(exchanges.size())),
                            bid + CENT * (1 + noise.below(3)),
                            100L * (1 + noise.below(9)),
                            conditions,
                            tape(name),
                            time));
        }
        return quotes;
    }

    private void notices(int symbol, long second, Interest interest, Consumer<MarketEvent> out) {
        String name = symbols.get(symbol);
        boolean statuses = interest.wants(Channel.STATUSES, name);
        boolean lulds = interest.wants(Channel.LULDS, name);
        boolean imbalances = interest.wants(Channel.IMBALANCES, name);
        boolean books = interest.wants(Channel.ORDERBOOKS, name);
        long slice = second * Slices.PER_SECOND;
        if (!(statuses || lulds || imbalances || books) || !hours.open(slice)) {
            return;
        }
        Noise noise = Noise.at(seed, NOTICES, symbol, second);
        long nanos = second * BILLION + noise.below(1_000_000_000) / 100_000L * 1_000L;
        long price = price(symbol, slice, noise) / CENT * CENT;
        String tape = tape(name);
        boolean halt = noise.oneIn(2);
        boolean statusNow = noise.oneIn(10);
        boolean luldNow = noise.oneIn(10);
        boolean imbalanceNow = noise.oneIn(10);
        if (statuses && statusNow) {
            boolean cta = !tape.equals("C");
            out.accept(
                    new Status(
                            name,
                            cta ? (halt ? "2" : "3") : (halt ? "H" : "T"),
                            halt ? "Trading Halt" : "Trading Resumption",
                            cta ? "M" : "LUDP",
                            halt ? "Volatility Trading Pause" : "",
                            tape,
                            nanos));
        }
        if (lulds && luldNow) {
            long band = price / 20 / CENT * CENT;
            out.accept(new Luld(name, price + band, price - band, "B", tape, nanos));
        }
        if (imbalances && imbalanceNow) {
            out.accept(new Imbalance(name, price, tape, nanos));
        }
        if (books) {
            Noise levels = Noise.at(seed, BOOK, symbol, second);
            long exact = price(symbol, slice, noise);
            long tick = tick(exact);
            long middle = exact / tick * tick;
            long bid = middle - tick * (1 + levels.below(5));
            long size = levels.oneIn(4) ? 0 : 1 + (long) (levels.unit() * BILLION);
            out.accept(
                    levels.oneIn(2)
                            ? new OrderBook(name, List.of(bid, size), List.of(), false, nanos)
                            : new OrderBook(
                                    name, List.of(), List.of(middle + tick, size), false, nanos));
        }
    }

    /** The full book with which a subscription to order books starts. */
    OrderBook snapshot(String name, long nanos) {
        int symbol = symbols.indexOf(name);
        long slice = Math.floorDiv(nanos, Slices.NANOS);
        long exact = price(symbol, slice, Noise.at(seed, BOOK, symbol, slice));
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

    private long price(int symbol, long slice, Noise noise) {
        String name = symbols.get(symbol);
        long base =
                switch (name) {
                    case "FAKEPACA" -> 134 * BILLION;
                    case "BTC/USD" -> 65_012 * BILLION;
                    case "ETH/USD" -> 3_500 * BILLION;
                    case "SHIB/USD" -> 12_000;
                    default ->
                            BILLION
                                    * (20
                                            + Math.floorMod(
                                                    Noise.hash(seed, PRICE, name.hashCode(), 0),
                                                    480L));
                };
        double swing =
                0.02 * Math.sin(slice / 36_000.0 + symbol)
                        + 0.004 * Math.sin(slice / 700.0 + 2 * symbol);
        return (long) (base * (1 + swing + 0.0005 * (noise.unit() - 0.5)));
    }
}
