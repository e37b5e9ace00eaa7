package io.tickhouse.minio.care;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Conditions on columns, as SQL writes them: {@code S = 'AAPL' AND event_time >=
 * '2025-11-13T00:00:00Z'}.
 *
 * <p>It knows {@code = <> != < <= > >=}, {@code IN (...)}, {@code IS [NOT] NULL}, {@code NOT},
 * {@code AND}, {@code OR} and parentheses. Case counts in names of columns, which may be in double
 * quotes. Texts and times are in single quotes.
 */
public final class Where {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(?:(?<text>'(?:[^']|'')*')|\"(?<quoted>[^\"]+)\"|(?<number>-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)"
                            + "|(?<word>[A-Za-z_][A-Za-z0-9_.]*)|(?<sign><=|>=|<>|!=|[=<>(),]))\\s*");

    private record Token(Kind kind, String text) {}

    private enum Kind {
        TEXT,
        QUOTED,
        NUMBER,
        WORD,
        SIGN,
        END
    }

    private final String source;
    private final List<Token> tokens;
    private int at;

    private Where(String source) {
        this.source = source;
        this.tokens = tokens(source);
    }

    /**
     * Reads a condition.
     *
     * @param text empty for all rows
     * @throws CareRefusal if it is not one
     */
    public static Expression parse(String text) {
        if (text.isBlank()) {
            return Expressions.alwaysTrue();
        }
        Where where = new Where(text);
        Expression condition = where.or();
        if (where.next().kind != Kind.END) {
            throw where.refusal();
        }
        return condition;
    }

    private static List<Token> tokens(String source) {
        List<Token> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(source);
        int end = 0;
        while (end < source.length() && token.find(end) && token.start() == end) {
            tokens.add(token(token));
            end = token.end();
        }
        if (end < source.length()) {
            throw new CareRefusal(
                    "--where cannot be read from '%s' on.".formatted(source.substring(end)));
        }
        return tokens;
    }

    private static Token token(Matcher token) {
        if (token.group("text") != null) {
            String text = token.group("text");
            return new Token(Kind.TEXT, text.substring(1, text.length() - 1).replace("''", "'"));
        } else if (token.group("quoted") != null) {
            return new Token(Kind.QUOTED, token.group("quoted"));
        } else if (token.group("number") != null) {
            return new Token(Kind.NUMBER, token.group("number"));
        } else if (token.group("word") != null) {
            return new Token(Kind.WORD, token.group("word"));
        }
        return new Token(Kind.SIGN, token.group("sign"));
    }

    private Expression or() {
        Expression left = and();
        while (takes("OR")) {
            left = Expressions.or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (takes("AND")) {
            left = Expressions.and(left, not());
        }
        return left;
    }

    private Expression not() {
        if (takes("NOT")) {
            return Expressions.not(not());
        }
        if (takesSign("(")) {
            Expression inner = or();
            expectSign(")");
            return inner;
        }
        return comparison();
    }

    private Expression comparison() {
        Token column = next();
        if (column.kind != Kind.WORD && column.kind != Kind.QUOTED) {
            throw refusal();
        }
        String name = column.text;
        if (takes("IS")) {
            boolean not = takes("NOT");
            if (!takes("NULL")) {
                throw refusal();
            }
            return not ? Expressions.notNull(name) : Expressions.isNull(name);
        }
        if (takes("IN")) {
            return Expressions.in(name, list());
        }
        Token sign = next();
        return switch (sign.kind == Kind.SIGN ? sign.text : "") {
            case "=" -> Expressions.equal(name, literal());
            case "<>", "!=" -> Expressions.notEqual(name, literal());
            case "<" -> Expressions.lessThan(name, literal());
            case "<=" -> Expressions.lessThanOrEqual(name, literal());
            case ">" -> Expressions.greaterThan(name, literal());
            case ">=" -> Expressions.greaterThanOrEqual(name, literal());
            default -> throw refusal();
        };
    }

    private Object[] list() {
        List<Object> values = new ArrayList<>();
        expectSign("(");
        do {
            values.add(literal());
        } while (takesSign(","));
        expectSign(")");
        return values.toArray();
    }

    private Object literal() {
        Token token = next();
        if (token.kind == Kind.TEXT) {
            return token.text;
        }
        if (token.kind == Kind.NUMBER) {
            return token.text.matches("-?\\d{1,18}")
                    ? (Object) Long.valueOf(token.text)
                    : Double.valueOf(token.text);
        }
        if (token.kind == Kind.WORD && token.text.toUpperCase(Locale.ROOT).matches("TRUE|FALSE")) {
            return Boolean.valueOf(token.text);
        }
        throw refusal();
    }

    private Token next() {
        return at < tokens.size() ? tokens.get(at++) : new Token(Kind.END, "");
    }

    private boolean takes(String word) {
        return takes(Kind.WORD, word);
    }

    private boolean takesSign(String sign) {
        return takes(Kind.SIGN, sign);
    }

    private boolean takes(Kind kind, String text) {
        if (at < tokens.size()
                && tokens.get(at).kind == kind
                && tokens.get(at).text.equalsIgnoreCase(text)) {
            at++;
            return true;
        }
        return false;
    }

    private void expectSign(String sign) {
        if (!takesSign(sign)) {
            throw refusal();
        }
    }

    private CareRefusal refusal() {
        String rest = at < tokens.size() ? " at '" + tokens.get(at).text + "'" : " at its end";
        return new CareRefusal(
                ("--where reads conditions such as S = 'AAPL' AND event_time >="
                                + " '2025-11-13T00:00:00Z', and does not understand %s%s.")
                        .formatted(source, rest));
    }
}
