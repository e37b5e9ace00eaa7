package io.tickhouse.tools.feed.file;

import io.tickhouse.model.Field;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Which column of a table holds which field of a message.
 *
 * @param byField places of the columns, from 0, in the order in which the fields are written. The
 *     time is not among them, nor is a field without a column
 * @param time places of the columns that make up the time: one, or a day and a time of day
 */
record Columns(Kind kind, Map<String, Integer> byField, List<Integer> time) {

    // Fields in the order of the feed, each with the usual names of its column. Names are compared
    // without case, blanks and signs, except names of one letter: S and s are two fields.
    private static final Map<String, List<String>> TRADE =
            fields(
                    "S=symbol,ticker,sym,instrument,pair",
                    "i=tradeid,id",
                    "x=exchange,exch,exchangecode",
                    "p=price,tradeprice,px,last,lastprice",
                    "s=size,quantity,qty,volume,vol,shares,tradesize,tradevolume",
                    "c=conditions,condition,cond,salecondition,saleconditions",
                    "z=tape",
                    "tks=takerside",
                    "u=update,correction");
    private static final Map<String, List<String>> QUOTE =
            fields(
                    "S=symbol,ticker,sym,instrument,pair",
                    "bx=bidexchange",
                    "bp=bidprice,bid",
                    "bs=bidsize,bidqty",
                    "ax=askexchange,offerexchange",
                    "ap=askprice,ask,offerprice,offer",
                    "as=asksize,askqty,offersize",
                    "c=conditions,condition,cond",
                    "z=tape");
    private static final Map<String, List<String>> BAR =
            fields(
                    "S=symbol,ticker,sym,instrument,pair",
                    "o=open",
                    "h=high",
                    "l=low",
                    "c=close,closelast",
                    "v=volume,vol",
                    "n=tradecount,transactions,numtrades,numberoftrades,trades",
                    "vw=vwap,weightedaverageprice");
    private static final Map<Kind, Map<String, List<String>>> FIELDS =
            Map.of(Kind.TRADE, TRADE, Kind.QUOTE, QUOTE, Kind.BAR, BAR);
    private static final Map<Kind, List<String>> PRICES =
            Map.of(
                    Kind.TRADE, List.of("p"),
                    Kind.QUOTE, List.of("bp", "ap"),
                    Kind.BAR, List.of("o", "h", "l", "c"));
    private static final String TIME = "t";
    private static final List<String> TIMES =
            List.of(
                    "timestamp",
                    "datetime",
                    "time",
                    "date",
                    "ts",
                    "timestampns",
                    "timestampus",
                    "timestampms",
                    "siptimestamp",
                    "participanttimestamp",
                    "tsevent",
                    "opentime",
                    "transacttime",
                    "windowstart",
                    "unix",
                    "unixtime",
                    "unixtimestamp",
                    "epoch",
                    "gmttime",
                    "timegmt",
                    "dategmt",
                    "utctime",
                    "timeutc",
                    "timestamputc",
                    "datetimeutc",
                    "dateutc",
                    "localtime",
                    "tradetime",
                    "day",
                    "tradedate",
                    "tradingdate",
                    "tradingday",
                    "timeofday",
                    "clock");
    // Names that imply UTC.
    private static final Set<String> IN_UTC =
            Set.of(
                    "gmttime",
                    "timegmt",
                    "dategmt",
                    "utctime",
                    "timeutc",
                    "timestamputc",
                    "datetimeutc",
                    "dateutc");

    /**
     * Finds the columns.
     *
     * @param header names of the columns; an empty name is never used
     * @param shapeOf what the first rows hold in the column at this place
     * @throws UserError (bad usage) if a named column or field does not exist, or a required column
     *     is not found
     */
    static Columns find(
            List<String> header,
            Layout layout,
            FileOptions options,
            IntFunction<Times.Shape> shapeOf) {
        Map<String, String> given = options.map;
        Kind kind = options.kind() != null ? options.kind() : layout.kind();
        if (kind == null) {
            kind = kindOf(header, layout, given);
        }
        for (String field : given.keySet()) {
            if (!fieldsOf(kind).containsKey(field) && !field.equals(TIME)) {
                throw UserError.badUsage(
                        "--map names the field %s, but %s have %s and t."
                                .formatted(
                                        field,
                                        kind.name().toLowerCase(Locale.ROOT),
                                        fieldsOf(kind).keySet()));
            }
        }
        Map<String, Integer> byField = resolve(header, fieldsOf(kind), layout, given);
        List<Integer> time = time(header, layout, given, shapeOf);
        if (time.isEmpty()) {
            throw UserError.badUsage(
                    "No column of %s is known to hold the time: name it with --map t=COLUMN."
                            .formatted(header));
        }
        return new Columns(kind, byField, time);
    }

    private static Kind kindOf(List<String> header, Layout layout, Map<String, String> given) {
        if (resolve(header, BAR, layout, given).keySet().containsAll(List.of("o", "h", "l", "c"))) {
            return Kind.BAR;
        }
        boolean quotes =
                resolve(header, QUOTE, layout, given).keySet().containsAll(List.of("bp", "ap"));
        boolean trades = resolve(header, TRADE, layout, given).containsKey("p");
        if (quotes && trades) {
            throw UserError.badUsage(
                    "The columns %s hold both trades and quotes: say --kind trade or --kind quote."
                            .formatted(header));
        }
        if (quotes || trades) {
            return quotes ? Kind.QUOTE : Kind.TRADE;
        }
        throw UserError.badUsage(
                "Neither trades, quotes nor bars have the columns "
                        + header
                        + ": say with --kind which they are, and with --map which column is what.");
    }

    static Map<String, List<String>> fieldsOf(Kind kind) {
        return FIELDS.get(kind);
    }

    private static Map<String, Integer> resolve(
            List<String> header,
            Map<String, List<String>> fields,
            Layout layout,
            Map<String, String> given) {
        Map<String, Integer> byField = new LinkedHashMap<>();
        fields.forEach(
                (field, usual) -> {
                    List<String> names = layout.columns(field);
                    int column =
                            given.containsKey(field)
                                    ? named(header, given.get(field))
                                    : names != null
                                            ? firstOf(header, names)
                                            : usual(header, field, usual);
                    if (column >= 0) {
                        byField.put(field, column);
                    }
                });
        return byField;
    }

    private static List<Integer> time(
            List<String> header,
            Layout layout,
            Map<String, String> given,
            IntFunction<Times.Shape> shapeOf) {
        if (given.containsKey(TIME)) {
            List<Integer> columns = new ArrayList<>();
            if (header.contains(given.get(TIME))) {
                return List.of(named(header, given.get(TIME)));
            }
            for (String name : given.get(TIME).split("\\+", 2)) {
                columns.add(named(header, name));
            }
            return columns;
        }
        if (layout.columns(TIME) != null) {
            int column = firstOf(header, layout.columns(TIME));
            return column < 0 ? List.of() : List.of(column);
        }
        Set<Integer> candidates = new LinkedHashSet<>();
        if (header.contains(TIME)) {
            candidates.add(header.indexOf(TIME));
        }
        TIMES.forEach(name -> candidates.add(firstOf(header, List.of(name))));
        candidates.remove(-1);
        return timeOf(candidates, shapeOf);
    }

    /** A whole time, or else a day with a time of day, or else whatever there is. */
    private static List<Integer> timeOf(Set<Integer> candidates, IntFunction<Times.Shape> shapeOf) {
        Integer day = null;
        Integer clock = null;
        for (int candidate : candidates) {
            Times.Shape shape = shapeOf.apply(candidate);
            if (shape == Times.Shape.FULL) {
                return List.of(candidate);
            }
            if (shape == Times.Shape.DATE && day == null) {
                day = candidate;
            } else if (shape == Times.Shape.CLOCK && clock == null) {
                clock = candidate;
            }
        }
        if (day != null && clock != null) {
            return List.of(day, clock);
        }
        if (day != null || clock != null) {
            return List.of(day != null ? day : clock);
        }
        return candidates.stream().limit(1).toList();
    }

    /** The column that the user named, or -1 if an empty name leaves the field out. */
    private static int named(List<String> header, String name) {
        if (name.isEmpty()) {
            return -1;
        }
        int column = header.indexOf(name);
        if (column < 0) {
            throw UserError.badUsage(
                    "--map names the column %s, but there are %s.".formatted(name, header));
        }
        return unique(header, column, name);
    }

    private static int usual(List<String> header, String field, List<String> names) {
        int exact = header.indexOf(field);
        return exact >= 0 ? unique(header, exact, field) : firstOf(header, names);
    }

    private static int firstOf(List<String> header, List<String> names) {
        List<String> plain = header.stream().map(Columns::plain).toList();
        for (String name : names) {
            int column = name.isEmpty() ? -1 : plain.indexOf(name);
            if (column >= 0) {
                return unique(plain, column, name);
            }
        }
        return -1;
    }

    /** Rejects a name that two columns have, because either may be meant. */
    private static int unique(List<String> header, int column, String name) {
        int last = header.lastIndexOf(name);
        if (last != column) {
            throw UserError.badUsage(
                    "Two columns are named %s, number %d and number %d: name all columns, in order,"
                                    .formatted(name, column + 1, last + 1)
                            + " with --columns.");
        }
        return column;
    }

    /** The form in which names are compared. */
    static String plain(String name) {
        return Objects.toString(name, "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Whether the name of the time column implies UTC. */
    boolean isInUtc(List<String> header) {
        return time.stream().anyMatch(place -> IN_UTC.contains(plain(header.get(place))));
    }

    /** Whether the column at this place holds a field or the time. */
    boolean uses(int place) {
        return byField.containsValue(place) || time.contains(place);
    }

    /** A field with its meaning. */
    static String words(Kind kind, String field) {
        return field
                + " "
                + switch (field) {
                    case TIME -> "time";
                    case "u" ->
                            "update (0 not sent, 1 incorrect, 7 8 10 11 canceled, 12 corrected)";
                    case "n" -> "number of trades";
                    case "vw" -> "average price";
                    default -> field(kind, field).name().replace('_', ' ');
                };
    }

    /** Whether the field holds a number in this kind. */
    static boolean isNumber(Kind kind, String key) {
        return holds(kind, key, Field.Type.DECIMAL);
    }

    /** Whether the field holds a whole number in this kind. */
    static boolean isWhole(Kind kind, String key) {
        return holds(kind, key, Field.Type.INTEGER);
    }

    private static boolean holds(Kind kind, String key, Field.Type type) {
        return field(kind, key).type() == type;
    }

    private static Field field(Kind kind, String key) {
        return kind.fields().stream()
                .filter(field -> field.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(kind + " has no field " + key));
    }

    /** Whether the field is a price, without which a row says nothing. */
    static boolean isPrice(Kind kind, String key) {
        return PRICES.get(kind).contains(key);
    }

    private static Map<String, List<String>> fields(String... lines) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            fields.put(
                    line.substring(0, equals), List.of(line.substring(equals + 1).split(",", -1)));
        }
        return fields;
    }
}
