package io.tickhouse.oracle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flatten rule a second time, slow and obvious: a tree of the whole document, exact decimals,
 * the calendar of the JDK. It shares no code with what it judges.
 */
public final class Oracle {

    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(1_000_000);

    private static final Pattern RFC_3339 =
            Pattern.compile(
                    "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
                            + "(?:\\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))");

    private static final String NOT_JSON = "NOT_JSON";
    private static final String NOT_AN_ARRAY = "NOT_AN_ARRAY";
    private static final String NOT_AN_OBJECT = "NOT_AN_OBJECT";
    private static final String UNKNOWN_TYPE = "UNKNOWN_TYPE";
    private static final String UNSUPPORTED_TYPE = "UNSUPPORTED_TYPE";
    private static final String MISSING_FIELD = "MISSING_FIELD";
    private static final String BAD_VALUE = "BAD_VALUE";
    private static final String TOO_LARGE = "TOO_LARGE";
    private static final String NULL_VALUE = "NULL_VALUE";
    private static final String CONTROL_MESSAGE = "CONTROL_MESSAGE";

    private final int maxNumberLength;
    private final int maxStringLength;
    private final int maxDocumentLength;
    private final JsonFactory json;

    /** An oracle with the limits that the pipeline has. */
    public Oracle() {
        this(32, 64, 4096, 16 << 20);
    }

    /**
     * An oracle with limits of its own.
     *
     * @param maxDepth nesting of arrays and objects, the array of the record included
     * @param maxNumberLength characters of a number
     * @param maxStringLength bytes of a string or key between its quotes, escapes as written
     * @param maxDocumentLength bytes of a record
     */
    public Oracle(int maxDepth, int maxNumberLength, int maxStringLength, int maxDocumentLength) {
        this.maxNumberLength = maxNumberLength;
        this.maxStringLength = maxStringLength;
        this.maxDocumentLength = maxDocumentLength;
        // Of Jackson's own limits only the depth says what the rule says; the others would condemn
        // the record where the rule condemns the element.
        this.json =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(maxDepth)
                                        .maxNumberLength(Integer.MAX_VALUE)
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .maxNameLength(Integer.MAX_VALUE)
                                        .build())
                        .build();
    }

    /**
     * What the record must become, element by element, in order. Safe to call from many threads.
     *
     * @param value the record, or null for one without a value
     * @param partition of the raw topic, for the field {@code src}
     * @param offset likewise
     */
    public List<Verdict> verdicts(byte[] value, int partition, long offset) {
        if (value == null) {
            return Verdict.wholeRecord(NULL_VALUE, new byte[0]);
        }
        if (value.length > maxDocumentLength) {
            return Verdict.wholeRecord(TOO_LARGE, Arrays.copyOf(value, maxDocumentLength));
        }
        Node root;
        try {
            root = parse(value);
        } catch (TooDeep e) {
            return Verdict.wholeRecord(TOO_LARGE, value);
        }
        if (root == null) {
            return Verdict.wholeRecord(NOT_JSON, value);
        }
        if (root.token != JsonToken.START_ARRAY) {
            return Verdict.wholeRecord(NOT_AN_ARRAY, value);
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Node element : root.items) {
            int index = verdicts.size();
            verdicts.add(element(element, index, partition + "-" + offset + "-" + index));
        }
        return verdicts;
    }

    // ---- the document ----

    /** A JSON value; {@code source} is its text in the document. */
    private static final class Node {
        final JsonToken token;
        final List<Node> items = new ArrayList<>();
        final List<Map.Entry<String, Node>> members = new ArrayList<>();
        String source;
        String string;
        boolean tooLarge;

        Node(JsonToken token) {
            this.token = token;
        }

        List<Node> all(String key) {
            return members.stream()
                    .filter(member -> member.getKey().equals(key))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        boolean isNull() {
            return token == JsonToken.VALUE_NULL;
        }

        boolean isNumber() {
            return token.isNumeric();
        }
    }

    private static final class TooDeep extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The document; null if it is not sound. */
    private Node parse(byte[] value) throws TooDeep {
        CharBuffer decoded = CharBuffer.allocate(value.length);
        boolean utf8 =
                !StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(value), decoded, true)
                        .isError();
        String text = decoded.flip().toString();
        if (text.startsWith("\ufeff")) {
            return null;
        }
        // Of a record that stops being UTF-8, what comes before may already be too deep.
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            Node root = node(parser, text);
            return parser.nextToken() == null && utf8 ? root : null;
        } catch (StreamConstraintsException e) {
            throw new TooDeep();
        } catch (JsonParseException unsound) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Node node(JsonParser parser, String text) throws IOException {
        Node node = new Node(parser.currentToken());
        int start = (int) parser.currentTokenLocation().getCharOffset();
        switch (node.token) {
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Node item = node(parser, text);
                    node.items.add(item);
                    node.tooLarge |= item.tooLarge;
                }
                node.source = text.substring(start, endOfToken(parser, 1));
            }
            case START_OBJECT -> {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    int at = (int) parser.currentTokenLocation().getCharOffset();
                    node.tooLarge |= tooLongString(text.substring(at, endOfString(text, at)));
                    parser.nextToken();
                    Node member = node(parser, text);
                    node.members.add(Map.entry(key, member));
                    node.tooLarge |= member.tooLarge;
                }
                node.source = text.substring(start, endOfToken(parser, 1));
            }
            case VALUE_STRING -> {
                node.string = parser.getText();
                node.source = text.substring(start, endOfString(text, start));
                node.tooLarge = tooLongString(node.source);
            }
            default -> {
                node.source = text.substring(start, endOfToken(parser, parser.getTextLength()));
                node.tooLarge = node.isNumber() && node.source.length() > maxNumberLength;
            }
        }
        return node;
    }

    private static int endOfToken(JsonParser parser, int length) {
        return (int) parser.currentTokenLocation().getCharOffset() + length;
    }

    private static int endOfString(String text, int start) {
        if (text.charAt(start) != '"') {
            throw new AssertionError("no string at " + start + " of " + text);
        }
        int at = start + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private boolean tooLongString(String source) {
        return source.getBytes(StandardCharsets.UTF_8).length - 2 > maxStringLength;
    }

    // ---- the element ----

    private static Verdict element(Node element, int index, String source) {
        byte[] bytes = element.source.getBytes(StandardCharsets.UTF_8);
        if (element.tooLarge) {
            return dead(TOO_LARGE, index, bytes);
        }
        if (element.token != JsonToken.START_OBJECT) {
            return dead(NOT_AN_OBJECT, index, bytes);
        }
        List<Node> types = element.all("T");
        if (types.isEmpty()) {
            return dead(MISSING_FIELD, index, bytes);
        }
        Node type = types.get(0);
        if (type.isNull()) {
            return types.size() == 1
                    ? dead(MISSING_FIELD, index, bytes)
                    : Verdict.dead(Set.of(MISSING_FIELD, BAD_VALUE), index, bytes);
        }
        if (type.string == null) {
            return dead(BAD_VALUE, index, bytes);
        }
        Row row = new Row(element);
        switch (type.string) {
            case "t" -> row.trade();
            case "q" -> row.quote();
            case "b", "d", "u", "T" -> row.bar();
            case "success", "error", "subscription" -> {
                return dead(CONTROL_MESSAGE, index, bytes);
            }
            case "c", "x", "s", "l", "i", "o", "n", "p" -> {
                return dead(UNSUPPORTED_TYPE, index, bytes);
            }
            default -> {
                return dead(UNKNOWN_TYPE, index, bytes);
            }
        }
        if (!row.faults.isEmpty()) {
            return Verdict.dead(row.faults, index, bytes);
        }
        return Verdict.row(row.kind, index, row.symbol, row.json(source));
    }

    private static Verdict dead(String reason, int index, byte[] bytes) {
        return Verdict.dead(Set.of(reason), index, bytes);
    }

    /** Reads the fields of one element in the order in which they are written. */
    private static final class Row {
        private final Node element;
        final Set<String> faults = new HashSet<>();
        private final List<String> written = new ArrayList<>();
        Verdict.Kind kind;
        String symbol;

        Row(Node element) {
            this.element = element;
        }

        void trade() {
            kind = Verdict.Kind.TRADE;
            text("T");
            symbol();
            integer("i", BigInteger.valueOf(-Long.MAX_VALUE));
            text("x");
            decimal("p");
            decimal("s");
            BigInteger nanos = millis();
            texts("c");
            text("z");
            text("tks");
            text("u");
            write("timestamp_ns", nanos);
        }

        void quote() {
            kind = Verdict.Kind.QUOTE;
            once("T");
            symbol();
            text("bx");
            decimal("bp");
            decimal("bs");
            text("ax");
            decimal("ap");
            decimal("as");
            BigInteger nanos = millis();
            texts("c");
            text("z");
            write("timestamp_ns", nanos);
        }

        void bar() {
            kind = Verdict.Kind.BAR;
            text("T");
            symbol();
            decimal("o");
            decimal("h");
            decimal("l");
            decimal("c");
            decimal("v");
            integer("n", BigInteger.ZERO);
            average("vw");
            BigInteger nanos = millis();
            write("timestamp_ns", nanos);
        }

        byte[] json(String source) {
            write("src", quoted(source));
            return ("{" + String.join(",", written) + "}").getBytes(StandardCharsets.UTF_8);
        }

        private void write(String key, Object value) {
            written.add("\"" + key + "\":" + value);
        }

        /** All values of the key; more than one is a fault. */
        private List<Node> once(String key) {
            List<Node> values = element.all(key);
            if (values.size() > 1) {
                faults.add(BAD_VALUE);
            }
            return values;
        }

        private void symbol() {
            List<Node> values = once("S");
            if (values.isEmpty()) {
                faults.add(MISSING_FIELD);
            }
            for (Node value : values) {
                if (value.isNull()) {
                    faults.add(MISSING_FIELD);
                } else if (!isText(value) || value.string.isEmpty()) {
                    faults.add(BAD_VALUE);
                } else {
                    symbol = value.string;
                    write("S", quoted(symbol));
                }
            }
        }

        private void text(String key) {
            for (Node value : once(key)) {
                if (value.isNull()) {
                    continue;
                }
                if (isText(value)) {
                    write(key, quoted(value.string));
                } else {
                    faults.add(BAD_VALUE);
                }
            }
        }

        private void texts(String key) {
            for (Node value : once(key)) {
                if (value.isNull()) {
                    continue;
                }
                List<Node> items =
                        value.token == JsonToken.START_ARRAY ? value.items : List.of(value);
                if (items.stream().allMatch(Row::isText)) {
                    write(key, "[" + String.join(",", quotedAll(items)) + "]");
                } else {
                    faults.add(BAD_VALUE);
                }
            }
        }

        private static List<String> quotedAll(List<Node> items) {
            return items.stream().map(item -> quoted(item.string)).toList();
        }

        /** A decimal whose value is that of its text in the row. */
        private void decimal(String key) {
            average(key);
            for (Node value : element.all(key)) {
                if (value.isNumber() && !isGivenBack(value.source)) {
                    faults.add(BAD_VALUE);
                }
            }
        }

        /** A decimal that may be rounded. */
        private void average(String key) {
            for (Node value : once(key)) {
                double number = value.isNumber() ? Double.parseDouble(value.source) : Double.NaN;
                if (Double.isFinite(number) && number >= 0) {
                    write(key, EcmaScriptNumber.text(number));
                } else {
                    faults.add(BAD_VALUE);
                }
            }
        }

        private void integer(String key, BigInteger least) {
            for (Node value : once(key)) {
                BigInteger number = integral(value);
                if (number != null
                        && number.compareTo(least) >= 0
                        && number.compareTo(MAX_LONG) <= 0) {
                    write(key, number);
                } else {
                    faults.add(BAD_VALUE);
                }
            }
        }

        /** Writes the milliseconds and returns the nanoseconds; null with a fault noted. */
        private BigInteger millis() {
            List<Node> values = once("t");
            if (values.isEmpty()) {
                faults.add(MISSING_FIELD);
            }
            BigInteger nanos = null;
            for (Node value : values) {
                if (value.isNull()) {
                    faults.add(MISSING_FIELD);
                    continue;
                }
                nanos = nanos(value);
                if (nanos == null || nanos.signum() < 0 || nanos.compareTo(MAX_LONG) > 0) {
                    faults.add(BAD_VALUE);
                } else {
                    write("timestamp", nanos.divide(NANOS_PER_MILLI));
                }
            }
            return nanos;
        }

        private static boolean isText(Node value) {
            return value.string != null
                    && StandardCharsets.UTF_8.newEncoder().canEncode(value.string);
        }
    }

    // ---- the values ----

    /** Whether a double says the number, and not just one near to it. */
    private static boolean isGivenBack(String source) {
        double number = Double.parseDouble(source);
        if (number == 0) {
            return new BigDecimal(source.split("[eE]", 2)[0]).signum() == 0;
        }
        return Double.isFinite(number)
                && new BigDecimal(EcmaScriptNumber.text(number)).compareTo(new BigDecimal(source))
                        == 0;
    }

    /** The number if it is one without a fraction, else null. */
    private static BigInteger integral(Node value) {
        if (!value.isNumber()) {
            return null;
        }
        String[] parts = value.source.split("[eE]", 2);
        BigDecimal mantissa = new BigDecimal(parts[0]);
        BigInteger exponent = parts.length == 1 ? BigInteger.ZERO : new BigInteger(parts[1]);
        if (mantissa.signum() == 0) {
            return BigInteger.ZERO;
        }
        if (exponent.bitLength() > 20) {
            return null; // a fraction, or far beyond any long
        }
        try {
            return mantissa.scaleByPowerOfTen(exponent.intValueExact()).toBigIntegerExact();
        } catch (ArithmeticException fraction) {
            return null;
        }
    }

    private static BigInteger nanos(Node time) {
        if (time.string == null) {
            BigInteger millis = integral(time);
            return millis == null ? null : millis.multiply(NANOS_PER_MILLI);
        }
        Matcher parts = RFC_3339.matcher(time.string);
        if (!parts.matches()) {
            return null;
        }
        LocalDateTime local;
        try {
            local =
                    LocalDateTime.of(
                            number(parts, 1),
                            number(parts, 2),
                            number(parts, 3),
                            number(parts, 4),
                            number(parts, 5),
                            number(parts, 6));
        } catch (DateTimeException notInTheCalendar) {
            return null;
        }
        long seconds = local.toEpochSecond(ZoneOffset.UTC);
        if (parts.group(8) != null) {
            int hours = number(parts, 9);
            int minutes = number(parts, 10);
            if (hours > 23 || minutes > 59) {
                return null;
            }
            long ahead = hours * 3600L + minutes * 60L;
            seconds += parts.group(8).equals("-") ? ahead : -ahead;
        }
        String fraction = parts.group(7) == null ? "" : parts.group(7);
        String nine = (fraction + "000000000").substring(0, 9);
        return BigInteger.valueOf(seconds).multiply(NANOS_PER_SECOND).add(new BigInteger(nine));
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
