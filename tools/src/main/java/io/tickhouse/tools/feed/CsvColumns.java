package io.tickhouse.tools.feed;

import io.tickhouse.tools.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Which column of a file holds which field of a message.
 *
 * @param byField places of the columns, from 0, in the order in which the fields are written; a
 *     field without a column is not in it
 */
record CsvColumns(Kind kind, Map<String, Integer> byField) {

    // Fields in the order of the feed, each with the names its column usually has. Compared without
    // case, blanks and underscores, but a name of one letter as it is: S and s are two fields.
    private static final Map<String, List<String>> TRADE =
            fields(
                    "S=symbol,ticker,sym",
                    "i=tradeid,id",
                    "x=exchange,exch,exchangecode",
                    "p=price,tradeprice,last,lastprice",
                    "s=size,quantity,qty,volume,shares,tradesize",
                    "c=conditions,condition,cond,salecondition",
                    "z=tape",
                    "t=timestamp,time,datetime,date,ts,timestampns,siptimestamp,participanttimestamp");
    private static final Map<String, List<String>> QUOTE =
            fields(
                    "S=symbol,ticker,sym",
                    "bx=bidexchange",
                    "bp=bidprice,bid",
                    "bs=bidsize,bidqty",
                    "ax=askexchange,offerexchange",
                    "ap=askprice,ask,offerprice,offer",
                    "as=asksize,askqty,offersize",
                    "c=conditions,condition,cond",
                    "z=tape",
                    "t=timestamp,time,datetime,date,ts,timestampns,siptimestamp,participanttimestamp");
    private static final Map<String, List<String>> BAR =
            fields(
                    "S=symbol,ticker,sym",
                    "o=open",
                    "h=high",
                    "l=low",
                    "c=close",
                    "v=volume,vol",
                    "n=tradecount,transactions,numtrades,trades",
                    "vw=vwap,weightedaverageprice",
                    "t=timestamp,time,datetime,date,ts,windowstart");

    /**
     * Finds the columns.
     *
     * @param kind null to tell it from the header
     * @param given column name per field, as the user said; goes before what is found
     * @throws UserError (bad usage) when a named column or field is not there, or a column that is
     *     needed is not found
     */
    static CsvColumns find(List<String> header, Kind kind, Map<String, String> given) {
        Kind found = kind == null ? kindOf(header, given) : kind;
        Map<String, Integer> byField = resolve(header, fieldsOf(found), given);
        for (String field : given.keySet()) {
            if (!fieldsOf(found).containsKey(field)) {
                throw UserError.badUsage(
                        "--map names the field %s, but %s have %s."
                                .formatted(
                                        field,
                                        found.name().toLowerCase(Locale.ROOT),
                                        fieldsOf(found).keySet()));
            }
        }
        for (String needed : List.of("S", "t")) {
            if (!byField.containsKey(needed)) {
                throw UserError.badUsage(
                        "No column for %s among %s: name it with --map %1$s=COLUMN."
                                .formatted(needed, header));
            }
        }
        return new CsvColumns(found, byField);
    }

    private static Kind kindOf(List<String> header, Map<String, String> given) {
        if (resolve(header, BAR, given).keySet().containsAll(List.of("o", "h", "l", "c"))) {
            return Kind.BARS;
        }
        if (resolve(header, QUOTE, given).keySet().containsAll(List.of("bp", "ap"))) {
            return Kind.QUOTES;
        }
        if (resolve(header, TRADE, given).containsKey("p")) {
            return Kind.TRADES;
        }
        throw UserError.badUsage(
                "Neither trades, quotes nor bars have the columns "
                        + header
                        + ": say with --kind which they are, and with --map which column is what.");
    }

    private static Map<String, List<String>> fieldsOf(Kind kind) {
        return switch (kind) {
            case TRADES -> TRADE;
            case QUOTES -> QUOTE;
            case BARS -> BAR;
        };
    }

    private static Map<String, Integer> resolve(
            List<String> header, Map<String, List<String>> fields, Map<String, String> given) {
        Map<String, Integer> byField = new LinkedHashMap<>();
        fields.forEach(
                (field, aliases) -> {
                    int column =
                            given.containsKey(field)
                                    ? named(header, given.get(field))
                                    : usual(header, field, aliases);
                    if (column >= 0) {
                        byField.put(field, column);
                    }
                });
        return byField;
    }

    private static int named(List<String> header, String name) {
        int column = header.indexOf(name);
        if (column < 0) {
            throw UserError.badUsage(
                    "--map names the column " + name + ", but there are " + header);
        }
        return column;
    }

    private static int usual(List<String> header, String field, List<String> aliases) {
        int exact = header.indexOf(field);
        if (exact >= 0) {
            return exact;
        }
        List<String> plain = header.stream().map(CsvColumns::plain).toList();
        return aliases.stream().mapToInt(plain::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
    }

    private static String plain(String name) {
        return Objects.toString(name, "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
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
