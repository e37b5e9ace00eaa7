package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.OrderBook;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * All events of one feed. The same seed, symbols and rates give the same messages. Any moment can
 * be computed without those before it, so a restarted emulator continues the same day.
 *
 * <p>Thread-safe; holds no messages.
 */
public final class Day {

    private final Venue venue;
    private final Trades trades;
    private final Quotes quotes;
    private final Notices notices;
    private final Bars bars;

    /**
     * @param tradesPerSecond over all symbols
     * @param quotesPerSecond over all symbols
     * @param latest how many seconds after its time a trade may be published
     */
    Day(
            long seed,
            Feed feed,
            List<String> symbols,
            TradingHours hours,
            double tradesPerSecond,
            double quotesPerSecond,
            int latest) {
        Feed origin = feed.origin();
        double slices = Math.max(1, symbols.size()) * (double) Slices.PER_SECOND;
        venue = new Venue(seed ^ origin.name().hashCode(), origin, List.copyOf(symbols), hours);
        trades = new Trades(venue, tradesPerSecond / slices, latest);
        quotes = new Quotes(venue, quotesPerSecond / slices);
        notices = new Notices(venue);
        bars = new Bars(venue, trades);
    }

    public Feed feed() {
        return venue.feed();
    }

    public List<String> symbols() {
        return venue.symbols();
    }

    /**
     * Start of the day; {@link Instant#MAX} while the emulator waits for the first subscription.
     */
    public Instant from() {
        return venue.hours().from() == Long.MAX_VALUE
                ? Instant.MAX
                : Slices.instant(venue.hours().from() * Slices.NANOS);
    }

    /** End of the day, exclusive; {@link Instant#MAX} if it has none. */
    public Instant to() {
        return venue.hours().to() == Long.MAX_VALUE
                ? Instant.MAX
                : Slices.instant(venue.hours().to() * Slices.NANOS);
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
        long first = Math.max(Slices.nanos(start), hours().from() * Slices.NANOS);
        long last = Slices.nanos(end) - 1;
        if (hours().to() != Long.MAX_VALUE) {
            last = Math.min(last, hours().to() * Slices.NANOS - 1);
        }
        Map<Identity, Integer> counts = new HashMap<>();
        for (String name : of) {
            int symbol = symbols().indexOf(name);
            if (symbol >= 0) {
                identities(channel, symbol, first, last)
                        .forEach(identity -> counts.merge(identity, 1, Integer::sum));
            }
        }
        return counts;
    }

    private Stream<Identity> identities(Channel channel, int symbol, long first, long last) {
        LongStream seconds = LongStream.rangeClosed(Slices.second(first), Slices.second(last));
        return switch (channel) {
            case TRADES ->
                    seconds.mapToObj(s -> trades.ofSecond(symbol, s, Long.MAX_VALUE))
                            .flatMap(List::stream)
                            .filter(trade -> trade.nanos() >= first && trade.nanos() <= last)
                            .map(Identity::of);
            case QUOTES ->
                    seconds.mapToObj(s -> quotes.ofSecond(symbol, s, Long.MAX_VALUE))
                            .flatMap(List::stream)
                            .filter(quote -> quote.nanos() >= first && quote.nanos() <= last)
                            .map(Identity::of);
            case BARS ->
                    seconds.filter(s -> s % 60 == 0 && s * Venue.BILLION >= first)
                            .mapToObj(s -> bars.minute("b", symbol, s / 60, Long.MAX_VALUE))
                            .filter(Objects::nonNull)
                            .map(Identity::of);
            default ->
                    throw new IllegalArgumentException(
                            channel.key() + " have no history to compare with");
        };
    }

    Trades trades() {
        return trades;
    }

    Quotes quotes() {
        return quotes;
    }

    Bars bars() {
        return bars;
    }

    TradingHours hours() {
        return venue.hours();
    }

    /** The full book with which a subscription to order books starts. */
    OrderBook snapshot(String name, long nanos) {
        return notices.snapshot(name, nanos);
    }

    /** Everything published in a slice on the wanted channels, in the order of sending. */
    void publish(long slice, Interest interest, Consumer<MarketEvent> out) {
        boolean wholeSecond = Math.floorMod(slice, Slices.PER_SECOND) == 0;
        long second = Math.floorDiv(slice, Slices.PER_SECOND);
        for (int symbol = 0; symbol < symbols().size(); symbol++) {
            String name = symbols().get(symbol);
            if (interest.wants(Channel.QUOTES, name)) {
                quotes.ofSlice(symbol, slice).forEach(out);
            }
            if (interest.wants(Channel.TRADES, name)) {
                trades.ofSlice(symbol, slice).forEach(out);
                if (wholeSecond) {
                    accept(trades.late(symbol, second), out);
                    accept(trades.amendment(symbol, second), out);
                }
            }
            if (wholeSecond) {
                notices.publish(symbol, second, interest, out);
            }
            publishBars(symbol, slice, interest, out);
        }
    }

    private void publishBars(int symbol, long slice, Interest interest, Consumer<MarketEvent> out) {
        String name = symbols().get(symbol);
        long inMinute = Math.floorMod(slice, Slices.PER_MINUTE);
        long minute = Math.floorDiv(slice, Slices.PER_MINUTE) - 1;
        if (inMinute == Bars.DELAY_SLICES) {
            if (interest.wants(Channel.BARS, name)) {
                accept(bars.minute("b", symbol, minute, slice), out);
            }
            if (interest.wants(Channel.DAILY_BARS, name)) {
                accept(bars.runningDay(symbol, minute), out);
            }
        } else if (inMinute == Bars.UPDATE_DELAY_SECONDS * Slices.PER_SECOND
                && interest.wants(Channel.UPDATED_BARS, name)
                && bars.isOutdated(symbol, minute)) {
            accept(bars.minute("u", symbol, minute, slice), out);
        }
    }

    private static void accept(MarketEvent event, Consumer<MarketEvent> out) {
        if (event != null) {
            out.accept(event);
        }
    }
}
