package io.tickhouse.oracle;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.tickhouse.oracle.SaleConditions.Effect;
import io.tickhouse.oracle.SaleConditions.Say;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A second implementation of bars and windows, slow and obvious: exact decimals, and each figure is
 * made of the trades themselves. It shares no code with the implementation that it judges.
 */
public final class BarOracle {

    /**
     * A trade.
     *
     * @param timeNs event time in nanoseconds since the epoch
     * @param exchange null if unknown
     * @param conditions empty if it has none
     * @param tape null if unknown
     */
    public record Trade(
            String symbol,
            long timeNs,
            String exchange,
            long id,
            BigDecimal price,
            BigDecimal size,
            List<String> conditions,
            String tape) {}

    /**
     * What takes a trade back. It is about the trade of this symbol, exchange and id; if there are
     * several, about those of this price and size; and of these about the last. If there is none,
     * it changes nothing.
     *
     * @param originalPrice null if the message does not say; {@code originalSize} too
     * @param corrected what stands in its place, at its time; null if nothing does
     */
    public record Amendment(
            String symbol,
            String exchange,
            long originalId,
            BigDecimal originalPrice,
            BigDecimal originalSize,
            Corrected corrected) {}

    /** What a set of rules lets a trade do. */
    public interface Rules {

        /**
         * See {@link SaleConditions#effect}.
         *
         * @param rules name of the set
         */
        Effect effect(String rules, List<String> conditions, String tape, long timeNs);
    }

    /** A trade as it should have been. */
    public record Corrected(long id, BigDecimal price, BigDecimal size, List<String> conditions) {}

    /**
     * A bar. Prices are null together. Prices, volumes and money have 9 digits after the point,
     * averages have 6.
     *
     * @param firstNs null without volume; {@code lastNs} too
     * @param noBarVolume volume of the minutes in it that have no prices
     */
    public record Bar(
            String symbol,
            String rules,
            long startNs,
            long endNs,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            long trades,
            BigDecimal notional,
            BigDecimal vwapAll,
            BigDecimal vwapPx,
            Long firstNs,
            Long lastNs,
            BigDecimal noBarVolume,
            long unknownCount) {}

    /** The figures of a symbol over a horizon; null where there is none. */
    public record Window(
            BigDecimal smaTrade,
            BigDecimal smaBar,
            BigDecimal smaTime,
            BigDecimal stddevPrice,
            BigDecimal rv,
            BigDecimal sdLogret,
            BigDecimal sdLogretAnn,
            BigDecimal volume,
            long trades,
            BigDecimal vwap) {}

    private static final int DAY = 86_400;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final String MINUTE_RULES = "alpaca-minute";
    private static final String DAY_RULES = "alpaca-daily";
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final MathContext DIGITS = new MathContext(100, RoundingMode.HALF_EVEN);

    private static final Comparator<Trade> ORDER =
            comparing(Trade::timeNs)
                    .thenComparing(Trade::exchange, nullsFirst(naturalOrder()))
                    .thenComparing(Trade::id, Long::compareUnsigned)
                    .thenComparing(Trade::price)
                    .thenComparing(Trade::size);

    private final Map<String, List<Trade>> tradesBySymbol = new HashMap<>();
    private final IdentityHashMap<Trade, Effect> minuteEffects = new IdentityHashMap<>();
    private final Rules effects;

    /**
     * @param trades all of them, each once, in any order
     * @param amendments in the order in which they came
     */
    public BarOracle(List<Trade> trades, List<Amendment> amendments) {
        this(trades, amendments, SaleConditions::effect);
    }

    /**
     * Bars by other rules.
     *
     * @param effects what is asked instead of {@link SaleConditions}
     */
    public BarOracle(List<Trade> trades, List<Amendment> amendments, Rules effects) {
        this.effects = effects;
        for (Trade trade : trades) {
            tradesBySymbol.computeIfAbsent(trade.symbol(), symbol -> new ArrayList<>()).add(trade);
        }
        tradesBySymbol.values().forEach(list -> list.sort(ORDER));
        amendments.forEach(this::amend);
    }

    private void amend(Amendment amendment) {
        List<Trade> trades = tradesBySymbol.getOrDefault(amendment.symbol(), new ArrayList<>());
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < trades.size(); i++) {
            Trade trade = trades.get(i);
            if (trade.id() == amendment.originalId()
                    && String.valueOf(trade.exchange())
                            .equals(String.valueOf(amendment.exchange()))) {
                places.add(i);
            }
        }
        if (places.size() > 1) {
            places.removeIf(place -> differs(trades.get(place), amendment));
        }
        if (places.isEmpty()) {
            return;
        }
        Trade original = trades.remove((int) places.get(places.size() - 1));
        Corrected corrected = amendment.corrected();
        if (corrected != null) {
            trades.add(
                    new Trade(
                            original.symbol(),
                            original.timeNs(),
                            original.exchange(),
                            corrected.id(),
                            corrected.price(),
                            corrected.size(),
                            corrected.conditions(),
                            original.tape()));
            trades.sort(ORDER);
        }
    }

    private static boolean differs(Trade trade, Amendment amendment) {
        return differs(trade.price(), amendment.originalPrice())
                || differs(trade.size(), amendment.originalSize());
    }

    private static boolean differs(BigDecimal value, BigDecimal said) {
        return said != null && value.compareTo(said) != 0;
    }

    /** All bars of a symbol of 60 to 3600 seconds, or of the day in New York, in their order. */
    public List<Bar> bars(String symbol, int sizeSeconds) {
        TreeSet<Long> starts = new TreeSet<>();
        for (Trade trade : trades(symbol)) {
            starts.add(startOf(trade.timeNs(), sizeSeconds));
        }
        List<Bar> bars = new ArrayList<>();
        for (long start : starts) {
            bar(symbol, start, sizeSeconds).ifPresent(bars::add);
        }
        return bars;
    }

    /** The bar with this start, if one of its trades counts. */
    public Optional<Bar> bar(String symbol, long startNs, int sizeSeconds) {
        return sizeSeconds == DAY
                ? bar(symbol, startNs, nextDay(startNs), DAY_RULES)
                : bar(symbol, startNs, startNs + sizeSeconds * SECOND, MINUTE_RULES);
    }

    /** The bar from one time to another by some rules, if one of its trades counts. */
    public Optional<Bar> bar(String symbol, long startNs, long endNs, String rules) {
        List<Trade> trades = between(symbol, startNs, endNs);
        List<Trade> priced = new ArrayList<>();
        List<Trade> sized = new ArrayList<>();
        List<Trade> both = new ArrayList<>();
        List<Trade> openOrFirst = new ArrayList<>();
        List<Trade> closing = new ArrayList<>();
        long counting = 0;
        long unknown = 0;
        for (Trade trade : trades) {
            Effect effect = effect(rules, trade);
            if (effect.openClose() != Say.NO) {
                openOrFirst.add(trade);
            }
            if (effect.openClose() == Say.YES) {
                closing.add(trade);
            }
            if (effect.highLow()) {
                priced.add(trade);
            }
            if (effect.volume()) {
                sized.add(trade);
            }
            if (effect.highLow() && effect.volume()) {
                both.add(trade);
            }
            if (effect.openClose() != Say.NO || effect.highLow() || effect.volume()) {
                counting++;
                unknown += effect.unknown() ? 1 : 0;
            }
        }
        if (counting == 0) {
            return Optional.empty();
        }
        Trade open = null;
        Trade close = null;
        Trade high = null;
        Trade low = null;
        if (!openOrFirst.isEmpty() && !priced.isEmpty()) {
            open = openOrFirst.get(0);
            close = closing.isEmpty() ? open : closing.get(closing.size() - 1);
            high = Collections.max(priced, comparing(Trade::price));
            low = Collections.min(priced, comparing(Trade::price));
        }
        return Optional.of(
                new Bar(
                        symbol,
                        rules,
                        startNs,
                        endNs,
                        price(open),
                        price(high),
                        price(low),
                        price(close),
                        scaled(sum(sized, Trade::size), 9),
                        sized.size(),
                        scaled(sum(sized, BarOracle::money), 9),
                        vwap(sized),
                        vwap(both),
                        sized.isEmpty() ? null : sized.get(0).timeNs(),
                        sized.isEmpty() ? null : sized.get(sized.size() - 1).timeNs(),
                        noBarVolume(symbol, startNs, endNs),
                        unknown));
    }

    /** The volume of the minutes without a price, by the rules of minutes. */
    private BigDecimal noBarVolume(String symbol, long startNs, long endNs) {
        BigDecimal volume = BigDecimal.ZERO;
        for (long start = startNs; start < endNs; start += MINUTE) {
            boolean hasPrices = false;
            BigDecimal ofMinute = BigDecimal.ZERO;
            for (Trade trade : between(symbol, start, Math.min(start + MINUTE, endNs))) {
                Effect effect = effect(MINUTE_RULES, trade);
                hasPrices |= effect.openClose() != Say.NO;
                ofMinute = effect.volume() ? ofMinute.add(trade.size()) : ofMinute;
            }
            volume = hasPrices ? volume : volume.add(ofMinute);
        }
        return scaled(volume, 9);
    }

    /**
     * The figures of a symbol over a horizon as of its end, by the rules of minutes.
     *
     * @param borders when sessions begin; no return is from before one to after it
     */
    public Window window(
            String symbol, long asOfNs, int horizonSeconds, NavigableSet<Long> borders) {
        long startNs = asOfNs - horizonSeconds * SECOND;
        List<Trade> priced = new ArrayList<>();
        List<Trade> sized = new ArrayList<>();
        for (Trade trade : between(symbol, startNs, asOfNs)) {
            Effect effect = effect(MINUTE_RULES, trade);
            if (effect.highLow()) {
                priced.add(trade);
            }
            if (effect.volume()) {
                sized.add(trade);
            }
        }
        List<BigDecimal> closes = new ArrayList<>();
        List<Double> returns = new ArrayList<>();
        for (long minute = startNs; minute < asOfNs; minute += MINUTE) {
            lastPrice(symbol, Long.MIN_VALUE, minute + MINUTE).ifPresent(closes::add);
            Long border = borders.floor(minute);
            long since = border == null ? Long.MIN_VALUE : border;
            Optional<BigDecimal> before = lastPrice(symbol, since, minute);
            Optional<BigDecimal> close = lastPrice(symbol, since, minute + MINUTE);
            if (before.isPresent() && before.get().signum() > 0 && close.get().signum() > 0) {
                returns.add(StrictMath.log(nanos(close.get()) / nanos(before.get())));
            }
        }
        return new Window(
                mean(sum(priced, Trade::price), priced.size()),
                mean(closes.stream().reduce(BigDecimal.ZERO, BigDecimal::add), closes.size()),
                meanOverTime(symbol, startNs, asOfNs),
                deviation(priced),
                returns.isEmpty() ? null : decimal(Math.sqrt(squares(returns, 0))),
                returns.size() < 2 ? null : decimal(deviationOf(returns)),
                returns.size() < 2 ? null : decimal(deviationOf(returns) * Math.sqrt(98_280)),
                scaled(sum(sized, Trade::size), 9),
                sized.size(),
                vwap(sized));
    }

    /** The price of the last trade from one time to another that may be a close. */
    private Optional<BigDecimal> lastPrice(String symbol, long fromNs, long endNs) {
        List<Trade> trades = between(symbol, fromNs, endNs);
        for (int i = trades.size() - 1; i >= 0; i--) {
            if (effect(MINUTE_RULES, trades.get(i)).openClose() == Say.YES) {
                return Optional.of(trades.get(i).price());
            }
        }
        return Optional.empty();
    }

    /** The mean of a function of steps: each price lasts until the next. */
    private BigDecimal meanOverTime(String symbol, long startNs, long endNs) {
        BigDecimal area = BigDecimal.ZERO;
        BigDecimal price = lastPrice(symbol, Long.MIN_VALUE, startNs).orElse(null);
        long from = startNs;
        long since = startNs;
        for (Trade trade : between(symbol, startNs, endNs)) {
            if (effect(MINUTE_RULES, trade).openClose() != Say.YES) {
                continue;
            }
            if (price == null) {
                from = trade.timeNs();
            } else {
                area = area.add(price.multiply(BigDecimal.valueOf(trade.timeNs() - since)));
            }
            price = trade.price();
            since = trade.timeNs();
        }
        if (price == null) {
            return null;
        }
        area = area.add(price.multiply(BigDecimal.valueOf(endNs - since)));
        return mean(area, endNs - from);
    }

    private static BigDecimal deviation(List<Trade> trades) {
        if (trades.size() < 2) {
            return null;
        }
        BigDecimal n = BigDecimal.valueOf(trades.size());
        BigDecimal squareOfSum = sum(trades, Trade::price).pow(2);
        BigDecimal sumOfSquares = sum(trades, trade -> trade.price().pow(2));
        return scaled(
                n.multiply(sumOfSquares)
                        .subtract(squareOfSum)
                        .divide(n.multiply(n.subtract(BigDecimal.ONE)), DIGITS)
                        .sqrt(DIGITS),
                9);
    }

    private static double deviationOf(List<Double> returns) {
        double sum = 0;
        for (double one : returns) {
            sum += one;
        }
        return Math.sqrt(squares(returns, sum / returns.size()) / (returns.size() - 1));
    }

    private static double squares(List<Double> values, double from) {
        double sum = 0;
        for (double value : values) {
            sum += (value - from) * (value - from);
        }
        return sum;
    }

    private static BigDecimal vwap(List<Trade> trades) {
        BigDecimal volume = sum(trades, Trade::size);
        return volume.signum() == 0
                ? null
                : sum(trades, BarOracle::money).divide(volume, 6, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal mean(BigDecimal sum, long count) {
        return count == 0 ? null : sum.divide(BigDecimal.valueOf(count), 6, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal sum(List<Trade> trades, Function<Trade, BigDecimal> value) {
        return trades.stream().map(value).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal money(Trade trade) {
        return trade.price().multiply(trade.size());
    }

    private static BigDecimal price(Trade trade) {
        return trade == null ? null : scaled(trade.price(), 9);
    }

    private static BigDecimal scaled(BigDecimal value, int digits) {
        return value.setScale(digits, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal decimal(double value) {
        return scaled(new BigDecimal(value), 9);
    }

    private static double nanos(BigDecimal price) {
        return price.movePointRight(9).doubleValue();
    }

    private Effect effect(String rules, Trade trade) {
        // A trade is in many windows.
        return rules.equals(MINUTE_RULES)
                ? minuteEffects.computeIfAbsent(trade, each -> ask(rules, each))
                : ask(rules, trade);
    }

    private Effect ask(String rules, Trade trade) {
        return effects.effect(rules, trade.conditions(), trade.tape(), trade.timeNs());
    }

    private List<Trade> trades(String symbol) {
        return tradesBySymbol.getOrDefault(symbol, List.of());
    }

    private List<Trade> between(String symbol, long fromNs, long endNs) {
        List<Trade> trades = trades(symbol);
        return trades.subList(firstFrom(trades, fromNs), firstFrom(trades, endNs));
    }

    /** The place of the first trade at or after a time. */
    private static int firstFrom(List<Trade> trades, long timeNs) {
        int from = 0;
        int end = trades.size();
        while (from < end) {
            int middle = (from + end) >>> 1;
            if (trades.get(middle).timeNs() < timeNs) {
                from = middle + 1;
            } else {
                end = middle;
            }
        }
        return from;
    }

    private static long startOf(long timeNs, int sizeSeconds) {
        if (sizeSeconds == DAY) {
            return midnight(dateOf(timeNs));
        }
        return Math.floorDiv(timeNs, sizeSeconds * SECOND) * (sizeSeconds * SECOND);
    }

    private static long nextDay(long startNs) {
        return midnight(dateOf(startNs).plusDays(1));
    }

    private static LocalDate dateOf(long timeNs) {
        return Instant.ofEpochSecond(0, timeNs).atZone(NEW_YORK).toLocalDate();
    }

    private static long midnight(LocalDate date) {
        return date.atStartOfDay(NEW_YORK).toEpochSecond() * SECOND;
    }
}
