package io.tickhouse.tools.feed;

import io.tickhouse.alpaca.emulator.BarRule;
import io.tickhouse.alpaca.emulator.Sale;
import io.tickhouse.model.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A made-up market. Prices follow a random walk proportional to the price. The volatility of each
 * symbol wanders and returns. Trades are at the bid or the ask. A well-known symbol stays near its
 * usual price.
 *
 * <p>A function of its arguments and its seed: the same calls write the same bytes. Not
 * thread-safe.
 */
final class MarketGenerator {

    /** What it picks from; a kind may be left out here. A clock record comes at its time. */
    static final Set<Kind> KINDS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Kind.CLOCK)));

    private static final Set<Kind> COMMON =
            Collections.unmodifiableSet(EnumSet.of(Kind.TRADE, Kind.QUOTE));

    private static final byte[] TRADE = JsonBuffer.ascii("{\"T\":\"t\",\"S\":\"");
    private static final byte[] QUOTE = JsonBuffer.ascii("{\"T\":\"q\",\"S\":\"");
    private static final byte[] BAR = JsonBuffer.ascii("{\"T\":\"");
    private static final byte[] OF = JsonBuffer.ascii("\",\"S\":\"");
    private static final byte[] CORRECTION = JsonBuffer.ascii("{\"T\":\"c\",\"S\":\"");
    private static final byte[] CANCEL = JsonBuffer.ascii("{\"T\":\"x\",\"S\":\"");
    private static final byte[] STATUS = JsonBuffer.ascii("{\"T\":\"s\",\"S\":\"");
    private static final byte[] LULD = JsonBuffer.ascii("{\"T\":\"l\",\"S\":\"");
    private static final byte[] U = JsonBuffer.ascii("\",\"u\":");
    private static final byte[] D = JsonBuffer.ascii(",\"d\":");
    private static final byte[] BAND = JsonBuffer.ascii(",\"i\":\"B\"");
    private static final byte[] IMBALANCE = JsonBuffer.ascii("{\"T\":\"i\",\"S\":\"");
    private static final byte[] CLOCK = JsonBuffer.ascii("{\"T\":\"k\",\"S\":\"generated\"");
    private static final byte[] ID = JsonBuffer.ascii("\",\"i\":");
    private static final byte[] EXCHANGE = JsonBuffer.ascii(",\"x\":\"");
    private static final byte[] PRICE = JsonBuffer.ascii("\",\"p\":");
    private static final byte[] SIZE = JsonBuffer.ascii(",\"s\":");
    private static final byte[] TIME = JsonBuffer.ascii(",\"t\":");
    private static final byte[] BX = JsonBuffer.ascii("\",\"bx\":\"");
    private static final byte[] BP = JsonBuffer.ascii("\",\"bp\":");
    private static final byte[] BS = JsonBuffer.ascii(",\"bs\":");
    private static final byte[] AX = JsonBuffer.ascii(",\"ax\":\"");
    private static final byte[] AP = JsonBuffer.ascii("\",\"ap\":");
    private static final byte[] AS = JsonBuffer.ascii(",\"as\":");
    private static final byte[] QUOTE_CONDITION = JsonBuffer.ascii(",\"c\":[\"R\"],\"z\":\"");
    private static final byte[] O = JsonBuffer.ascii("\",\"o\":");
    private static final byte[] H = JsonBuffer.ascii(",\"h\":");
    private static final byte[] L = JsonBuffer.ascii(",\"l\":");
    private static final byte[] C = JsonBuffer.ascii(",\"c\":");
    private static final byte[] V = JsonBuffer.ascii(",\"v\":");
    private static final byte[] N = JsonBuffer.ascii(",\"n\":");
    private static final byte[] VW = JsonBuffer.ascii(",\"vw\":");

    private static final byte[] X = JsonBuffer.ascii("\",\"x\":\"");
    private static final byte[] OI = JsonBuffer.ascii("\",\"oi\":");
    private static final byte[] OP = JsonBuffer.ascii(",\"op\":");
    private static final byte[] OS = JsonBuffer.ascii(",\"os\":");
    private static final byte[] OC = JsonBuffer.ascii(",\"oc\":");
    private static final byte[] CI = JsonBuffer.ascii(",\"ci\":");
    private static final byte[] CP = JsonBuffer.ascii(",\"cp\":");
    private static final byte[] CS = JsonBuffer.ascii(",\"cs\":");
    private static final byte[] CC = JsonBuffer.ascii(",\"cc\":");
    private static final byte[] CANCELLED = JsonBuffer.ascii(",\"a\":\"C\"");
    private static final byte[] AN_ERROR = JsonBuffer.ascii(",\"a\":\"E\"");
    private static final byte[] Z = JsonBuffer.ascii(",\"z\":\"");

    private static final String EXCHANGES = "VVVQQQQNNNZZPPDDDDKK";
    private static final String TAPES = "CCCAAB";

    /** The exchanges that list the stocks of tapes A, B and C, and hold their auctions. */
    private static final String LISTING = "NPQ";

    private static final String[] EXCHANGE_NAMES = new String[128];

    static {
        (EXCHANGES + LISTING).chars().forEach(c -> EXCHANGE_NAMES[c] = Character.toString(c));
    }

    private static final List<String> TAPE_NAMES = List.of("A", "B", "C");

    /** The conditions of trades of no real tape, after the first: {@link #list} numbers them. */
    private static final List<List<String>> SIMPLE =
            List.of(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of("F"),
                    List.of("F"),
                    List.of("T"));

    private static final boolean[] ODD = {false, true};
    private static final boolean[] EXTENDED = {false, true};
    private static final List<Sale> SALES = List.of(Sale.values());

    /** By tape and number: all lists of conditions. Every second one is of an odd lot. */
    private static final List<List<List<String>>> CONDITIONS =
            TAPE_NAMES.stream().map(MarketGenerator::conditions).toList();

    private static final byte[][][] LISTS = texts(false);
    private static final byte[][][] TAPE_TEXTS = texts(true);
    private static final int[][] MINUTE_EFFECTS = effects(BarRule.MINUTE);
    private static final int[][] DAY_EFFECTS = effects(BarRule.DAY);

    // What follows the symbol in a status: of tapes A and B, and of tape C.
    private static final byte[][] CTA_STATUSES = {
        status("2", "Trading Halt", "M", "Volatility Trading Pause"),
        status("2", "Trading Halt", "P", "News Pending"),
        status("3", "Resume", "M", "Volatility Trading Pause"),
        status("3", "Resume", "", ""),
    };
    private static final byte[][] UTP_STATUSES = {
        status("H", "Trading Halt", "T1", "Halt - News Pending"),
        status("P", "Volatility Trading Pause", "LUDP", "Volatility Trading Pause"),
        status("Q", "Quotation Resumption", "T3", "News and Resumption Times"),
        status("T", "Trading Resumption", "LUDP", "Volatility Trading Pause"),
    };

    private static final long NANOS_PER_MINUTE = 60_000_000_000L;
    private static final double LOWEST = 1.0;
    private static final double HIGHEST = 100_000;

    /** Share of the way back to its usual price that a well-known symbol goes with each step. */
    private static final double PULL = 0.001;

    private final SplittableRandom random;
    private final SymbolSet symbols;
    private final boolean milliseconds;
    private final Kind[] mix;
    private final double quotes;
    private final MinuteBars bars;

    /** Null if trades are simple ones. */
    private final Tape realTape;

    /** Null if there are no corrections. */
    private final LastTrades lastTrades;

    private final boolean trades;

    private final byte[][] names;
    private final int[] tape;
    private final long[] id;
    private final double[] mid;
    private final double[] normalVolatility;
    private final double[] volatility;

    /** A market without bars, unless they are among the kinds. */
    MarketGenerator(
            SymbolSet symbols, Set<Kind> kinds, TimestampFormat timestamps, SplittableRandom seed) {
        this(symbols, kinds, 0, false, null, timestamps, seed);
    }

    /**
     * A market.
     *
     * @param kinds of the messages that are not counted by {@code quotes}
     * @param quotes share of messages that are quotes, 0 to 1
     * @param minuteBars whether bars sum up the trades of a minute; otherwise they are made up
     * @param realTape makes trades as the tapes have them; null for simple ones
     */
    MarketGenerator(
            SymbolSet symbols,
            Set<Kind> kinds,
            double quotes,
            boolean minuteBars,
            Tape realTape,
            TimestampFormat timestamps,
            SplittableRandom seed) {
        this.random = seed;
        this.symbols = symbols;
        this.milliseconds = timestamps == TimestampFormat.MS;
        this.mix = mixOf(kinds);
        this.quotes = quotes;
        List<String> all = symbols.names();
        int n = all.size();
        this.realTape = realTape;
        this.bars = minuteBars ? new MinuteBars(n, realTape != null) : null;
        this.trades = kinds.contains(Kind.TRADE);
        this.lastTrades = kinds.contains(Kind.CORRECTION) ? new LastTrades(n) : null;
        names = new byte[n][];
        tape = new int[n];
        id = new long[n];
        mid = new double[n];
        normalVolatility = new double[n];
        volatility = new double[n];
        for (int i = 0; i < n; i++) {
            names[i] = JsonBuffer.ascii(all.get(i));
            tape[i] = TAPES.charAt(random.nextInt(TAPES.length())) - 'A';
            id[i] = 1 + random.nextLong(1_000_000);
            double drawn = 20 + random.nextInt(38_000) / 100.0;
            mid[i] = symbols.isWellKnown() ? symbols.usualPrice(i) : drawn;
            normalVolatility[i] = 0.00005 + random.nextDouble() * 0.0002;
            volatility[i] = normalVolatility[i];
        }
    }

    /**
     * Where there are trades or quotes, one message in 42 is a bar, and one in 420 is of each other
     * kind, as these are rare in a real feed.
     */
    private static Kind[] mixOf(Set<Kind> kinds) {
        List<Kind> common = kinds.stream().filter(COMMON::contains).sorted().toList();
        List<Kind> rare = kinds.stream().filter(kind -> !COMMON.contains(kind)).sorted().toList();
        List<Kind> rarest = rare.stream().filter(kind -> kind != Kind.BAR).toList();
        Kind[] mix = new Kind[kinds.isEmpty() ? 0 : 420];
        for (int i = 0; i < mix.length; i++) {
            if (common.isEmpty()) {
                mix[i] = rare.get(i % rare.size());
            } else if (kinds.contains(Kind.BAR) && i % 42 == 0) {
                mix[i] = Kind.BAR;
            } else {
                boolean first = 0 < i && i <= rarest.size();
                mix[i] = first ? rarest.get(i - 1) : common.get(i % common.size());
            }
        }
        return mix;
    }

    private static List<List<String>> conditions(String tape) {
        List<List<String>> lists = new ArrayList<>();
        for (List<String> simple : SIMPLE) {
            for (boolean odd : ODD) {
                List<String> codes = new ArrayList<>(Sale.REGULAR.conditions(tape, false, odd));
                codes.addAll(1, simple);
                lists.add(codes);
            }
        }
        for (Sale sale : SALES) {
            for (boolean extended : EXTENDED) {
                for (boolean odd : ODD) {
                    lists.add(sale.conditions(tape, extended, odd));
                }
            }
        }
        return lists;
    }

    /** The lists as JSON, either alone or as the end of a trade with its tape. */
    private static byte[][][] texts(boolean withTape) {
        byte[][][] texts = new byte[TAPE_NAMES.size()][][];
        for (int t = 0; t < texts.length; t++) {
            String before = withTape ? ",\"c\":" : "";
            String after = withTape ? ",\"z\":\"" + TAPE_NAMES.get(t) + "\"" : "";
            texts[t] =
                    CONDITIONS.get(t).stream()
                            .map(
                                    codes ->
                                            codes.stream()
                                                    .map(code -> '"' + code + '"')
                                                    .collect(Collectors.joining(",", "[", "]")))
                            .map(list -> JsonBuffer.ascii(before + list + after))
                            .toArray(byte[][]::new);
        }
        return texts;
    }

    private static int[][] effects(BarRule rule) {
        int[][] effects = new int[TAPE_NAMES.size()][];
        for (int t = 0; t < effects.length; t++) {
            String tape = TAPE_NAMES.get(t);
            effects[t] =
                    CONDITIONS.get(t).stream()
                            .mapToInt(codes -> rule.effect(tape, codes))
                            .toArray();
        }
        return effects;
    }

    Kind pickKind() {
        if (quotes > 0 && random.nextDouble() < quotes) {
            return Kind.QUOTE;
        }
        return mix[random.nextInt(mix.length)];
    }

    /** Whether it has no messages. */
    boolean isSilent() {
        return mix.length == 0;
    }

    /** A trade instead of a correction if no trade of the symbol can be corrected. */
    Kind possible(Kind kind, int symbol) {
        boolean missing = kind == Kind.CORRECTION && trades && !lastTrades.has(symbol);
        return missing ? Kind.TRADE : kind;
    }

    /** The symbol's last trade was lost on its way, so no correction may name it. */
    void forgetLastTrade(int symbol) {
        if (lastTrades != null) {
            lastTrades.remove(symbol);
        }
    }

    /** Index of the symbol that moves next. */
    int pickSymbol() {
        return symbols.pick(random);
    }

    /** Moves the symbol's price and writes one message about it. */
    void write(Kind kind, int symbol, long timeNs, JsonBuffer out) {
        if (kind == Kind.TRADE) {
            writeTrade(symbol, timeNs, out);
        } else if (kind == Kind.QUOTE) {
            writeQuote(symbol, timeNs, out);
        } else if (kind == Kind.BAR) {
            writeBar(symbol, timeNs, out);
        } else if (kind == Kind.CORRECTION) {
            writeCorrection(symbol, timeNs, out);
        } else if (kind == Kind.STATUS) {
            writeStatus(symbol, timeNs, out);
        } else if (kind == Kind.LULD) {
            writeLuld(symbol, timeNs, out);
        } else if (kind == Kind.IMBALANCE) {
            writeImbalance(symbol, timeNs, out);
        } else {
            throw new IllegalArgumentException("The market makes no " + kind.plural());
        }
        out.append('}');
    }

    /** The bars of the last trades; null if none were wanted. */
    MinuteBars bars() {
        return bars;
    }

    private void writeTrade(int symbol, long nowNs, JsonBuffer out) {
        step(symbol, 1);
        long bits = random.nextLong();
        long half = halfSpread(symbol);
        long price = Math.max(1, cents(symbol) + ((bits & 1) == 0 ? -half : half));
        long size = size(bits >>> 1);
        id[symbol] += 1 + (bits >>> 60);
        char exchange = exchange(bits >>> 40);
        if (realTape == null) {
            int list = list((int) (bits >>> 50) & 7, size);
            writeTrade(symbol, nowNs, nowNs, exchange, price, size, list, true, out);
        } else {
            writeTapeTrade(symbol, nowNs, exchange, price, size, bits, out);
        }
    }

    private void writeTapeTrade(
            int symbol,
            long nowNs,
            char drawnExchange,
            long drawnPrice,
            long drawnSize,
            long bits,
            JsonBuffer out) {
        Sale sale = realTape.next(symbol, TAPE_NAMES.get(tape[symbol]), nowNs, random);
        char exchange = drawnExchange;
        long price = drawnPrice;
        long size = drawnSize;
        boolean ordinary = false;
        switch (sale) {
            case OPENING, CLOSING -> {
                exchange = LISTING.charAt(tape[symbol]);
                size = 100 * (100 + (bits >>> 20 & 1023));
                realTape.print(symbol, price, size);
            }
            case OFFICIAL_OPEN, OFFICIAL_CLOSE -> {
                exchange = LISTING.charAt(tape[symbol]);
                price = realTape.printPrice(symbol);
                size = realTape.printSize(symbol);
            }
            default -> ordinary = true;
        }
        int condition = SIMPLE.size() + 2 * SALES.indexOf(sale) + (realTape.extended() ? 1 : 0);
        int list = list(condition, size);
        writeTrade(symbol, realTape.timeNs(), nowNs, exchange, price, size, list, ordinary, out);
    }

    private void writeTrade(
            int symbol,
            long timeNs,
            long nowNs,
            char exchange,
            long price,
            long size,
            int list,
            boolean correctable,
            JsonBuffer out) {
        if (bars != null) {
            bars.add(
                    symbol,
                    timeNs,
                    nowNs,
                    EXCHANGE_NAMES[exchange],
                    id[symbol],
                    price,
                    size,
                    MINUTE_EFFECTS[tape[symbol]][list],
                    DAY_EFFECTS[tape[symbol]][list]);
        }
        out.append(TRADE);
        out.append(names[symbol]);
        out.append(ID);
        out.appendNumber(id[symbol]);
        out.append(EXCHANGE);
        out.append(exchange);
        out.append(PRICE);
        out.appendHundredths(price);
        out.append(SIZE);
        out.appendNumber(size);
        out.append(TAPE_TEXTS[tape[symbol]][list]);
        writeTime(timeNs, out);
        if (lastTrades != null && correctable) {
            lastTrades.put(symbol, id[symbol], exchange, price, size, list);
        }
    }

    private static int list(int condition, long size) {
        return 2 * condition + (size < 100 ? 1 : 0);
    }

    /** About the symbol's last trade; in a feed without trades, about one of before the feed. */
    private void writeCorrection(int symbol, long timeNs, JsonBuffer out) {
        step(symbol, 0.5);
        long bits = random.nextLong();
        if (!lastTrades.has(symbol)) {
            lastTrades.put(symbol, id[symbol], exchange(bits >>> 40), cents(symbol), 100, 0);
        }
        if ((bits & 3) == 0) {
            writeCancel(symbol, (bits & 12) == 0 ? AN_ERROR : CANCELLED, out);
        } else {
            writeCorrected(symbol, bits, out);
        }
        writeTape(symbol, out);
        writeTime(timeNs, out);
    }

    private void writeCancel(int symbol, byte[] action, JsonBuffer out) {
        out.append(CANCEL);
        out.append(names[symbol]);
        out.append(ID);
        out.appendNumber(lastTrades.id(symbol));
        out.append(EXCHANGE);
        out.append(lastTrades.exchange(symbol));
        out.append(PRICE);
        out.appendHundredths(lastTrades.price(symbol));
        out.append(SIZE);
        out.appendNumber(lastTrades.size(symbol));
        out.append(action);
        lastTrades.remove(symbol);
    }

    private void writeCorrected(int symbol, long bits, JsonBuffer out) {
        out.append(CORRECTION);
        out.append(names[symbol]);
        out.append(X);
        out.append(lastTrades.exchange(symbol));
        out.append(OI);
        out.appendNumber(lastTrades.id(symbol));
        out.append(OP);
        out.appendHundredths(lastTrades.price(symbol));
        out.append(OS);
        out.appendNumber(lastTrades.size(symbol));
        out.append(OC);
        out.append(LISTS[tape[symbol]][lastTrades.conditions(symbol)]);
        // A corrected trade may keep its id.
        long corrected = lastTrades.id(symbol);
        if ((bits & 4) == 0) {
            id[symbol] += 1 + (bits >>> 60);
            corrected = id[symbol];
        }
        long half = halfSpread(symbol);
        long price = Math.max(1, lastTrades.price(symbol) + ((bits & 8) == 0 ? -half : half));
        long size = size(bits >>> 4);
        int list = list(lastTrades.conditions(symbol) / 2, size);
        lastTrades.put(symbol, corrected, lastTrades.exchange(symbol), price, size, list);
        out.append(CI);
        out.appendNumber(corrected);
        out.append(CP);
        out.appendHundredths(price);
        out.append(CS);
        out.appendNumber(size);
        out.append(CC);
        out.append(LISTS[tape[symbol]][list]);
    }

    private void writeQuote(int symbol, long timeNs, JsonBuffer out) {
        step(symbol, 0.5);
        long bits = random.nextLong();
        long half = halfSpread(symbol);
        out.append(QUOTE);
        out.append(names[symbol]);
        out.append(BX);
        out.append(exchange(bits));
        out.append(BP);
        out.appendHundredths(Math.max(1, cents(symbol) - half));
        out.append(BS);
        out.appendNumber(100 * (1 + (bits >>> 10 & 7)));
        out.append(AX);
        out.append(exchange(bits >>> 20));
        out.append(AP);
        out.appendHundredths(cents(symbol) + half);
        out.append(AS);
        out.appendNumber(100 * (1 + (bits >>> 30 & 7)));
        out.append(QUOTE_CONDITION);
        out.append((char) ('A' + tape[symbol]));
        out.append('"');
        writeTime(timeNs, out);
    }

    private static byte[] status(String code, String message, String reasonCode, String reason) {
        return JsonBuffer.ascii(
                "\",\"sc\":\"%s\",\"sm\":\"%s\",\"rc\":\"%s\",\"rm\":\"%s\""
                        .formatted(code, message, reasonCode, reason));
    }

    private void writeStatus(int symbol, long timeNs, JsonBuffer out) {
        step(symbol, 1);
        byte[][] statuses = tape[symbol] == 2 ? UTP_STATUSES : CTA_STATUSES;
        out.append(STATUS);
        out.append(names[symbol]);
        out.append(statuses[random.nextInt(statuses.length)]);
        writeTape(symbol, out);
        writeTime(timeNs, out);
    }

    /** Five per cent around the price, as for a large symbol in regular hours. */
    private void writeLuld(int symbol, long timeNs, JsonBuffer out) {
        step(symbol, 1);
        long reach = Math.max(1, cents(symbol) / 20);
        out.append(LULD);
        out.append(names[symbol]);
        out.append(U);
        out.appendHundredths(cents(symbol) + reach);
        out.append(D);
        out.appendHundredths(cents(symbol) - reach);
        out.append(BAND);
        writeTape(symbol, out);
        writeTime(timeNs, out);
    }

    private void writeImbalance(int symbol, long timeNs, JsonBuffer out) {
        step(symbol, 1);
        out.append(IMBALANCE);
        out.append(names[symbol]);
        out.append(PRICE);
        out.appendHundredths(cents(symbol));
        writeTape(symbol, out);
        writeTime(timeNs, out);
    }

    /** Writes how far the market has come. */
    void writeClock(long timeNs, JsonBuffer out) {
        out.append(CLOCK);
        writeTime(timeNs, out);
        out.append('}');
    }

    private void writeTape(int symbol, JsonBuffer out) {
        out.append(Z);
        out.append((char) ('A' + tape[symbol]));
        out.append('"');
    }

    private void writeBar(int symbol, long timeNs, JsonBuffer out) {
        MinuteBars.Bar bar = bars == null ? madeUpBar(symbol, timeNs) : bars.bar();
        out.append(BAR);
        out.append(bar.type());
        out.append(OF);
        out.append(names[symbol]);
        out.append(O);
        out.appendBillionths(bar.open());
        out.append(H);
        out.appendBillionths(bar.high());
        out.append(L);
        out.appendBillionths(bar.low());
        out.append(C);
        out.appendBillionths(bar.close());
        out.append(V);
        out.appendNumber(bar.volume());
        out.append(N);
        out.appendNumber(bar.trades());
        out.append(VW);
        out.appendBillionths(bar.average());
        // The time of a bar is the start of its interval.
        writeTime(bar.startNs(), out);
    }

    private MinuteBars.Bar madeUpBar(int symbol, long timeNs) {
        long open = cents(symbol);
        step(symbol, 8);
        long close = cents(symbol);
        long reach = Math.max(1, Math.round(mid[symbol] * volatility[symbol] * 400));
        long high = Math.max(open, close) + random.nextLong(reach);
        long low = Math.max(1, Math.min(open, close) - random.nextLong(reach));
        long count = 1 + random.nextLong(400);
        long volume = count * (20 + random.nextLong(200));
        long average = (open + close + high + low) / 4;
        return new MinuteBars.Bar(
                'b',
                timeNs - timeNs % NANOS_PER_MINUTE,
                open * MinuteBars.CENT,
                high * MinuteBars.CENT,
                low * MinuteBars.CENT,
                close * MinuteBars.CENT,
                volume,
                count,
                average * MinuteBars.CENT);
    }

    private void writeTime(long timeNs, JsonBuffer out) {
        out.append(TIME);
        if (milliseconds) {
            out.appendNumber(timeNs / 1_000_000);
        } else {
            out.append('"');
            out.appendTime(timeNs);
            out.append('"');
        }
    }

    private void step(int symbol, double scale) {
        long bits = random.nextLong();
        double normal = normalVolatility[symbol];
        double wandered =
                volatility[symbol]
                        + 0.01 * (normal - volatility[symbol])
                        + 0.02 * normal * bell(bits);
        volatility[symbol] = Math.min(5 * normal, Math.max(normal / 5, wandered));
        double moved = mid[symbol] * (1 + scale * volatility[symbol] * bell(bits >>> 32));
        if (symbols.isWellKnown()) {
            moved += PULL * (symbols.usualPrice(symbol) - moved);
        }
        mid[symbol] = Math.min(HIGHEST, Math.max(LOWEST, moved));
    }

    /**
     * Roughly normal, with mean 0 and deviation 1, from the low 32 bits: the sum of four uniform
     * bytes.
     */
    private static double bell(long bits) {
        long sum = (bits & 255) + (bits >>> 8 & 255) + (bits >>> 16 & 255) + (bits >>> 24 & 255);
        return (sum - 510) / 147.8;
    }

    private long cents(int symbol) {
        return Math.round(mid[symbol] * 100);
    }

    /** In cents: one tick or more, wider for expensive and for volatile symbols. */
    private long halfSpread(int symbol) {
        return 1 + (long) (mid[symbol] * volatility[symbol] * 25);
    }

    private static char exchange(long bits) {
        return EXCHANGES.charAt((int) (((bits & 1023) * EXCHANGES.length()) >>> 10));
    }

    /** Mostly round lots; odd lots for one trade in three, and now and then a block. */
    private static long size(long bits) {
        int draw = (int) bits & 255;
        long more = bits >>> 8;
        if (draw < 85) {
            return 1 + (more & 0xffff) * 99 / 65536;
        }
        if (draw < 195) {
            return 100;
        }
        if (draw < 250) {
            return 100 * (2 + (more & 7));
        }
        return 1000 * (1 + (more & 15));
    }
}
