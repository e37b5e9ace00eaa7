package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The flatten rule: a raw record, a JSON array of messages, becomes rows and dead letters.
 *
 * <p>Guarantee: every record and every element of a sound array is handed to the {@link Output}
 * exactly once, in order, as a row or as a dead letter; nothing is thrown for bad input. A record
 * that is not one sound array is one dead letter, and none of its elements is a row. The result is
 * a function of the bytes and their coordinates alone, which is what makes a replay, and another
 * engine, write the same bytes.
 *
 * <p>Not thread-safe. Memory is bounded by {@link Limits} and, between calls, by a pool of
 * messages.
 */
public final class Flattener {

    /** Takes the results of one record. What it is handed is valid during the call only. */
    public interface Output {

        void trade(Trade trade);

        void quote(Quote quote);

        void bar(Bar bar);

        void deadLetter(DeadLetter deadLetter);
    }

    private enum Kind {
        TRADE,
        QUOTE,
        BAR,
        NONE
    }

    private static final int POOL = 4096;
    private static final byte[] NOTHING = {};
    private static final byte[][] NO_TEXTS = {};

    // A key of one to three characters as a number; longer keys are 0, which no field has.
    private static final int TWO = 1 << 16;
    private static final int THREE = 1 << 24;
    private static final int AP = TWO | 'a' << 8 | 'p';
    private static final int AS = TWO | 'a' << 8 | 's';
    private static final int AX = TWO | 'a' << 8 | 'x';
    private static final int BP = TWO | 'b' << 8 | 'p';
    private static final int BS = TWO | 'b' << 8 | 's';
    private static final int BX = TWO | 'b' << 8 | 'x';
    private static final int TKS = THREE | 't' << 16 | 'k' << 8 | 's';
    private static final int VW = TWO | 'v' << 8 | 'w';

    private final Limits limits;
    private final JsonScanner in;
    private final Texts texts = new Texts();

    private final ArrayList<Trade> trades = new ArrayList<>();
    private final ArrayList<Quote> quotes = new ArrayList<>();
    private final ArrayList<Bar> bars = new ArrayList<>();
    private int tradesUsed;
    private int quotesUsed;
    private int barsUsed;

    // Rows and dead letters of the record at hand, held back until the whole record is sound.
    private final ArrayList<Object> results = new ArrayList<>();

    private byte[] value;

    // The element at hand: what is wrong with it (the first finding), and which keys it had.
    private Reason fault;
    private String faultDetail;
    private long keysSeen;

    public Flattener() {
        this(Limits.DEFAULT);
    }

    public Flattener(Limits limits) {
        this.limits = limits;
        this.in = new JsonScanner(limits);
    }

    /**
     * Flattens one raw record.
     *
     * @param record its value, or null
     * @param partition where it stands in the raw topic
     * @param offset where it stands in its partition
     */
    public void flatten(byte[] record, int partition, long offset, Output output) {
        DeadLetter whole = null;
        if (record == null) {
            whole = deadLetter(Reason.NULL_VALUE, "the record has no value", NOTHING);
        } else if (record.length > limits.maxDocumentLength()) {
            byte[] kept = Arrays.copyOf(record, limits.maxDocumentLength());
            whole = deadLetter(Reason.TOO_LARGE, tooLong(record), kept);
        } else {
            value = record;
            in.start(record);
            try {
                whole = readRecord(partition, offset);
            } catch (Unreadable e) {
                whole = deadLetter(e.reason, unreadable(e), record);
            }
        }
        try {
            if (whole != null) {
                whole.partition = partition;
                whole.offset = offset;
                whole.index = DeadLetter.WHOLE_RECORD;
                output.deadLetter(whole);
            } else {
                hand(output);
            }
        } finally {
            // An output may throw; its record must not come out with the next one.
            release();
        }
    }

    /** A dead letter must fit into its topic, so what it does not hold is told by its hash. */
    private String tooLong(byte[] record) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(record);
            return "the record has %d bytes, the limit and what is kept here is %d; SHA-256 of all %s"
                    .formatted(
                            record.length,
                            limits.maxDocumentLength(),
                            HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private String unreadable(Unreadable e) {
        return e.reason == Reason.TOO_LARGE
                ? "nested deeper than " + limits.maxDepth() + " at byte " + in.pos
                : "no sound JSON in UTF-8, at or before byte " + in.pos;
    }

    private void hand(Output output) {
        for (int i = 0; i < results.size(); i++) {
            Object result = results.get(i);
            if (result instanceof Trade trade) {
                output.trade(trade);
            } else if (result instanceof Quote quote) {
                output.quote(quote);
            } else if (result instanceof Bar bar) {
                output.bar(bar);
            } else {
                output.deadLetter((DeadLetter) result);
            }
        }
    }

    private void release() {
        value = null;
        results.clear();
        tradesUsed = trim(trades);
        quotesUsed = trim(quotes);
        barsUsed = trim(bars);
    }

    private static int trim(List<?> pool) {
        if (pool.size() > POOL) {
            pool.subList(POOL, pool.size()).clear();
        }
        return 0;
    }

    /** Returns the dead letter that the whole record is, or null when {@link #results} hold it. */
    private DeadLetter readRecord(int partition, long offset) throws Unreadable {
        in.skipWhitespace();
        if (in.peek() != '[') {
            in.skipValue(1);
            expectEnd();
            return deadLetter(Reason.NOT_AN_ARRAY, "the record is no array", value);
        }
        in.enter(1);
        if (in.peek() == ']') {
            in.pos++;
        } else {
            int index = 0;
            do {
                readElement(partition, offset, index++);
            } while (in.moreIn(']'));
        }
        expectEnd();
        return null;
    }

    private void expectEnd() throws Unreadable {
        in.skipWhitespace();
        if (!in.atEnd()) {
            throw new Unreadable(Reason.NOT_JSON);
        }
    }

    private void readElement(int partition, long offset, int index) throws Unreadable {
        int start = in.pos;
        in.tooLarge = false;
        fault = null;
        keysSeen = 0;
        Message message = null;
        if (in.peek() == '{') {
            message = readObject();
        } else {
            in.skipValue(2);
            fault(Reason.NOT_AN_OBJECT, "the element is no object");
        }
        if (in.tooLarge) {
            fault = Reason.TOO_LARGE;
            faultDetail = "a string or number is longer than the limit";
        }
        if (fault == null) {
            message.partition = partition;
            message.offset = offset;
            message.index = index;
            results.add(message);
        } else {
            DeadLetter letter =
                    deadLetter(fault, faultDetail, Arrays.copyOfRange(value, start, in.pos));
            letter.partition = partition;
            letter.offset = offset;
            letter.index = index;
            results.add(letter);
        }
    }

    private static DeadLetter deadLetter(Reason reason, String detail, byte[] bytes) {
        DeadLetter letter = new DeadLetter();
        letter.reason = reason;
        letter.detail = detail;
        letter.value = bytes;
        letter.elements = 1;
        return letter;
    }

    private void fault(Reason reason, String detail) {
        if (fault == null) {
            fault = reason;
            faultDetail = detail;
        }
    }

    /** Reads an object; null, with the fault noted, if its type has no table. */
    private Message readObject() throws Unreadable {
        Kind kind = kind();
        in.enter(2);
        Message message =
                switch (kind) {
                    case TRADE -> nextTrade();
                    case QUOTE -> nextQuote();
                    case BAR -> nextBar();
                    case NONE -> null;
                };
        if (in.peek() == '}') {
            in.pos++;
            return message;
        }
        do {
            in.scanKey();
            if (message instanceof Trade trade) {
                readTradeField(trade, key());
            } else if (message instanceof Quote quote) {
                readQuoteField(quote, key());
            } else if (message instanceof Bar bar) {
                readBarField(bar, key());
            } else {
                in.skipValue(3);
            }
        } while (in.moreIn('}'));
        if (message != null) {
            if (message.symbol == null) {
                fault(Reason.MISSING_FIELD, "no S (symbol)");
            }
            if (message.timeNs < 0) {
                fault(Reason.MISSING_FIELD, "no t (time)");
            }
        }
        return message;
    }

    /** Finds what {@code T} says, wherever it stands, and leaves the scanner where it was. */
    private Kind kind() throws Unreadable {
        int start = in.pos;
        boolean tooLarge = in.tooLarge;
        in.enter(2);
        Kind kind = null;
        if (in.peek() != '}') {
            do {
                in.scanKey();
                if (key() == 'T') {
                    kind = kindOfType();
                    break;
                }
                in.skipValue(3);
            } while (in.moreIn('}'));
        }
        in.pos = start;
        in.tooLarge = tooLarge;
        if (kind == null) {
            fault(Reason.MISSING_FIELD, "no T (type)");
            return Kind.NONE;
        }
        return kind;
    }

    private Kind kindOfType() throws Unreadable {
        if (in.peek() == 'n') {
            return null;
        }
        if (in.peek() != '"') {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, "T (type) is no string");
            return Kind.NONE;
        }
        in.scanString();
        byte[] type = text();
        Kind kind = type != null && type.length == 1 ? kindOf(type[0]) : Kind.NONE;
        if (kind != Kind.NONE || fault != null) {
            return kind;
        }
        if (equals(type, "success") || equals(type, "error") || equals(type, "subscription")) {
            fault(Reason.CONTROL_MESSAGE, "talk between client and server");
        } else {
            fault(Reason.UNKNOWN_TYPE, "a type that no feed is known to send");
        }
        return Kind.NONE;
    }

    private Kind kindOf(byte type) {
        return switch (type) {
            case 't' -> Kind.TRADE;
            case 'q' -> Kind.QUOTE;
            case 'b', 'd', 'u', 'T' -> Kind.BAR;
            case 'c', 'x', 's', 'l', 'i', 'o', 'n', 'p' -> {
                fault(Reason.UNSUPPORTED_TYPE, "type " + (char) type + " has no table");
                yield Kind.NONE;
            }
            default -> Kind.NONE;
        };
    }

    private static boolean equals(byte[] text, String ascii) {
        if (text == null || text.length != ascii.length()) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (text[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private Trade nextTrade() {
        if (tradesUsed == trades.size()) {
            trades.add(new Trade());
        }
        Trade trade = trades.get(tradesUsed++);
        trade.reset();
        return unset(trade);
    }

    private Quote nextQuote() {
        if (quotesUsed == quotes.size()) {
            quotes.add(new Quote());
        }
        Quote quote = quotes.get(quotesUsed++);
        quote.reset();
        return unset(quote);
    }

    private Bar nextBar() {
        if (barsUsed == bars.size()) {
            bars.add(new Bar());
        }
        Bar bar = bars.get(barsUsed++);
        bar.reset();
        return unset(bar);
    }

    private static <M extends Message> M unset(M message) {
        message.symbol = null;
        message.timeNs = -1;
        return message;
    }

    private void readTradeField(Trade trade, int key) throws Unreadable {
        switch (key) {
            case 'T' -> trade.type = readText(0, "T");
            case 'S' -> trade.symbol = readSymbol(1);
            case 'i' -> trade.id = readLong(2, "i", Long.MIN_VALUE);
            case 'x' -> trade.exchange = readText(3, "x");
            case 'p' -> trade.price = readDouble(4, "p");
            case 's' -> trade.size = readDouble(5, "s");
            case 'c' -> trade.conditions = readTexts(6);
            case 'z' -> trade.tape = readText(7, "z");
            case 't' -> trade.timeNs = readTime(8);
            case TKS -> trade.takerSide = readText(9, "tks");
            case 'u' -> trade.update = readText(10, "u");
            default -> in.skipValue(3);
        }
    }

    private void readQuoteField(Quote quote, int key) throws Unreadable {
        switch (key) {
            case 'T' -> readText(0, "T");
            case 'S' -> quote.symbol = readSymbol(1);
            case BX -> quote.bidExchange = readText(2, "bx");
            case BP -> quote.bidPrice = readDouble(3, "bp");
            case BS -> quote.bidSize = readDouble(4, "bs");
            case AX -> quote.askExchange = readText(5, "ax");
            case 'c' -> quote.conditions = readTexts(6);
            case 'z' -> quote.tape = readText(7, "z");
            case 't' -> quote.timeNs = readTime(8);
            case AP -> quote.askPrice = readDouble(9, "ap");
            case AS -> quote.askSize = readDouble(10, "as");
            default -> in.skipValue(3);
        }
    }

    private void readBarField(Bar bar, int key) throws Unreadable {
        switch (key) {
            case 'T' -> bar.type = readText(0, "T");
            case 'S' -> bar.symbol = readSymbol(1);
            case 'o' -> bar.open = readDouble(2, "o");
            case 'h' -> bar.high = readDouble(3, "h");
            case 'l' -> bar.low = readDouble(4, "l");
            case 'c' -> bar.close = readDouble(5, "c");
            case 'v' -> bar.volume = readDouble(6, "v");
            case 'n' -> bar.count = readLong(7, "n", 0);
            case 't' -> bar.timeNs = readTime(8);
            case VW -> bar.vwap = readAverage(9, "vw");
            default -> in.skipValue(3);
        }
    }

    /** The key just scanned: one to three characters as a number, 0 for any other. */
    private int key() {
        if (in.stringEscaped) {
            byte[] text = in.unescape();
            return text == null ? 0 : code(text, 0, text.length);
        }
        return code(value, in.stringStart, in.stringEnd);
    }

    private static int code(byte[] text, int start, int end) {
        return switch (end - start) {
            case 1 -> text[start];
            case 2 -> TWO | (text[start] & 0xff) << 8 | (text[start + 1] & 0xff);
            case 3 ->
                    THREE
                            | (text[start] & 0xff) << 16
                            | (text[start + 1] & 0xff) << 8
                            | (text[start + 2] & 0xff);
            default -> 0;
        };
    }

    private void once(int field, String name) {
        long bit = 1L << field;
        if ((keysSeen & bit) != 0) {
            fault(Reason.BAD_VALUE, name + " stands twice");
        }
        keysSeen |= bit;
    }

    /** The string just scanned as UTF-8, null if it cannot be said in UTF-8. */
    private byte[] text() {
        return in.stringEscaped ? in.unescape() : texts.of(value, in.stringStart, in.stringEnd);
    }

    private byte[] readText(int field, String name) throws Unreadable {
        once(field, name);
        if (in.peek() == '"') {
            in.scanString();
            byte[] text = text();
            if (text == null) {
                fault(Reason.BAD_VALUE, name + " holds half a surrogate pair");
            }
            return text;
        }
        if (in.peek() == 'n') {
            in.skipLiteral("null");
        } else {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, name + " is no string");
        }
        return null;
    }

    private byte[] readSymbol(int field) throws Unreadable {
        byte[] symbol = readText(field, "S");
        if (symbol != null && symbol.length == 0) {
            fault(Reason.BAD_VALUE, "S (symbol) is empty");
        }
        return symbol;
    }

    private byte[][] readTexts(int field) throws Unreadable {
        if (in.peek() != '[') {
            byte[] only = readText(field, "c");
            return only == null ? null : new byte[][] {only};
        }
        once(field, "c");
        in.enter(3);
        if (in.peek() == ']') {
            in.pos++;
            return NO_TEXTS;
        }
        byte[][] list = new byte[4][];
        int size = 0;
        do {
            if (in.peek() == '"') {
                in.scanString();
                byte[] text = text();
                if (text == null) {
                    fault(Reason.BAD_VALUE, "c holds half a surrogate pair");
                }
                if (size == list.length) {
                    list = Arrays.copyOf(list, size * 2);
                }
                list[size++] = text;
            } else {
                in.skipValue(4);
                fault(Reason.BAD_VALUE, "c holds something else than strings");
            }
        } while (in.moreIn(']'));
        return size == list.length ? list : Arrays.copyOf(list, size);
    }

    /** A decimal that comes out as it went in, or not at all. */
    private double readDouble(int field, String name) throws Unreadable {
        double number = readAverage(field, name);
        if (!Double.isNaN(number) && !in.isGivenBackBy(number)) {
            fault(Reason.BAD_VALUE, name + " has more digits than a double holds");
        }
        return number;
    }

    /** A decimal that somebody computed, and may be rounded. */
    private double readAverage(int field, String name) throws Unreadable {
        once(field, name);
        if (!numberAhead()) {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, name + " is no number");
            return Double.NaN;
        }
        in.scanNumber();
        double number = in.asDouble();
        if (!(number >= 0 && number <= Double.MAX_VALUE)) {
            fault(Reason.BAD_VALUE, name + " is out of range");
        }
        return number + 0.0; // turns -0 into 0
    }

    private long readLong(int field, String name, long least) throws Unreadable {
        once(field, name);
        if (!numberAhead()) {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, name + " is no number");
            return Message.ABSENT;
        }
        in.scanNumber();
        long number = in.asLong();
        if (number == Message.ABSENT || number < least) {
            fault(Reason.BAD_VALUE, name + " is no integer in range");
        }
        return number;
    }

    private long readTime(int field) throws Unreadable {
        once(field, "t");
        long nanos = -1;
        if (in.peek() == '"') {
            in.scanString();
            if (in.stringEscaped) {
                byte[] text = in.unescape();
                nanos = text == null ? -1 : Rfc3339.parseNanos(text, 0, text.length);
            } else {
                nanos = Rfc3339.parseNanos(value, in.stringStart, in.stringEnd);
            }
        } else if (numberAhead()) {
            in.scanNumber();
            long millis = in.asLong();
            nanos = millis >= 0 && millis <= Long.MAX_VALUE / 1_000_000 ? millis * 1_000_000 : -1;
        } else if (in.peek() == 'n') {
            in.skipLiteral("null");
            return -1;
        } else {
            in.skipValue(3);
        }
        if (nanos < 0) {
            fault(Reason.BAD_VALUE, "t (time) is neither epoch milliseconds nor RFC 3339");
        }
        return nanos;
    }

    private boolean numberAhead() {
        byte b = in.peek();
        return b == '-' || (b >= '0' && b <= '9');
    }
}
