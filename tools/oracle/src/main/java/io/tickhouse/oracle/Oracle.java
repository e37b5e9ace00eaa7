package io.tickhouse.oracle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second implementation of the flatten rule, slow and obvious: a tree of each element, exact
 * decimals, the JDK's calendar. It shares no code with the implementation that it judges.
 */
public final class Oracle {

    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(1_000_000);

    private static final Pattern RFC_3339 =
            Pattern.compile(
                    "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})"
                            + "(?:\\.([0-9]{1,9}))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))");

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

    /** Kinds whose tables are partitioned by month; the others are by day. */
    private static final Set<Verdict.Kind> BY_MONTH =
            Set.of(
                    Verdict.Kind.BAR,
                    Verdict.Kind.CORRECTION,
                    Verdict.Kind.STATUS,
                    Verdict.Kind.CLOCK);

    private final Bounds bounds;
    private final JsonFactory json =
            JsonFactory.builder()
                    // Jackson's limits reject the whole record where the rule rejects only the
                    // element, so they are switched off.
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    // Keys of hostile input would accumulate in these tables.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    /** An oracle with the bounds that a pipeline has by default. */
    public Oracle() {
        this(Bounds.DEFAULT);
    }

    public Oracle(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Passes on what the record must become, element by element, in order. Thread-safe.
     *
     * @param value the record, or null for one without a value
     * @param partition of the raw topic, for the field {@code src}
     * @param offset likewise
     */
    public void judge(byte[] value, int partition, long offset, Consumer<Verdict> verdicts) {
        if (value == null) {
            verdicts.accept(wholeRecord(NULL_VALUE, new byte[0]));
            return;
        }
        if (value.length > bounds.maxDocumentLength()) {
            verdicts.accept(wholeRecord(TOO_LARGE, value));
            return;
        }
        String text = text(value);
        JsonToken root = text == null ? null : root(text);
        if (root != JsonToken.START_ARRAY) {
            verdicts.accept(wholeRecord(root == null ? NOT_JSON : NOT_AN_ARRAY, value));
            return;
        }
        Elements elements = new Elements(text, partition + "-" + offset + "-", verdicts);
        try (JsonParser parser = json.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.next(parser);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        elements.end();
    }

    private Verdict wholeRecord(String reason, byte[] value) {
        return dead(Set.of(reason), Verdict.WHOLE_RECORD, value);
    }

    private Verdict dead(Set<String> reasons, int index, byte[] bytes) {
        return Verdict.dead(reasons, index, kept(bytes), 1);
    }

    private byte[] kept(byte[] bytes) {
        return bytes.length <= bounds.maxDeadLetterLength()
                ? bytes
                : Arrays.copyOf(bytes, bounds.maxDeadLetterLength());
    }

    // ---- the document ----

    /** A JSON value; {@code source} is the text of a number or a literal. */
    private static final class Node {
        final JsonToken token;
        final List<Node> items = new ArrayList<>();
        final List<Map.Entry<String, Node>> members = new ArrayList<>();
        String source;
        String string;

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

    /** The document as text; null if it is not UTF-8, or begins with a byte order mark. */
    private static String text(byte[] value) {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder() // reports malformed input, unlike new String
                            .decode(ByteBuffer.wrap(value))
                            .toString();
            return text.startsWith("\ufeff") ? null : text;
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** The first token of a text that is one JSON value; null if it is not one. */
    private JsonToken root(String text) {
        try (JsonParser parser = json.createParser(text)) {
            JsonToken root = parser.nextToken();
            if (root == null) {
                return null;
            }
            passValue(parser);
            return parser.nextToken() == null ? root : null;
        } catch (JsonParseException notJson) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves from the first token of a value to its last. */
    private static void passValue(JsonParser parser) throws IOException {
        int open = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token == null) {
                throw new JsonParseException(parser, "cut off");
            }
            open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (open == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /** Judges the elements one by one. */
    private final class Elements {
        private final String text;
        private final String source;
        private final Consumer<Verdict> verdicts;
        private final Set<LocalDate> days = new HashSet<>();
        private final Set<YearMonth> months = new HashSet<>();
        private int index;
        private int singles;

        // The dead elements that form the current run, if there are any.
        private int runIndex;
        private int runStart;
        private int runEnd;
        private int runElements;

        Elements(String text, String source, Consumer<Verdict> verdicts) {
            this.text = text;
            this.source = source;
            this.verdicts = verdicts;
        }

        /** Expects the parser on the first token of the element, and leaves it on the last one. */
        void next(JsonParser parser) throws IOException {
            int start = start(parser);
            boolean withinBounds = isWithinBounds(parser);
            int end = end(parser);
            Verdict verdict = verdict(text.substring(start, end), withinBounds);
            if (verdict.kind() != Verdict.Kind.DEAD_LETTER) {
                end();
                verdicts.accept(verdict);
            } else if (singles < bounds.maxDeadElements()) {
                singles++;
                verdicts.accept(verdict);
            } else {
                if (runElements == 0) {
                    runIndex = index;
                    runStart = start;
                }
                runElements++;
                runEnd = end;
            }
            index++;
        }

        /** Ends the current run of dead elements, if there is one. */
        void end() {
            if (runElements > 0) {
                byte[] bytes = text.substring(runStart, runEnd).getBytes(StandardCharsets.UTF_8);
                verdicts.accept(
                        Verdict.dead(Set.of(TOO_LARGE), runIndex, kept(bytes), runElements));
                runElements = 0;
            }
        }

        private Verdict verdict(String element, boolean withinBounds) throws IOException {
            byte[] bytes = element.getBytes(StandardCharsets.UTF_8);
            if (!withinBounds || bytes.length > bounds.maxElementLength()) {
                return dead(Set.of(TOO_LARGE), index, bytes);
            }
            try (JsonParser parser = json.createParser(element)) {
                parser.nextToken();
                return element(node(parser, element), index, source + index, bytes, days, months);
            }
        }

        /** Moves to the last token of the value. */
        private boolean isWithinBounds(JsonParser parser) throws IOException {
            boolean within = true;
            int depth = 1;
            while (true) {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                within &= depth <= bounds.maxDepth();
                if (token.isNumeric()) {
                    within &= parser.getTextLength() <= bounds.maxNumberLength();
                } else if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                    int start = start(parser);
                    int end = endOfString(text, start);
                    within &= utf8Length(text, start + 1, end - 1) <= bounds.maxStringLength();
                }
                if (depth == 1) {
                    return within;
                }
                parser.nextToken();
            }
        }

        private int end(JsonParser parser) throws IOException {
            JsonToken token = parser.currentToken();
            return token == JsonToken.VALUE_STRING
                    ? endOfString(text, start(parser))
                    : start(parser) + (token.isStructEnd() ? 1 : parser.getTextLength());
        }
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static int utf8Length(String text, int start, int end) {
        return text.substring(start, end).getBytes(StandardCharsets.UTF_8).length;
    }

    /** The tree of a value that is within the bounds. */
    private static Node node(JsonParser parser, String text) throws IOException {
        Node node = new Node(parser.currentToken());
        switch (node.token) {
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    node.items.add(node(parser, text));
                }
            }
            case START_OBJECT -> {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    node.members.add(Map.entry(key, node(parser, text)));
                }
            }
            case VALUE_STRING -> node.string = parser.getText();
            default -> {
                int start = start(parser);
                node.source = text.substring(start, start + parser.getTextLength());
            }
        }
        return node;
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

    // ---- the element ----

    private Verdict element(
            Node element,
            int index,
            String source,
            byte[] bytes,
            Set<LocalDate> days,
            Set<YearMonth> months) {
        if (element.token != JsonToken.START_OBJECT) {
            return dead(Set.of(NOT_AN_OBJECT), index, bytes);
        }
        List<Node> types = element.all("T");
        if (types.isEmpty()) {
            return dead(Set.of(MISSING_FIELD), index, bytes);
        }
        Node type = types.get(0);
        if (type.isNull()) {
            return types.size() == 1
                    ? dead(Set.of(MISSING_FIELD), index, bytes)
                    : dead(Set.of(MISSING_FIELD, BAD_VALUE), index, bytes);
        }
        if (type.string == null) {
            return dead(Set.of(BAD_VALUE), index, bytes);
        }
        Row row = new Row(element);
        switch (type.string) {
            case "t" -> row.trade();
            case "q" -> row.quote();
            case "b", "d", "u", "T" -> row.bar();
            case "c", "x" -> row.correction();
            case "s" -> row.status();
            case "l" -> row.luld();
            case "i" -> row.imbalance();
            case "k" -> row.clock();
            case "success", "error", "subscription" -> {
                return dead(Set.of(CONTROL_MESSAGE), index, bytes);
            }
            case "o", "n", "p" -> {
                return dead(Set.of(UNSUPPORTED_TYPE), index, bytes);
            }
            default -> {
                return dead(Set.of(UNKNOWN_TYPE), index, bytes);
            }
        }
        if (!row.faults.isEmpty()) {
            return dead(row.faults, index, bytes);
        }
        boolean within =
                BY_MONTH.contains(row.kind)
                        ? isWithinLimit(months, YearMonth.from(row.day()))
                        : isWithinLimit(days, row.day());
        if (!within) {
            return dead(Set.of(TOO_LARGE), index, bytes);
        }
        return Verdict.row(row.kind, index, row.symbol, row.json(source));
    }

    /** Whether a record that has rows of these days or months may have rows of one more. */
    private <T> boolean isWithinLimit(Set<T> earlier, T one) {
        if (earlier.size() == bounds.maxDays()) {
            return earlier.contains(one);
        }
        earlier.add(one);
        return true;
    }

    /** Reads the fields of one element in the order in which they are written to the row. */
    private final class Row {
        private final Node element;
        final Set<String> faults = new HashSet<>();
        private final List<String> written = new ArrayList<>();
        Verdict.Kind kind;
        String symbol;
        private BigInteger time;

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

        void correction() {
            kind = Verdict.Kind.CORRECTION;
            text("T");
            symbol();
            text("x");
            tradeOf("o");
            tradeOf("c");
            integer("i", BigInteger.valueOf(-Long.MAX_VALUE));
            decimal("p");
            decimal("s");
            text("a");
            BigInteger nanos = millis();
            text("z");
            write("timestamp_ns", nanos);
        }

        private void tradeOf(String letter) {
            integer(letter + "i", BigInteger.valueOf(-Long.MAX_VALUE));
            decimal(letter + "p");
            decimal(letter + "s");
            texts(letter + "c");
        }

        void status() {
            kind = Verdict.Kind.STATUS;
            once("T");
            symbol();
            text("sc");
            text("sm");
            text("rc");
            text("rm");
            BigInteger nanos = millis();
            text("z");
            write("timestamp_ns", nanos);
        }

        void luld() {
            kind = Verdict.Kind.LULD;
            once("T");
            symbol();
            decimal("u");
            decimal("d");
            text("i");
            BigInteger nanos = millis();
            text("z");
            write("timestamp_ns", nanos);
        }

        void imbalance() {
            kind = Verdict.Kind.IMBALANCE;
            once("T");
            symbol();
            decimal("p");
            BigInteger nanos = millis();
            text("z");
            write("timestamp_ns", nanos);
        }

        void clock() {
            kind = Verdict.Kind.CLOCK;
            once("T");
            symbol();
            write("timestamp_ns", millis());
        }

        LocalDate day() {
            return LocalDate.ofInstant(
                    Instant.ofEpochSecond(time.divide(NANOS_PER_SECOND).longValueExact()),
                    ZoneOffset.UTC);
        }

        byte[] json(String source) {
            write("src", quoted(source));
            return ("{" + String.join(",", written) + "}").getBytes(StandardCharsets.UTF_8);
        }

        private void write(String key, Object value) {
            written.add("\"" + key + "\":" + value);
        }

        /** All values of the key; more than one value is a fault. */
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
                if (items.stream().allMatch(Oracle::isText)) {
                    write(key, "[" + String.join(",", quotedAll(items)) + "]");
                } else {
                    faults.add(BAD_VALUE);
                }
            }
        }

        private List<String> quotedAll(List<Node> items) {
            return items.stream().map(item -> quoted(item.string)).toList();
        }

        /** A decimal whose value in the row equals that of its text. */
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
                if (nanos == null
                        || nanos.compareTo(nanos(bounds.minTime())) < 0
                        || nanos.compareTo(nanos(bounds.maxTime())) >= 0) {
                    faults.add(BAD_VALUE);
                } else {
                    write("timestamp", nanos.divide(NANOS_PER_MILLI));
                }
            }
            time = nanos;
            return nanos;
        }
    }

    // ---- the values ----

    /** Whether every table can hold it: UTF-8 without NUL, at which some databases cut a text. */
    private static boolean isText(Node value) {
        return value.string != null
                && value.string.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(value.string);
    }

    /** Whether a double represents the number itself, and not just one near it. */
    private static boolean isGivenBack(String source) {
        double number = Double.parseDouble(source);
        if (number == 0) {
            return new BigDecimal(source.split("[eE]", 2)[0]).signum() == 0;
        }
        return Double.isFinite(number)
                && new BigDecimal(EcmaScriptNumber.text(number)).compareTo(new BigDecimal(source))
                        == 0;
    }

    /** The number if it is an integer, else null. */
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

    private static BigInteger nanos(Instant time) {
        return BigInteger.valueOf(time.getEpochSecond())
                .multiply(NANOS_PER_SECOND)
                .add(BigInteger.valueOf(time.getNano()));
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
