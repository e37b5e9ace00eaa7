package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;
import io.tickhouse.model.Kind.Period;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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

        void row(Message message);

        void deadLetter(DeadLetter deadLetter);
    }

    private static final int BATCH = 4096;
    private static final int BATCH_BYTES = 1 << 20;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final byte[] NOTHING = {};

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

    /** The messages of a kind, to be used again with each batch. */
    private static final class Pool {
        private final Kind kind;
        private final ArrayList<Message> messages = new ArrayList<>();
        private int used;

        Pool(Kind kind) {
            this.kind = kind;
        }

        /** A message without any field. */
        Message take() {
            if (used == messages.size()) {
                messages.add(kind.newMessage());
            }
            Message message = messages.get(used++);
            message.symbol = null;
            message.timeNs = -1;
            message.reset();
            return message;
        }
    }

    private final Limits limits;
    private final FieldReader in;
    private final Pool[] pools = Stream.of(Kind.values()).map(Pool::new).toArray(Pool[]::new);

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

    // Partitions that the rows of the record have so far, in tables by day and in tables by month.
    private final Set<Long> days = new HashSet<>();
    private final Set<Long> months = new HashSet<>();
    private long lastDay;
    private long lastDayOfMonths;

    public Flattener() {
        this(Limits.DEFAULT);
    }

    public Flattener(Limits limits) {
        this.limits = limits;
        this.in = new FieldReader(limits);
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

    @SuppressWarnings("EnumOrdinal") // an index for the life of this object
    private Pool pool(Kind kind) {
        return pools[kind.index()];
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
                output.row(message);
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
        for (Pool pool : pools) {
            pool.used = 0;
        }
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
        lastDayOfMonths = -1;
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
        int start = in.pos;
        in.startElement();
        Message message = null;
        if (in.peek() == '{') {
            message = readObject();
        } else {
            in.skipValue(2);
            in.fault(Reason.NOT_AN_OBJECT, "the element is not an object");
        }
        in.endElement();
        if (in.fault() == null) {
            countPartition(message.kind(), message.timeNs / NANOS_PER_DAY);
        }
        if (in.fault() == null) {
            endRun();
            message.partition = partition;
            message.offset = offset;
            message.index = index;
            results.add(message);
        } else {
            if (message != null) {
                pool(message.kind()).used--;
            }
            bury(start);
        }
    }

    private void countPartition(Kind kind, long day) {
        if (kind.period() == Period.DAY) {
            countDay(day);
        } else {
            countMonth(day);
        }
    }

    private void countDay(long day) {
        if (day == lastDay) {
            return;
        }
        if (isWithinLimit(days, day)) {
            lastDay = day;
        } else {
            tooMany(Period.DAY, "days");
        }
    }

    private void countMonth(long day) {
        if (day == lastDayOfMonths) {
            return;
        }
        if (isWithinLimit(months, LocalDate.ofEpochDay(day).getLong(ChronoField.PROLEPTIC_MONTH))) {
            lastDayOfMonths = day;
        } else {
            tooMany(Period.MONTH, "months");
        }
    }

    private void tooMany(Period period, String periods) {
        List<Kind> all = Stream.of(Kind.values()).filter(kind -> kind.period() == period).toList();
        String more = "%s of more than %d %s are in the record";
        in.fault(
                Reason.TOO_LARGE,
                more.formatted(Kind.listed(all, "and"), limits.maxDays(), periods));
    }

    private boolean isWithinLimit(Set<Long> partitions, long partition) {
        return partitions.contains(partition)
                || (partitions.size() < limits.maxDays() && partitions.add(partition));
    }

    /** Beyond the limit of dead elements, consecutive ones become one dead letter. */
    private void bury(int start) {
        Reason fault = in.fault();
        String detail = in.faultDetail();
        if (deadElements < limits.maxDeadElements()) {
            deadElements++;
            results.add(new Dead(fault, detail, index, start, in.pos));
        } else if (run == null) {
            String first =
                    "past %d dead elements of a record consecutive ones are one; the first is %s: %s"
                            .formatted(limits.maxDeadElements(), fault, detail);
            run = new Dead(Reason.TOO_LARGE, first, index, start, in.pos);
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
        Message message = pool(kind).take();
        readMembers(message);
        if (message.symbol == null) {
            in.fault(Reason.MISSING_FIELD, "no S (symbol)");
        }
        if (message.timeNs < 0) {
            in.fault(Reason.MISSING_FIELD, "no t (time)");
        }
        return message;
    }

    // A method of its own: the compiler of the JVM then makes a small loop of it.
    private void readMembers(Message message) throws Unreadable {
        do {
            in.scanKey();
            message.read(in.key(), in);
        } while (in.moreIn('}'));
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
                if (in.key() == 'T') {
                    kind = kindOfType();
                    break;
                }
                in.skipValue(3);
            } while (in.moreIn('}'));
        }
        in.pos = start;
        in.tooLarge = tooLarge;
        if (kind == null) {
            in.fault(Reason.MISSING_FIELD, "no T (type)");
        }
        return kind;
    }

    private Kind kindOfType() throws Unreadable {
        if (in.peek() == 'n') {
            return null;
        }
        if (in.peek() != '"') {
            in.skipValue(3);
            in.fault(Reason.BAD_VALUE, "T (type) is not a string");
            return null;
        }
        in.scanString();
        byte[] type = in.tooLarge ? null : in.utf8();
        Kind kind = type != null && type.length == 1 ? kindOf(type[0]) : null;
        if (kind != null || in.fault() != null) {
            return kind;
        }
        if (equals(type, "success") || equals(type, "error") || equals(type, "subscription")) {
            in.fault(Reason.CONTROL_MESSAGE, "a protocol message, not data");
        } else {
            in.fault(Reason.UNKNOWN_TYPE, "a type that no feed is known to send");
        }
        return null;
    }

    private Kind kindOf(byte type) {
        Kind kind = Kind.ofType(type);
        if (kind == null && Kind.isOfNoKind(type)) {
            in.fault(Reason.UNSUPPORTED_TYPE, "type " + (char) type + " has no table");
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
}
