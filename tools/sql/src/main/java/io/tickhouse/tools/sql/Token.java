package io.tickhouse.tools.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A piece of SQL. The texts of all tokens, one after the other, are the SQL.
 *
 * @param text as written, with its quotes
 */
record Token(Kind kind, String text) {

    enum Kind {
        /** White space and comments. Hints are none: Flink reads them. */
        GAP,
        HINT,
        /** A key word, or a name without quotes. */
        WORD,
        /** A name in quotes: backticks, as in Flink and Spark, or double quotes, as in Trino. */
        NAME,
        /** A text in single quotes. */
        TEXT,
        NUMBER,
        /** One character, or one of {@code => <= >= <> != ||}. */
        SYMBOL,
        /** The rest of a statement in which a quote or a comment has no end. */
        OPEN
    }

    private static final List<String> LONG_SYMBOLS = List.of("=>", "<=", ">=", "<>", "!=", "||");

    /** All of the text, in order. */
    static List<Token> of(String sql) {
        List<Token> all = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            Token token = next(sql, at);
            all.add(token);
            at += token.text.length();
        }
        return all;
    }

    private static Token next(String sql, int at) {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            int end = at + 1;
            while (end < sql.length() && Character.isWhitespace(sql.charAt(end))) {
                end++;
            }
            return new Token(Kind.GAP, sql.substring(at, end));
        }
        if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            return new Token(Kind.GAP, end < 0 ? sql.substring(at) : sql.substring(at, end));
        }
        if (sql.startsWith("/*", at)) {
            return closed(sql, at, sql.indexOf("*/", at + 2), 2, hintOrComment(sql, at));
        }
        return switch (c) {
            case '\'' -> quoted(sql, at, Kind.TEXT);
            case '`', '"' -> quoted(sql, at, Kind.NAME);
            default -> {
                if (isNameStart(c)) {
                    int end = at + 1;
                    while (end < sql.length() && isNamePart(sql.charAt(end))) {
                        end++;
                    }
                    yield new Token(Kind.WORD, sql.substring(at, end));
                }
                if (Character.isDigit(c)) {
                    yield new Token(Kind.NUMBER, sql.substring(at, endOfNumber(sql, at)));
                }
                yield new Token(Kind.SYMBOL, symbol(sql, at));
            }
        };
    }

    private static Kind hintOrComment(String sql, int at) {
        return sql.startsWith("/*+", at) ? Kind.HINT : Kind.GAP;
    }

    private static Token quoted(String sql, int at, Kind kind) {
        char quote = sql.charAt(at);
        int end = sql.indexOf(quote, at + 1);
        // A quote within is written twice.
        while (end >= 0 && end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
            end = sql.indexOf(quote, end + 2);
        }
        return closed(sql, at, end, 1, kind);
    }

    private static Token closed(String sql, int at, int end, int length, Kind kind) {
        return end < 0
                ? new Token(Kind.OPEN, sql.substring(at))
                : new Token(kind, sql.substring(at, end + length));
    }

    private static int endOfNumber(String sql, int at) {
        int end = at;
        while (end < sql.length()) {
            char c = sql.charAt(end);
            boolean sign =
                    (c == '+' || c == '-') && Character.toLowerCase(sql.charAt(end - 1)) == 'e';
            if (!Character.isLetterOrDigit(c) && c != '.' && !sign) {
                break;
            }
            end++;
        }
        return end;
    }

    private static String symbol(String sql, int at) {
        for (String symbol : LONG_SYMBOLS) {
            if (sql.startsWith(symbol, at)) {
                return symbol;
            }
        }
        int end = sql.offsetByCodePoints(at, 1);
        return sql.substring(at, end);
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == '$';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || Character.isDigit(c);
    }

    /** Whether it is this key word, in whatever case. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it can be a part of the name of a table. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.NAME;
    }

    /** A key word in upper case; empty for anything else. */
    String keyword() {
        return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
    }

    /** A name or a text without its quotes. */
    String value() {
        if (kind != Kind.NAME && kind != Kind.TEXT) {
            return text;
        }
        String quote = text.substring(0, 1);
        return text.substring(1, text.length() - 1).replace(quote + quote, quote);
    }
}
