package io.tickhouse.model;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** What a message is. Each kind has a class, a topic and a table of its own. */
public enum Kind {
    TRADE("t", "trades", "", Period.DAY, Trade::new, Trade.FIELDS),
    QUOTE("q", "quotes", "_quotes", Period.DAY, Quote::new, Quote.FIELDS),
    // A daily bar a symbol and day: thirty years by day would be 7,827 files, each smaller than its
    // footer. A month of minute bars is still a file to read at once.
    BAR("bduT", "bars", "_bars", Period.MONTH, Bar::new, Bar.FIELDS),
    // A day has too few of these and of the next for a file of its own.
    CORRECTION(
            "cx", "corrections", "_corrections", Period.MONTH, Correction::new, Correction.FIELDS),
    STATUS("s", "statuses", "_statuses", Period.MONTH, Status::new, Status.FIELDS),
    LULD("l", "lulds", "_lulds", Period.DAY, Luld::new, Luld.FIELDS),
    IMBALANCE("i", "imbalances", "_imbalances", Period.DAY, Imbalance::new, Imbalance.FIELDS),
    CLOCK("k", "clocks", "_clocks", Period.MONTH, ClockRecord::new, ClockRecord.FIELDS);

    /** The period of event time that a partition of a table has. */
    public enum Period {
        DAY,
        MONTH
    }

    /**
     * Types that feeds send and that are of no kind: order books, news and prices of perpetuals.
     */
    private static final String OTHER_TYPES = "onp";

    private static final Kind[] BY_LETTER = new Kind[128];

    static {
        for (Kind kind : values()) {
            for (char letter : kind.letters.toCharArray()) {
                BY_LETTER[letter] = kind;
            }
        }
    }

    private final String letters;
    private final String plural;
    private final String suffix;
    private final Period period;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor
    private final Supplier<Message> maker;

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
    private final List<Field> fields;

    Kind(
            String letters,
            String plural,
            String suffix,
            Period period,
            Supplier<Message> maker,
            Fields fields) {
        this.letters = letters;
        this.plural = plural;
        this.suffix = suffix;
        this.period = period;
        this.maker = maker;
        this.fields = fields.all();
    }

    /** Its place among the kinds, from 0: for arrays of what each kind has. */
    @SuppressWarnings("EnumOrdinal") // never written down
    public int index() {
        return ordinal();
    }

    /** The values of {@code T} that its messages have. */
    public List<String> types() {
        return letters.chars().mapToObj(Character::toString).toList();
    }

    /** As in texts and on the command line: {@code trades}. */
    public String plural() {
        return plural;
    }

    /** What the name of its topic or table adds to the one of the trades. */
    public String suffix() {
        return suffix;
    }

    /** How its table is partitioned. */
    public Period period() {
        return period;
    }

    /** Whether the time of a message is when it happened; that of a bar is when it began. */
    public boolean isMoment() {
        return this != BAR;
    }

    /** The fields of its rows, in their order; every row has its time and its source besides. */
    public List<Field> fields() {
        return fields;
    }

    /**
     * Their plurals as in a sentence, in their order: {@code trades, quotes and bars}.
     *
     * @param conjunction what stands before the last one
     */
    public static String listed(Collection<Kind> kinds, String conjunction) {
        List<String> names = kinds.stream().sorted().map(Kind::plural).toList();
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last))
                        + " "
                        + conjunction
                        + " "
                        + names.get(last);
    }

    Message newMessage() {
        return maker.get();
    }

    /** The class of its messages. */
    public Class<? extends Message> messageClass() {
        return maker.get().getClass();
    }

    /** The kind of a message with this {@code T}; null if no row can come of it. */
    public static Kind ofType(String type) {
        return type.length() == 1 ? ofType(type.charAt(0)) : null;
    }

    /** The kind of a message with this letter as {@code T}; null if no row can come of it. */
    static Kind ofType(int letter) {
        return letter >= 0 && letter < BY_LETTER.length ? BY_LETTER[letter] : null;
    }

    /** Whether feeds send messages with this letter as {@code T}, though it is of no kind. */
    static boolean isOfNoKind(int letter) {
        return OTHER_TYPES.indexOf(letter) >= 0;
    }
}
