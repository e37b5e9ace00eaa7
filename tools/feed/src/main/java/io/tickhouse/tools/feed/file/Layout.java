package io.tickhouse.tools.feed.file;

import io.tickhouse.model.Kind;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A common file layout: the header that identifies it, and the meaning of cells that their column
 * names do not tell.
 */
final class Layout {

    /** Converts a cell to a text, a list of texts, or null for nothing. */
    @FunctionalInterface
    interface Code {
        Object read(String cell, Row row) throws BadCell;
    }

    /** Derives one property of a whole row. */
    @FunctionalInterface
    interface Rule<T> {
        T of(Row row) throws BadCell;
    }

    private static final String UNDEFINED = "9223372036854775807"; // Databento's value for no price
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    /** Columns of several symbols side by side, below header lines that name value and symbol. */
    static final Layout YFINANCE_DOWNLOAD = new Layout("yfinance", "yfinance download", Kind.BAR);

    private static final List<Layout> ALL =
            List.of(
                    new Layout("massive", "Massive trades", Kind.TRADE)
                            .header("ticker,conditions,exchange,price,siptimestamp,tape")
                            .fields("s=decimalsize|size t=siptimestamp u=correction")
                            .code("c", (cell, row) -> Massive.conditions(cell, row.cell("tape")))
                            .code("x", (cell, row) -> Massive.exchange(cell, row.cell("tape")))
                            .code("z", (cell, row) -> Massive.tape(cell))
                            .says("conditions, exchanges and tapes are sent as the tapes' letters"),
                    new Layout("massive", "Massive quotes", Kind.QUOTE)
                            .header("ticker,askexchange,askprice,bidexchange,bidprice,siptimestamp")
                            .fields("t=siptimestamp c=")
                            .code("bx", (cell, row) -> Massive.exchange(cell, row.cell("tape")))
                            .code("ax", (cell, row) -> Massive.exchange(cell, row.cell("tape")))
                            .code("z", (cell, row) -> Massive.tape(cell))
                            .says("exchanges and tapes are sent as the tapes' letters"),
                    new Layout("massive", "Massive bars", Kind.BAR)
                            .header("ticker,volume,open,close,high,low,windowstart,transactions"),
                    new Layout("databento", "Databento quotes", Kind.QUOTE)
                            .header("tsevent,rtype,bidpx00,askpx00")
                            .fields("bp=bidpx00 bs=bidsz00 ap=askpx00 as=asksz00 t=tsevent")
                            .code("bp", Layout::billionths)
                            .code("ap", Layout::billionths)
                            .says("prices without a decimal point are billionths"),
                    new Layout("databento", "Databento trades", Kind.TRADE)
                            .header("tsevent,rtype,action,side,price,size")
                            .fields("t=tsevent tks=side")
                            .code("p", Layout::billionths)
                            .code("tks", Layout::databentoSide)
                            .passOver(
                                    row ->
                                            row.cell("action").equals("T")
                                                    ? null
                                                    : "action is not T, a trade")
                            .says("prices without a decimal point are billionths"),
                    new Layout("databento", "Databento bars", Kind.BAR)
                            .header("tsevent,rtype,open,high,low,close,volume")
                            .fields("t=tsevent")
                            .code("o", Layout::billionths)
                            .code("h", Layout::billionths)
                            .code("l", Layout::billionths)
                            .code("c", Layout::billionths)
                            .barType(row -> row.cell("rtype").equals("35") ? 'd' : 'b')
                            .says("prices without a decimal point are billionths"),
                    new Layout("alpaca", "Alpaca trades", Kind.TRADE)
                            .header("symbol,timestamp,exchange,price,size,id,conditions,tape"),
                    new Layout("alpaca", "Alpaca quotes", Kind.QUOTE)
                            .header("symbol,timestamp,askexchange,askprice,bidexchange,bidprice"),
                    new Layout("alpaca", "Alpaca bars", Kind.BAR)
                            .header("timestamp,open,high,low,close,volume,tradecount,vwap"),
                    new Layout("stooq", "stooq", Kind.BAR)
                            .header("<ticker>,<per>,<date>,<open>,<close>,<openint>")
                            .zoneHint("Europe/Warsaw, if it is of stooq's own clock")
                            .barType(Layout::period),
                    new Layout("finam", "Finam bars", Kind.BAR)
                            .header("<ticker>,<per>,<date>,<open>,<close>")
                            .zoneHint("Europe/Moscow, if it is of the exchange's clock")
                            .barType(Layout::period),
                    new Layout("finam", "Finam trades", Kind.TRADE)
                            .header("<ticker>,<date>,<time>,<last>")
                            .zoneHint("Europe/Moscow, if it is of the exchange's clock"),
                    new Layout("metatrader", "MetaTrader ticks", Kind.QUOTE)
                            .header("<date>,<time>,<bid>,<ask>")
                            .zoneHint("the one of the broker's server"),
                    new Layout("metatrader", "MetaTrader bars", Kind.BAR)
                            .header("<date>,<open>,<high>,<low>,<close>,<tickvol>")
                            .fields("v=vol")
                            .zoneHint("the one of the broker's server"),
                    new Layout("taq", "NYSE TAQ trades", Kind.TRADE)
                            .header("time,exchange,symbol,salecondition,tradevolume,tradeprice")
                            .fields("u=tradecorrectionindicator")
                            .code("c", (cell, row) -> Conditions.byPosition(cell))
                            .zone(NEW_YORK)
                            .dateInName()
                            .passOver(Layout::endOfTaq),
                    new Layout("taq", "NYSE TAQ quotes", Kind.QUOTE)
                            .header("time,exchange,symbol,bidprice,bidsize,offerprice,offersize")
                            .fields("bx=exchange ax=exchange c=quotecondition")
                            .zone(NEW_YORK)
                            .dateInName()
                            .passOver(Layout::endOfTaq),
                    new Layout("dukascopy", "Dukascopy ticks", Kind.QUOTE)
                            .header("ask,bid,askvolume,bidvolume")
                            .fields("as=askvolume bs=bidvolume")
                            .order(Times.Order.DAY_FIRST)
                            .says("volumes are sent as they are written, in millions"),
                    new Layout("nasdaq", "nasdaq.com", Kind.BAR)
                            .header("date,closelast,volume,open,high,low")
                            .fields("c=closelast")
                            .order(Times.Order.MONTH_FIRST),
                    new Layout("kaggle", "Kaggle indexes", Kind.BAR)
                            .header("index,date,open,high,low,close,adjclose,volume")
                            .fields("S=index"),
                    new Layout("kaggle", "Kaggle S&P 500", Kind.BAR)
                            .header("date,open,high,low,close,volume,name")
                            .fields("S=name"),
                    new Layout("kaggle", "Kaggle stocks", Kind.BAR)
                            .header("date,open,high,low,close,volume,openint"),
                    new Layout("yahoo", "Yahoo", Kind.BAR)
                            .header("date,open,high,low,close,adjclose,volume"),
                    new Layout("yfinance", "yfinance history", Kind.BAR)
                            .header("open,high,low,close,volume,dividends,stocksplits"),
                    YFINANCE_DOWNLOAD,
                    new Layout("binance", "Binance klines", Kind.BAR)
                            .header("opentime,open,high,low,close,volume,closetime")
                            .fields("t=opentime n=count|numberoftrades|trades")
                            .headerless(
                                    "open_time,open,high,low,close,volume,close_time,quote_volume,"
                                            + "count,taker_buy_volume,taker_buy_quote_volume,ignore"),
                    new Layout("binance", "Binance aggregate trades", Kind.TRADE)
                            .header("aggtradeid,price,quantity,transacttime,isbuyermaker")
                            .fields("i=aggtradeid s=quantity t=transacttime tks=isbuyermaker")
                            .code("tks", Layout::takerOfMaker)
                            .headerless(
                                    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,"
                                            + "transact_time,is_buyer_maker,is_best_match")
                            .headerless(
                                    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,"
                                            + "transact_time,is_buyer_maker"),
                    new Layout("binance", "Binance trades", Kind.TRADE)
                            .header("id,price,qty,quoteqty,time,isbuyermaker")
                            .fields("s=qty tks=isbuyermaker")
                            .code("tks", Layout::takerOfMaker)
                            .headerless("id,price,qty,quote_qty,time,is_buyer_maker,is_best_match")
                            .headerless("id,price,qty,quote_qty,time,is_buyer_maker"),
                    new Layout("firstrate", "FirstRate Data bars", Kind.BAR)
                            .headerless("datetime,open,high,low,close,volume")
                            .zone(NEW_YORK),
                    new Layout("histdata", "HistData bars", Kind.BAR)
                            .headerless("datetime,open,high,low,close,volume")
                            .zone(ZoneOffset.ofHours(-5)),
                    new Layout("histdata", "HistData ticks", Kind.QUOTE)
                            .headerless("datetime,bid,ask,volume")
                            .zone(ZoneOffset.ofHours(-5)),
                    new Layout("kraken", "Kraken trades", Kind.TRADE)
                            .headerless("time,price,volume"),
                    new Layout("kraken", "Kraken bars", Kind.BAR)
                            .headerless("time,open,high,low,close,volume,trades"));

    private final String format;
    private final String title;
    private final Kind kind;
    private Set<String> header = Set.of();
    private final List<List<String>> headerless = new ArrayList<>();
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final Map<String, Code> codes = new LinkedHashMap<>();
    private Rule<String> passOver = row -> null;
    private Rule<Character> barType;
    private ZoneId zone;
    private String zoneHint;
    private Times.Order order;
    private boolean dateInName;
    private String note;

    private Layout(String format, String title, Kind kind) {
        this.format = format;
        this.title = title;
        this.kind = kind;
    }

    private Layout header(String names) {
        header = Set.of(names.split(",", -1));
        return this;
    }

    private Layout headerless(String names) {
        headerless.add(List.of(names.split(",", -1)));
        return this;
    }

    private Layout fields(String pairs) {
        for (String pair : pairs.split(" ", -1)) {
            int equals = pair.indexOf('=');
            fields.put(
                    pair.substring(0, equals),
                    List.of(pair.substring(equals + 1).split("\\|", -1)));
        }
        return this;
    }

    private Layout code(String field, Code code) {
        codes.put(field, code);
        return this;
    }

    private Layout passOver(Rule<String> rule) {
        passOver = rule;
        return this;
    }

    private Layout barType(Rule<Character> rule) {
        barType = rule;
        return this;
    }

    private Layout zone(ZoneId of) {
        zone = of;
        return this;
    }

    private Layout zoneHint(String hint) {
        zoneHint = hint;
        return this;
    }

    private Layout order(Times.Order of) {
        order = of;
        return this;
    }

    private Layout dateInName() {
        dateInName = true;
        return this;
    }

    private Layout says(String of) {
        note = of;
        return this;
    }

    /** The names that {@code --format} accepts. */
    static Set<String> formats() {
        Set<String> formats = new TreeSet<>();
        ALL.forEach(layout -> formats.add(layout.format));
        return formats;
    }

    /** No known layout: columns are found by their names. */
    static Layout byNames() {
        return new Layout("csv", "none that is known; columns by their names", null);
    }

    /**
     * The layout of a header, or null.
     *
     * @param format to search, null for all
     */
    static Layout ofHeader(List<String> names, String format) {
        Set<String> found = new HashSet<>();
        for (String name : names) {
            found.add(name.toLowerCase(Locale.ROOT).strip());
            found.add(Columns.plain(name));
        }
        for (Layout layout : ALL) {
            if ((format == null || layout.format.equals(format))
                    && !layout.header.isEmpty()
                    && found.containsAll(layout.header)) {
                return layout;
            }
        }
        return null;
    }

    /** Names for the columns of a table without a header. */
    record Headerless(Layout layout, List<String> names) {}

    /**
     * The layouts without a header that may fit this row.
     *
     * @param format to search, null for all
     */
    static List<Headerless> ofRow(List<String> cells, String format) {
        List<Headerless> found = new ArrayList<>();
        for (Layout layout : ALL) {
            for (List<String> names : layout.headerless) {
                if ((format == null || layout.format.equals(format)) && fits(names, cells)) {
                    found.add(new Headerless(layout, names));
                }
            }
        }
        return found;
    }

    /**
     * Fits if there are as many cells as names, and true or false exactly where the name asks for
     * it.
     */
    private static boolean fits(List<String> names, List<String> cells) {
        if (names.size() != cells.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            boolean truth = cells.get(i).strip().toLowerCase(Locale.ROOT).matches("true|false");
            if (names.get(i).startsWith("is_") != truth) {
                return false;
            }
        }
        return true;
    }

    /** Describes the layout's headers, for a user whose file has another one. */
    static String expected(String format) {
        List<String> shapes = new ArrayList<>();
        for (Layout layout : ALL) {
            if (layout.format.equals(format)) {
                if (!layout.header.isEmpty()) {
                    shapes.add("a header with " + new TreeSet<>(layout.header));
                }
                layout.headerless.forEach(
                        names -> shapes.add("no header and the columns " + names));
            }
        }
        return String.join(", or ", shapes);
    }

    String format() {
        return format;
    }

    String title() {
        return title;
    }

    /** Null if the columns determine it. */
    Kind kind() {
        return kind;
    }

    /** Plain column names of a field, or null to use its usual names. */
    List<String> columns(String field) {
        return fields.get(field);
    }

    /** Null if the cell needs no conversion. */
    Code code(String field) {
        return codes.get(field);
    }

    /** Why the row is skipped although it is not a fault, or null. */
    String passedOver(Row row) throws BadCell {
        return passOver.of(row);
    }

    /** 'b' or 'd', or 0 if the row does not tell. */
    char barType(Row row) throws BadCell {
        return barType == null ? 0 : barType.of(row);
    }

    /** Null if the layout does not fix it. */
    ZoneId zone() {
        return zone;
    }

    /** Null if nothing is known about it. */
    String zoneHint() {
        return zoneHint;
    }

    /** Null if the layout does not fix it. */
    Times.Order order() {
        return order;
    }

    /** Whether eight digits in the file name are the day of its times. */
    boolean hasDateInName() {
        return dateInName;
    }

    /** What a user should know about the cells, or null. */
    String note() {
        return note;
    }

    private static Object billionths(String cell, Row row) throws BadCell {
        if (cell.equals(UNDEFINED)) {
            return null;
        }
        if (cell.indexOf('.') >= 0 || !cell.matches("-?[0-9]+")) {
            return cell;
        }
        BigDecimal price = new BigDecimal(cell).movePointLeft(9).stripTrailingZeros();
        return price.toPlainString();
    }

    /** The side that crossed the spread: A means an ask that sold, B a bid that bought. */
    private static Object databentoSide(String cell, Row row) throws BadCell {
        return switch (cell) {
            case "A" -> "S";
            case "B" -> "B";
            case "N" -> null;
            default -> throw new BadCell("side is A, B or N, not " + cell);
        };
    }

    /** If the buyer was the maker, the taker sold. */
    private static Object takerOfMaker(String cell, Row row) throws BadCell {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "true" -> "S";
            case "false" -> "B";
            default -> throw new BadCell("is_buyer_maker is true or false, not " + cell);
        };
    }

    private static char period(Row row) throws BadCell {
        String period = row.cell("per").strip().toUpperCase(Locale.ROOT);
        if (period.equals("D") || period.equals("DAY")) {
            return 'd';
        }
        if (Arrays.asList("W", "WEEK", "M", "MONTH").contains(period)) {
            throw new BadCell("bars of a week or month (PER %s) have no type".formatted(period));
        }
        return 'b';
    }

    private static String endOfTaq(Row row) {
        return row.cell("time").equals("END") ? "the line END" : null;
    }
}
