package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The flatten rule: it turns a raw record, a JSON array of messages, into rows and dead letters.
 *
 * <p>Guarantee: every record and every element of a valid array is handed to the {@link Output}
 * exactly once, in order. It is a row, or part of a dead letter. Bad input throws nothing. A record
 * that is not one valid array is one dead letter, and none of its elements is a row. A bad element
 * does not affect its neighbours. The result depends only on the bytes, their coordinates and the
 * limits, so a replay or another engine writes the same bytes.
 *
 * <p>Memory is bounded by construction. Until a record is known to be valid, its first {@value
 * #BATCH} results are held back, but no more than come from {@value #BATCH_BYTES} bytes and one
 * element. What follows them is read a second time, batch by batch. A dead letter only refers to
 * its bytes, and is copied when it is handed out. So a record of any kind and length needs, in
 * addition to itself, at most one copy of it and about 16 MiB. Not thread-safe.
 */
public final class Flattener {

    /** Takes the results of one record. Its arguments are valid during the call only. */
    public interface Output {

        void trade(Trade trade);

        void quote(Quote quote);

        void bar(Bar bar);

        void deadLetter(DeadLetter deadLetter);
    }

    private static final int BATCH = 4096;
    private static final int BATCH_BYTES = 1 << 20;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final byte[] NOTHING = {};

    /** Types that feeds send and that have no table. */
    private static final String WITHOUT_TABLE = "cxslionp";

    private static final byte[][] NO_TEXTS = {};

    // A key of one to three characters as a number. Longer keys are 0, which matches no field.
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

    /** One or more elements that become a dead letter, and their position in the record. */
    private static final class Dead {
        private final Reason reason;
        private final String detail;
        private final int index;
        private final int start;
        private int end;
        private int elements = 1;

        Dead(Reason reason, String detail, int index, int start, int end) {
            this.reason = reason;
            this.detail = detail;
            this.index = index;
            this.start = start;
            this.end = end;
        }
    }

    private final Limits limits;
    private final long minTimeNs;
    private final long maxTimeNs;
    private final JsonScanner in;
    private final TextCache<byte[]> texts = new TextCache<>(text -> text);

    private final ArrayList<Trade> trades = new ArrayList<>();
    private final ArrayList<Quote> quotes = new ArrayList<>();
    private final ArrayList<Bar> bars = new ArrayList<>();
    private int tradesUsed;
    private int quotesUsed;
    private int barsUsed;

    // The current record.
    private byte[] value;
    private int partition;
    private long offset;

    // Messages and Dead of the current batch, and whether elements follow it.
    private final ArrayList<Object> results = new ArrayList<>();
    private boolean more;

    private int index;
    private int deadElements;
    private Dead run;

    // Partitions that the rows of the record have so far: days of trades and quotes, months of
    // bars.
    private final Set<Long> days = new HashSet<>();
    private final Set<Long> months = new HashSet<>();
    private long lastDay;
    private long lastDayOfBars;

    // The current element: its first fault, and the keys it had so far.
    private int elementStart;
    private Reason fault;
    private String faultDetail;
    private long keysSeen;

    public Flattener() {
        this(Limits.DEFAULT);
    }

    public Flattener(Limits limits) {
        this.limits = limits;
        this.minTimeNs = nanos(limits.minTime());
        this.maxTimeNs = nanos(limits.maxTime());
        this.in = new JsonScanner(limits);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    /**
     * Flattens one raw record.
     *
     * @param record its value, or null
     * @param partition its partition in the raw topic
     * @param offset its offset in that partition
     */
    public void flatten(byte[] record, int partition, long offset, Output output) {
        this.value = record == null ? NOTHING : record;
        this.partition = partition;
        this.offset = offset;
        try {
            if (record == null) {
                handWhole(Reason.NULL_VALUE, "the record has no value", output);
            } else if (record.length > limits.maxDocumentLength()) {
                String longer = "the record is longer than %d bytes";
                handWhole(Reason.TOO_LARGE, longer.formatted(limits.maxDocumentLength()), output);
            } else {
                flatten(output);
            }
        } finally {
            // An output may throw; the next record must not contain this one's results.
            release();
            value = NOTHING;
        }
    }

    private void flatten(Output output) {
        boolean array;
        try {
            array = readRecord();
        } catch (Unreadable e) {
            String detail = "not JSON in UTF-8, at or before byte " + in.pos;
            handWhole(Reason.NOT_JSON, detail, output);
            return;
        }
        if (!array) {
            handWhole(Reason.NOT_AN_ARRAY, "the record is not an array", output);
            return;
        }
        hand(output);
        while (more) {
            release();
            try {
                readBatch();
            } catch (Unreadable e) {
                throw new IllegalStateException("It was JSON when it was read before", e);
            }
            hand(output);
        }
    }

    private void hand(Output output) {
        for (int i = 0; i < results.size(); i++) {
            Object result = results.get(i);
            if (result instanceof Message message) {
                switch (message.kind()) {
                    case TRADE -> output.trade((Trade) message);
                    case QUOTE -> output.quote((Quote) message);
                    case BAR -> output.bar((Bar) message);
                }
            } else {
                output.deadLetter(deadLetter((Dead) result));
            }
        }
    }

    private void handWhole(Reason reason, String detail, Output output) {
        output.deadLetter(
                deadLetter(new Dead(reason, detail, DeadLetter.WHOLE_RECORD, 0, value.length)));
    }

    private DeadLetter deadLetter(Dead dead) {
        DeadLetter letter = new DeadLetter();
        letter.reason = dead.reason;
        letter.detail = dead.detail;
        letter.partition = partition;
        letter.offset = offset;
        letter.index = dead.index;
        letter.elements = dead.elements;
        int length = dead.end - dead.start;
        int kept = Math.min(length, limits.maxDeadLetterLength());
        letter.value =
                kept == value.length
                        ? value
                        : Arrays.copyOfRange(value, dead.start, dead.start + kept);
        if (kept < length) {
            letter.detail +=
                    "; here are the first %d of %d bytes, SHA-256 of all %s"
                            .formatted(kept, length, sha256(dead.start, length));
        }
        return letter;
    }

    private String sha256(int start, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(value, start, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private void release() {
        results.clear();
        tradesUsed = 0;
        quotesUsed = 0;
        barsUsed = 0;
    }

    /**
     * Reads a whole record, and leaves its first batch in {@link #results}.
     *
     * @return whether it is an array
     */
    private boolean readRecord() throws Unreadable {
        in.start(value);
        index = 0;
        deadElements = 0;
        run = null;
        days.clear();
        months.clear();
        lastDay = -1;
        lastDayOfBars = -1;
        more = false;
        in.skipWhitespace();
        boolean array = in.peek() == '[';
        int behindBatch = 0;
        if (!array) {
            in.skipValue(1);
        } else {
            in.enter(1);
            if (in.peek() == ']') {
                in.pos++;
            } else {
                readBatch();
                behindBatch = in.pos;
                if (more) {
                    passElements();
                }
            }
        }
        in.expectEnd();
        in.pos = behindBatch;
        return array;
    }

    private void passElements() throws Unreadable {
        do {
            in.skipValue(2);
        } while (in.moreIn(']'));
    }

    private void readBatch() throws Unreadable {
        int start = in.pos;
        do {
            readElement();
            index++;
            more = in.moreIn(']');
        } while (more && results.size() < BATCH && in.pos - start < BATCH_BYTES);
        if (!more) {
            endRun();
        }
    }

    private void readElement() throws Unreadable {
        elementStart = in.pos;
        in.tooLarge = false;
        fault = null;
        keysSeen = 0;
        Message message = null;
        if (in.peek() == '{') {
            message = readObject();
        } else {
            in.skipValue(2);
            fault(Reason.NOT_AN_OBJECT, "the element is not an object");
        }
        if (in.pos - elementStart > limits.maxElementLength()) {
            fault = Reason.TOO_LARGE;
            faultDetail = "the element is longer than " + limits.maxElementLength() + " bytes";
        } else if (in.tooLarge) {
            fault = Reason.TOO_LARGE;
            faultDetail = "a string or number is too long, or something nested too deep";
        }
        if (fault == null) {
            countPartition(message.kind(), message.timeNs / NANOS_PER_DAY);
        }
        if (fault == null) {
            endRun();
            message.partition = partition;
            message.offset = offset;
            message.index = index;
            results.add(message);
        } else {
            giveBack(message);
            bury();
        }
    }

    /** The tables of trades and quotes are partitioned by day, those of bars by month. */
    private void countPartition(Kind kind, long day) {
        if (kind == Kind.BAR) {
            countMonth(day);
        } else {
            countDay(day);
        }
    }

    private void countDay(long day) {
        if (day == lastDay) {
            return;
        }
        if (isWithinLimit(days, day)) {
            lastDay = day;
        } else {
            String more = "trades and quotes of more than %d days are in the record";
            fault(Reason.TOO_LARGE, more.formatted(limits.maxDays()));
        }
    }

    private void countMonth(long day) {
        if (day == lastDayOfBars) {
            return;
        }
        if (isWithinLimit(months, LocalDate.ofEpochDay(day).getLong(ChronoField.PROLEPTIC_MONTH))) {
            lastDayOfBars = day;
        } else {
            String more = "bars of more than %d months are in the record";
            fault(Reason.TOO_LARGE, more.formatted(limits.maxDays()));
        }
    }

    private boolean isWithinLimit(Set<Long> partitions, long partition) {
        return partitions.contains(partition)
                || (partitions.size() < limits.maxDays() && partitions.add(partition));
    }

    /** Beyond the limit of dead elements, consecutive ones become one dead letter. */
    private void bury() {
        if (deadElements < limits.maxDeadElements()) {
            deadElements++;
            results.add(new Dead(fault, faultDetail, index, elementStart, in.pos));
        } else if (run == null) {
            String detail =
                    "past %d dead elements of a record consecutive ones are one; the first is %s: %s"
                            .formatted(limits.maxDeadElements(), fault, faultDetail);
            run = new Dead(Reason.TOO_LARGE, detail, index, elementStart, in.pos);
        } else {
            run.end = in.pos;
            run.elements++;
        }
    }

    private void endRun() {
        if (run != null) {
            results.add(run);
            run = null;
        }
    }

    private void fault(Reason reason, String detail) {
        if (fault == null) {
            fault = reason;
            faultDetail = detail;
        }
    }

    /** Reads an object. Returns null, with the fault noted, if its type has no table. */
    private Message readObject() throws Unreadable {
        Kind kind = kind();
        in.enter(2);
        if (in.peek() == '}') {
            in.pos++;
            return null; // and kind() has found that there is no T
        }
        if (kind == null) {
            do {
                in.scanKey();
                in.skipValue(3);
            } while (in.moreIn('}'));
            return null;
        }
        Message message =
                switch (kind) {
                    case TRADE -> readTrade(nextTrade());
                    case QUOTE -> readQuote(nextQuote());
                    case BAR -> readBar(nextBar());
                };
        if (message.symbol == null) {
            fault(Reason.MISSING_FIELD, "no S (symbol)");
        }
        if (message.timeNs < 0) {
            fault(Reason.MISSING_FIELD, "no t (time)");
        }
        return message;
    }

    private Trade readTrade(Trade trade) throws Unreadable {
        do {
            in.scanKey();
            readTradeField(trade, key());
        } while (in.moreIn('}'));
        return trade;
    }

    private Quote readQuote(Quote quote) throws Unreadable {
        do {
            in.scanKey();
            readQuoteField(quote, key());
        } while (in.moreIn('}'));
        return quote;
    }

    private Bar readBar(Bar bar) throws Unreadable {
        do {
            in.scanKey();
            readBarField(bar, key());
        } while (in.moreIn('}'));
        return bar;
    }

    /**
     * Finds what {@code T} says, wherever it is, and leaves the scanner where it was.
     *
     * @return null, with the fault noted, if no row can come of it
     */
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
        }
        return kind;
    }

    private Kind kindOfType() throws Unreadable {
        if (in.peek() == 'n') {
            return null;
        }
        if (in.peek() != '"') {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, "T (type) is not a string");
            return null;
        }
        in.scanString();
        byte[] type = in.tooLarge ? null : utf8();
        Kind kind = type != null && type.length == 1 ? kindOf(type[0]) : null;
        if (kind != null || fault != null) {
            return kind;
        }
        if (equals(type, "success") || equals(type, "error") || equals(type, "subscription")) {
            fault(Reason.CONTROL_MESSAGE, "a protocol message, not data");
        } else {
            fault(Reason.UNKNOWN_TYPE, "a type that no feed is known to send");
        }
        return null;
    }

    private Kind kindOf(byte type) {
        Kind kind = Kind.ofType(type);
        if (kind == null && WITHOUT_TABLE.indexOf(type) >= 0) {
            fault(Reason.UNSUPPORTED_TYPE, "type " + (char) type + " has no table");
        }
        return kind;
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

    /** Returns a message that became no row to the pool. */
    private void giveBack(Message message) {
        if (message == null) {
            return;
        }
        switch (message.kind()) {
            case TRADE -> tradesUsed--;
            case QUOTE -> quotesUsed--;
            case BAR -> barsUsed--;
        }
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

    /** The string just scanned as UTF-8; null if UTF-8 cannot represent it. */
    private byte[] utf8() {
        return in.stringEscaped ? in.unescape() : texts.of(value, in.stringStart, in.stringEnd);
    }

    /** The string just scanned; null, perhaps with a fault noted, if no row can hold it. */
    private byte[] text(String name) {
        if (in.tooLarge || in.pos - elementStart > limits.maxElementLength()) {
            return null; // too large anyway, no need to copy
        }
        byte[] text = utf8();
        if (in.stringEscaped) {
            if (text == null) {
                fault(Reason.BAD_VALUE, name + " holds half a surrogate pair");
            } else if (holdsNul(text)) {
                // Databases cut text at a NUL, so two texts would become one.
                fault(Reason.BAD_VALUE, name + " holds a NUL character");
            } else {
                return texts.of(text, 0, text.length);
            }
        }
        return text;
    }

    private static boolean holdsNul(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private byte[] readText(int field, String name) throws Unreadable {
        once(field, name);
        if (in.peek() == '"') {
            in.scanString();
            return text(name);
        }
        if (in.peek() == 'n') {
            in.skipLiteral("null");
        } else {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, name + " is not a string");
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
                byte[] text = text("c");
                if (text != null) {
                    if (size == list.length) {
                        list = Arrays.copyOf(list, size * 2);
                    }
                    list[size++] = text;
                }
            } else {
                in.skipValue(4);
                fault(Reason.BAD_VALUE, "c holds something other than strings");
            }
        } while (in.moreIn(']'));
        return size == list.length ? list : Arrays.copyOf(list, size);
    }

    /** A decimal that a {@code double} gives back exactly. Any other is a fault. */
    private double readDouble(int field, String name) throws Unreadable {
        double number = readAverage(field, name);
        if (!Double.isNaN(number) && !in.isGivenBackBy(number)) {
            fault(Reason.BAD_VALUE, name + " has more digits than a double holds");
        }
        return number;
    }

    /** A decimal that the feed computed, and that may be rounded. */
    private double readAverage(int field, String name) throws Unreadable {
        once(field, name);
        if (!numberAhead()) {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, name + " is not a number");
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
            fault(Reason.BAD_VALUE, name + " is not a number");
            return Message.ABSENT;
        }
        in.scanNumber();
        long number = in.asLong();
        if (number == Message.ABSENT || number < least) {
            fault(Reason.BAD_VALUE, name + " is not an integer in range");
        }
        return number;
    }

    private long readTime(int field) throws Unreadable {
        once(field, "t");
        if (in.peek() == '"') {
            in.scanString();
            long nanos;
            if (in.stringEscaped) {
                byte[] text = in.tooLarge ? NOTHING : in.unescape();
                nanos = text == null ? Rfc3339.NOT_A_TIME : Rfc3339.parse(text, 0, text.length);
            } else {
                nanos = Rfc3339.parse(value, in.stringStart, in.stringEnd);
            }
            if (inWindow(nanos)) {
                return nanos;
            }
            fault(Reason.BAD_VALUE, textFault(nanos));
        } else if (numberAhead()) {
            in.scanNumber();
            long millis = in.asLong();
            if (millis >= 0
                    && millis <= Long.MAX_VALUE / NANOS_PER_MILLI
                    && inWindow(millis * NANOS_PER_MILLI)) {
                return millis * NANOS_PER_MILLI;
            }
            fault(Reason.BAD_VALUE, numberFault(in.asDouble()));
        } else if (in.peek() == 'n') {
            in.skipLiteral("null");
        } else {
            in.skipValue(3);
            fault(Reason.BAD_VALUE, textFault(Rfc3339.NOT_A_TIME));
        }
        return -1;
    }

    private boolean inWindow(double nanos) {
        return nanos >= minTimeNs && nanos < maxTimeNs;
    }

    private boolean inWindow(long nanos) {
        return nanos >= minTimeNs && nanos < maxTimeNs;
    }

    private String textFault(long nanos) {
        if (nanos == Rfc3339.NOT_A_TIME) {
            return "t (time) is neither epoch milliseconds nor RFC 3339";
        }
        if (nanos == Rfc3339.LEAP_SECOND) {
            return "t (time) is a leap second, which epoch time does not have";
        }
        return "t (time) is not between %s and %s".formatted(limits.minTime(), limits.maxTime());
    }

    private String numberFault(double number) {
        String unit = null;
        if (inWindow(number * 1e9)) {
            unit = "seconds";
        } else if (inWindow(number * 1e3)) {
            unit = "microseconds";
        } else if (inWindow(number)) {
            unit = "nanoseconds";
        }
        if (unit != null) {
            return "t (time) has the magnitude of " + unit + "; milliseconds are expected";
        }
        return inWindow(number * 1e6)
                ? "t (time) is not a whole number of milliseconds; write it as RFC 3339"
                : textFault(Rfc3339.OUTSIDE);
    }

    private boolean numberAhead() {
        byte b = in.peek();
        return b == '-' || (b >= '0' && b <= '9');
    }
}
