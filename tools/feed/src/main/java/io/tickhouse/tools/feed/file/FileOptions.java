package io.tickhouse.tools.feed.file;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * What the user says about a file. The rest is determined from the file, or the file is rejected.
 */
public final class FileOptions {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "csv (columns by their names), json, or a named layout: alpaca, binance,"
                            + " databento, dukascopy, finam, firstrate, histdata, kaggle, kraken,"
                            + " massive, metatrader, nasdaq, stooq, taq, yahoo, yfinance. Default:"
                            + " by content. A layout is chosen if the header leaves no doubt.")
    String format;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "What the rows are: trade, quote or bar (default: by the columns).")
    String kind;

    @Option(
            names = "--map",
            split = ",",
            paramLabel = "FIELD=COLUMN",
            description =
                    "Column per field, such as S=stock,p=px,t=when; t=day+clock joins two; i="
                            + " leaves a field out. Other columns by their usual names.")
    Map<String, String> map = new LinkedHashMap<>();

    @Option(
            names = "--symbol",
            paramLabel = "SYMBOL",
            description = "Symbol of all rows, for a file that has no column for it.")
    String symbol;

    @Option(names = "--no-header", description = "The first line is a row, not the header.")
    boolean noHeader;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "Names of all columns, in order, in place of the header's.")
    List<String> columns = new ArrayList<>();

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description =
                    "What separates the columns: one character, or comma, semicolon, tab, pipe,"
                            + " space (default: by the first lines).")
    String delimiter;

    @Option(
            names = "--decimal",
            paramLabel = "MARK",
            description = "Decimal mark: point or comma (default: by the first rows).")
    String decimal;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Zone of times without one, such as America/New_York or UTC. A time of day"
                            + " without a zone needs it. A date alone is midnight in this zone, or"
                            + " else in UTC.")
    String zone;

    @Option(
            names = "--ambiguous",
            paramLabel = "WHICH",
            description =
                    "The hour that the end of summer time repeats: earlier or later. A time within"
                            + " that hour needs it.")
    String ambiguous;

    @Option(
            names = "--date-order",
            paramLabel = "ORDER",
            description =
                    "Order of dates such as 01/02/2024: mdy or dmy (default: by the first rows that"
                            + " leave no choice).")
    String dateOrder;

    @Option(
            names = "--date",
            paramLabel = "DATE",
            description = "Day of times that are a time of day alone, such as 2024-01-31.")
    String date;

    @Option(
            names = "--min-year",
            paramLabel = "YEAR",
            defaultValue = "1971",
            description =
                    "A number is a time since 1970 only if its year is from this one to next year"
                            + " (default ${DEFAULT-VALUE}).")
    int minYear;

    @Option(
            names = "--bars",
            paramLabel = "TYPE",
            description =
                    "What bars are: minute (T=b) or daily (T=d) (default: daily where all times are"
                            + " dates or midnights).")
    String bars;

    @Option(
            names = "--encoding",
            paramLabel = "CHARSET",
            description =
                    "Character set, such as windows-1252 (default: UTF-8, or UTF-16 by its byte"
                            + " order mark).")
    String encoding;

    @Option(
            names = "--skip-lines",
            paramLabel = "N",
            defaultValue = "0",
            description = "Lines to skip before the header.")
    int skipLines;

    /** Null to determine it from the columns. */
    Kind kind() {
        return kind == null
                ? null
                : switch (kind.toLowerCase(Locale.ROOT)) {
                    case "trade", "trades" -> Kind.TRADE;
                    case "quote", "quotes" -> Kind.QUOTE;
                    case "bar", "bars" -> Kind.BAR;
                    default -> throw wrong("--kind", "trade, quote or bar", kind);
                };
    }

    /** Null to determine it from the first lines. */
    Character delimiter() {
        if (delimiter == null) {
            return null;
        }
        return switch (delimiter.toLowerCase(Locale.ROOT)) {
            case "comma" -> ',';
            case "semicolon" -> ';';
            case "tab", "\\t" -> '\t';
            case "pipe" -> '|';
            case "space" -> ' ';
            default -> {
                if (delimiter.length() != 1
                        || delimiter.equals("\"")
                        || (delimiter.isBlank() && !delimiter.equals("\t"))) {
                    throw wrong(
                            "--delimiter",
                            "one character, comma, semicolon, tab, pipe or space",
                            delimiter);
                }
                yield delimiter.charAt(0);
            }
        };
    }

    /** Null to determine it from the first rows. */
    Numbers.Mark decimal() {
        return decimal == null
                ? null
                : switch (decimal.toLowerCase(Locale.ROOT)) {
                    case "point", "." -> Numbers.Mark.POINT;
                    case "comma", "," -> Numbers.Mark.COMMA;
                    default -> throw wrong("--decimal", "point or comma", decimal);
                };
    }

    /** Null if not given. */
    ZoneId zone() {
        if (zone == null) {
            return null;
        }
        try {
            return ZoneId.of(zone, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            throw wrong("--zone", "a zone such as America/New_York, UTC or -05:00", zone);
        }
    }

    /** Null if not given. */
    Times.Choice ambiguous() {
        return ambiguous == null
                ? null
                : switch (ambiguous.toLowerCase(Locale.ROOT)) {
                    case "earlier" -> Times.Choice.EARLIER;
                    case "later" -> Times.Choice.LATER;
                    default -> throw wrong("--ambiguous", "earlier or later", ambiguous);
                };
    }

    /** Null to determine it from the first rows. */
    Times.Order dateOrder() {
        return dateOrder == null
                ? null
                : switch (dateOrder.toLowerCase(Locale.ROOT)) {
                    case "mdy" -> Times.Order.MONTH_FIRST;
                    case "dmy" -> Times.Order.DAY_FIRST;
                    default -> throw wrong("--date-order", "mdy or dmy", dateOrder);
                };
    }

    /** Null if not given. */
    LocalDate date() {
        try {
            return date == null ? null : LocalDate.parse(date);
        } catch (DateTimeException e) {
            throw wrong("--date", "a date such as 2024-01-31", date);
        }
    }

    /** 'b' or 'd', or 0 to determine it from the first rows. */
    char bars() {
        return bars == null
                ? 0
                : switch (bars.toLowerCase(Locale.ROOT)) {
                    case "minute" -> 'b';
                    case "daily" -> 'd';
                    default -> throw wrong("--bars", "minute or daily", bars);
                };
    }

    /** Null if not given. */
    Charset encoding() {
        try {
            return encoding == null ? null : Charset.forName(encoding);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw wrong("--encoding", "a character set such as windows-1252", encoding);
        }
    }

    /**
     * Rejects impossible values before the file is opened.
     *
     * @throws UserError (bad usage)
     */
    public void check() {
        kind();
        delimiter();
        decimal();
        zone();
        ambiguous();
        dateOrder();
        date();
        bars();
        encoding();
        if (symbol != null && symbol.isBlank()) {
            throw UserError.badUsage("--symbol must not be empty.");
        }
        if (minYear < 1970 || minYear > 2199) {
            throw wrong("--min-year", "a year from 1970 to 2199", Integer.toString(minYear));
        }
        if (skipLines < 0) {
            throw wrong("--skip-lines", "0 or more", Integer.toString(skipLines));
        }
        if (format != null
                && !List.of("csv", "json", "ndjson", "jsonl").contains(format())
                && !Layout.formats().contains(format())) {
            throw wrong("--format", "csv, json or one of " + Layout.formats(), format);
        }
    }

    String format() {
        return format == null ? null : format.toLowerCase(Locale.ROOT);
    }

    /** Null if no named layout was requested. */
    String layout() {
        return format != null && Layout.formats().contains(format()) ? format() : null;
    }

    /** True or false if the user said so, null to determine it from the content. */
    Boolean json() {
        return format == null
                ? null
                : (Boolean) List.of("json", "ndjson", "jsonl").contains(format());
    }

    /** The first given option that is only for CSV, or null. */
    String givenForCsv() {
        if (kind != null) {
            return "--kind";
        }
        if (!map.isEmpty()) {
            return "--map";
        }
        if (noHeader) {
            return "--no-header";
        }
        if (!columns.isEmpty()) {
            return "--columns";
        }
        if (delimiter != null) {
            return "--delimiter";
        }
        if (decimal != null) {
            return "--decimal";
        }
        if (zone != null) {
            return "--zone";
        }
        return skipLines > 0 ? "--skip-lines" : null;
    }

    private static UserError wrong(String option, String takes, String given) {
        return UserError.badUsage("%s takes %s, not %s.".formatted(option, takes, given));
    }
}
