package io.tickhouse.tools.feed.file;

import io.tickhouse.tools.feed.file.BadCell.Unsaid;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the times of a file, each in one way only. A number is a time since 1970 if its year is
 * plausible; eight digits are a date, six are a time of day. A time of day needs a zone. An
 * ambiguous time is rejected, and the message names the option that decides.
 */
final class Times {

    /** Which of its two instants a repeated hour means. */
    enum Choice {
        EARLIER,
        LATER
    }

    /** What comes first in a date such as 01/02/2024. */
    enum Order {
        MONTH_FIRST,
        DAY_FIRST
    }

    /** Content of a text. */
    enum Shape {
        FULL,
        DATE,
        CLOCK,
        NONE
    }

    /**
     * A time that was read.
     *
     * @param nanos since the epoch
     * @param day whether it names a day: a date alone, or midnight where it was written
     */
    record Time(long nanos, boolean day) {}

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime MIDNIGHT = LocalTime.MIDNIGHT;
    private static final BigDecimal[] UNITS = {
        BigDecimal.valueOf(1_000_000_000), // seconds
        BigDecimal.valueOf(1_000_000),
        BigDecimal.valueOf(1_000),
        BigDecimal.ONE
    };
    private static final long NANOS_PER_HOUR = 3_600_000_000_000L;
    private static final Set<Integer> CLOCK_DIGITS = Set.of(4, 5, 6, 9, 15);
    private static final int SIX_DIGITS = 6; // all the digits that printf's %g keeps

    private static final Pattern NUMBER =
            Pattern.compile("([0-9]+)(?:\\.([0-9]*))?(?:[eE]\\+?([0-9]{1,2}))?");
    private static final String DATE =
            "(?:(?<y1>[0-9]{4})[-/.](?<m1>[0-9]{1,2})[-/.](?<d1>[0-9]{1,2})"
                    + "|(?<ymd>[0-9]{8})"
                    + "|(?<a>[0-9]{1,2})(?<sep>[-/.])(?<b>[0-9]{1,2})\\k<sep>(?<y2>[0-9]{4})"
                    + "|(?<d3>[0-9]{1,2})[- ]?(?<m3>[A-Za-z]{3,9})[-, ]+(?<y3>[0-9]{4})"
                    + "|(?<m4>[A-Za-z]{3,9})\\.? (?<d4>[0-9]{1,2}),? (?<y4>[0-9]{4}))";
    private static final String CLOCK =
            "(?:(?<h>[0-9]{1,2}):(?<mi>[0-9]{2})(?::(?<s>[0-9]{2})(?:[.,](?<f>[0-9]+))?)?"
                    + "(?: ?(?<ap>[AaPp])\\.?[Mm]\\.?(?![A-Za-z]))?"
                    + "|(?<hms>[0-9]{6})(?:[.,]?(?<f2>[0-9]{1,9}))?"
                    + "|(?<hm>[0-9]{4,5}))";
    private static final String ZONE =
            "(?:(?<off>[Zz]|[-+][0-9]{2}(?::?[0-9]{2})?(?::?[0-9]{2})?)?"
                    + " ?\\[?(?<id>[A-Za-z][A-Za-z_]*(?:[/+-][A-Za-z0-9_+:/-]+)?)?]?)";
    private static final Pattern WHOLE =
            Pattern.compile(
                    "(?:[A-Za-z]{3,9},? )?" // a day of the week
                            + DATE
                            + "(?:(?:[Tt_]|, ?| |(?<=[0-9]{8})-)"
                            + CLOCK
                            + " ?"
                            + ZONE
                            + ")?");
    private static final Pattern CLOCK_ALONE = Pattern.compile(CLOCK + " ?" + ZONE);
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    // Other abbreviations mean different zones to different people.
    private static final Map<String, ZoneId> ABBREVIATIONS =
            Map.of(
                    "UTC", ZoneOffset.UTC,
                    "GMT", ZoneOffset.UTC,
                    "Z", ZoneOffset.UTC,
                    "EST", ZoneOffset.ofHours(-5),
                    "EDT", ZoneOffset.ofHours(-4));

    private final ZoneId zone;
    private final Choice choice;
    private final Order order;
    private final int minYear;
    private final int maxYear;
    private final LocalDate date;
    private final BigDecimal earliest;
    private final BigDecimal latest;

    /**
     * @param zone of times without a zone, or null
     * @param choice of the two instants of a repeated hour, or null
     * @param order of dates such as 01/02/2024, or null
     * @param minYear earliest year that a number may mean
     * @param maxYear latest year that a number may mean
     * @param date of times of day alone, or null
     */
    Times(ZoneId zone, Choice choice, Order order, int minYear, int maxYear, LocalDate date) {
        this.zone = zone;
        this.choice = choice;
        this.order = order;
        this.minYear = minYear;
        this.maxYear = maxYear;
        this.date = date;
        this.earliest = startOf(minYear);
        this.latest = startOf(maxYear + 1);
    }

    Times withZone(ZoneId other) {
        return new Times(other, choice, order, minYear, maxYear, date);
    }

    Times withOrder(Order other) {
        return new Times(zone, choice, other, minYear, maxYear, date);
    }

    ZoneId zone() {
        return zone;
    }

    boolean hasOrder() {
        return order != null;
    }

    LocalDate date() {
        return date;
    }

    /** Content of the text; {@link Shape#NONE} if it is not a time. */
    Shape shape(String text) {
        String digits = withoutFloat(text);
        if (NUMBER.matcher(digits).matches()) {
            if (compactDate(digits) != null) {
                return Shape.DATE;
            }
            if (isClock(digits)) {
                return Shape.CLOCK;
            }
            if (compactDateTime(digits) != null || epoch(digits) != null) {
                return Shape.FULL;
            }
        }
        Matcher whole = WHOLE.matcher(blanks(digits));
        if (whole.matches()) {
            return hasClock(whole) ? Shape.FULL : Shape.DATE;
        }
        Matcher clock = CLOCK_ALONE.matcher(blanks(digits));
        return clock.matches() && clockOrNull(clock) != null ? Shape.CLOCK : Shape.NONE;
    }

    /** The only order in which this date is valid, or null. */
    static Order orderOf(String text) {
        Matcher whole = WHOLE.matcher(blanks(text.strip()));
        if (!whole.matches() || whole.group("a") == null || whole.group("sep").equals(".")) {
            return null;
        }
        if (Integer.parseInt(whole.group("a")) > 12) {
            return Order.DAY_FIRST;
        }
        return Integer.parseInt(whole.group("b")) > 12 ? Order.MONTH_FIRST : null;
    }

    /**
     * Reads a time.
     *
     * @throws Unsaid if an option must say what it means
     */
    Time read(String text) throws BadCell {
        String plain = withoutFloat(text);
        try {
            if (NUMBER.matcher(plain).matches()) {
                return number(plain);
            }
            Matcher whole = WHOLE.matcher(blanks(plain));
            if (whole.matches()) {
                return dated(whole, plain);
            }
            Matcher clock = CLOCK_ALONE.matcher(blanks(plain));
            if (clock.matches() && clockOrNull(clock) != null) {
                return at(dateOf(plain), clock, plain);
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw notATime(plain, e.getMessage());
        }
        throw notATime(plain, null);
    }

    /** Undoes a conversion of a whole number to a float: 20240131.0. */
    private static String withoutFloat(String text) {
        String plain = text.strip();
        return plain.endsWith(".0") && NUMBER.matcher(plain).matches()
                ? plain.substring(0, plain.length() - 2)
                : plain;
    }

    private Time number(String text) throws BadCell {
        LocalDate day = compactDate(text);
        if (day != null) {
            return startOf(day);
        }
        LocalDateTime local = compactDateTime(text);
        if (local != null) {
            return local(local, text);
        }
        if (isClock(text)) {
            Matcher clock = CLOCK_ALONE.matcher(text);
            return clock.matches() ? at(dateOf(text), clock, text) : null;
        }
        BigDecimal nanos = epoch(text);
        if (nanos != null) {
            long whole = whole(nanos, text);
            return new Time(whole, isMidnight(whole));
        }
        throw new BadCell(
                "t is not a time: %s is neither a date nor a time since 1970 in the years %d to %d"
                                .formatted(text, minYear, maxYear)
                        + " in seconds, milliseconds, microseconds or nanoseconds (--min-year)"
                        + (isSpreadsheetDay(text)
                                ? "; it may be a spreadsheet's day number: save the column as text"
                                : ""));
    }

    private static boolean isSpreadsheetDay(String text) {
        return text.matches("[2-6][0-9]{4}(\\.[0-9]+)?");
    }

    private LocalDate dateOf(String clock) throws Unsaid {
        if (date == null) {
            throw new Unsaid(
                    "the time %s has no day: say it with --date, such as --date 2024-01-31"
                            .formatted(clock));
        }
        return date;
    }

    /**
     * Six digits, or nine or fifteen with a fraction of the second, that form a time of day. Times
     * since 1970 have this many digits only before 2001. Four and five digits are not a time of
     * day.
     */
    private static boolean isClock(String text) {
        if (!CLOCK_DIGITS.contains(text.length()) || !isDigits(text)) {
            return false;
        }
        Matcher clock = CLOCK_ALONE.matcher(text);
        return clock.matches() && clockOrNull(clock) != null;
    }

    /** Nanoseconds in the only unit that gives a plausible year, or null. */
    private BigDecimal epoch(String text) {
        BigDecimal number = new BigDecimal(text.endsWith(".") ? text + "0" : text);
        for (BigDecimal unit : UNITS) {
            BigDecimal nanos = number.multiply(unit);
            if (nanos.compareTo(earliest) >= 0 && nanos.compareTo(latest) < 0) {
                return nanos;
            }
        }
        return null;
    }

    private static BigDecimal startOf(int year) {
        return BigDecimal.valueOf(LocalDate.of(year, 1, 1).toEpochDay() * 86_400)
                .multiply(UNITS[0]);
    }

    private static long whole(BigDecimal nanos, String text) throws BadCell {
        if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            if (number.precision() <= SIX_DIGITS) {
                throw new BadCell(
                        ("t %s has lost digits: a program wrote it as a rounded number. Export the"
                                        + " column as text")
                                .formatted(text));
            }
        }
        try {
            return nanos.longValueExact();
        } catch (ArithmeticException e) {
            throw new BadCell("t is finer than a nanosecond: " + text);
        }
    }

    private static boolean isMidnight(long nanos) {
        // Midnight in New York is a full hour in UTC.
        if (nanos % NANOS_PER_HOUR != 0) {
            return false;
        }
        Instant instant = Instant.ofEpochSecond(0, nanos);
        return isMidnight(instant, ZoneOffset.UTC) || isMidnight(instant, NEW_YORK);
    }

    private static boolean isMidnight(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalTime().equals(MIDNIGHT);
    }

    private static LocalDate compactDate(String text) {
        return text.length() == 8 && isDigits(text) ? dateOrNull(text) : null;
    }

    /** Twelve, fourteen or seventeen digits: a date with hour and minute, second, millisecond. */
    private static LocalDateTime compactDateTime(String text) {
        int length = text.length();
        if ((length != 12 && length != 14 && length != 17) || !isDigits(text)) {
            return null;
        }
        LocalDate day = dateOrNull(text.substring(0, 8));
        int hour = Integer.parseInt(text.substring(8, 10));
        int minute = Integer.parseInt(text.substring(10, 12));
        int second = length > 12 ? Integer.parseInt(text.substring(12, 14)) : 0;
        int millis = length > 14 ? Integer.parseInt(text.substring(14)) : 0;
        return day == null || hour > 23 || minute > 59 || second > 59
                ? null
                : day.atTime(hour, minute, second, millis * 1_000_000);
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A date of eight digits, in a plausible year for an exchange. */
    private static LocalDate dateOrNull(String digits) {
        int year = Integer.parseInt(digits.substring(0, 4));
        int month = Integer.parseInt(digits.substring(4, 6));
        int day = Integer.parseInt(digits.substring(6));
        if (year < 1800 || year > 2199 || month < 1 || month > 12 || day < 1) {
            return null;
        }
        return day > LocalDate.of(year, month, 1).lengthOfMonth()
                ? null
                : LocalDate.of(year, month, day);
    }

    private Time dated(Matcher whole, String text) throws BadCell {
        LocalDate day = day(whole, text);
        return hasClock(whole) ? at(day, whole, text) : startOf(day);
    }

    private static boolean hasClock(Matcher whole) {
        return whole.group("h") != null || whole.group("hms") != null || whole.group("hm") != null;
    }

    private LocalDate day(Matcher whole, String text) throws BadCell {
        if (whole.group("y1") != null) {
            return date(whole.group("y1"), whole.group("m1"), whole.group("d1"));
        }
        if (whole.group("ymd") != null) {
            LocalDate day = dateOrNull(whole.group("ymd"));
            if (day == null) {
                throw notATime(text, null);
            }
            return day;
        }
        if (whole.group("y3") != null) {
            return date(whole.group("y3"), month(whole.group("m3"), text), whole.group("d3"));
        }
        if (whole.group("y4") != null) {
            return date(whole.group("y4"), month(whole.group("m4"), text), whole.group("d4"));
        }
        return numbered(whole, text);
    }

    /** Day and month as numbers. With points between them the day comes first. */
    private LocalDate numbered(Matcher whole, String text) throws BadCell {
        String first = whole.group("a");
        String second = whole.group("b");
        String year = whole.group("y2");
        Order said = whole.group("sep").equals(".") && order == null ? Order.DAY_FIRST : order;
        if (said == null) {
            if (Integer.parseInt(first) > 12 || first.equals(second)) {
                said = Order.DAY_FIRST;
            } else if (Integer.parseInt(second) > 12) {
                said = Order.MONTH_FIRST;
            } else {
                throw new Unsaid(
                        "%s may have the month first or the day: say --date-order mdy or dmy"
                                .formatted(text));
            }
        }
        return said == Order.DAY_FIRST ? date(year, second, first) : date(year, first, second);
    }

    private static LocalDate date(String year, String month, String day) {
        return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
    }

    private String month(String name, String text) throws BadCell {
        int month = MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
        if (month == 0) {
            throw notATime(text, null);
        }
        return Integer.toString(month);
    }

    private Time at(LocalDate day, Matcher matched, String text) throws BadCell {
        LocalTime clock = clock(matched);
        LocalDateTime local = day.atTime(clock);
        ZoneId own = zone(matched, text);
        if (own == null) {
            return local(local, text);
        }
        return new Time(
                nanos(instant(local, own, text)),
                clock.equals(MIDNIGHT) || isMidnightInNewYork(local, own));
    }

    /** The time of a daily bar in UTC is midnight in New York. */
    private static boolean isMidnightInNewYork(LocalDateTime local, ZoneId zone) {
        return isMidnight(local.atZone(zone).toInstant(), NEW_YORK);
    }

    private static LocalTime clockOrNull(Matcher matched) {
        try {
            return clock(matched);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static LocalTime clock(Matcher matched) {
        if (matched.group("hms") != null) {
            return compactClock(matched.group("hms"), matched.group("f2"));
        }
        if (matched.group("hm") != null) {
            String digits = matched.group("hm");
            // Five digits are six whose leading zero a spreadsheet has dropped.
            return digits.length() == 5
                    ? compactClock("0" + digits, null)
                    : compactClock(digits + "00", null);
        }
        int hour = Integer.parseInt(matched.group("h"));
        String half = matched.group("ap");
        if (half != null) {
            if (hour < 1 || hour > 12) {
                throw new DateTimeException("there is no hour " + hour + " before or after noon");
            }
            hour = hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
        }
        String second = matched.group("s");
        return LocalTime.of(
                hour,
                Integer.parseInt(matched.group("mi")),
                second == null ? 0 : Integer.parseInt(second),
                fraction(matched.group("f")));
    }

    private static LocalTime compactClock(String digits, String fraction) {
        return LocalTime.of(
                Integer.parseInt(digits.substring(0, 2)),
                Integer.parseInt(digits.substring(2, 4)),
                Integer.parseInt(digits.substring(4)),
                fraction(fraction));
    }

    private static int fraction(String digits) {
        if (digits == null) {
            return 0;
        }
        if (digits.length() > 9 && !digits.substring(9).matches("0*")) {
            throw new DateTimeException("it is finer than a nanosecond");
        }
        return Integer.parseInt((digits + "000000000").substring(0, 9));
    }

    /** The zone in the text itself, or null. */
    private ZoneId zone(Matcher matched, String text) throws BadCell {
        String offset = matched.group("off");
        String id = matched.group("id");
        if (offset != null) {
            return offset.equalsIgnoreCase("z") ? ZoneOffset.UTC : ZoneOffset.of(offset);
        }
        if (id == null) {
            return null;
        }
        ZoneId known = ABBREVIATIONS.get(id.toUpperCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        if (id.matches("[A-Za-z]+")) {
            throw new BadCell(
                    "t is not a time: %s means more than one zone in %s".formatted(id, text));
        }
        return ZoneId.of(id);
    }

    private Time local(LocalDateTime local, String text) throws BadCell {
        if (zone == null) {
            throw new Unsaid(
                    ("the time %s has no zone: say --zone, such as --zone America/New_York (the"
                                    + " wall clock of US exchanges) or --zone UTC")
                            .formatted(text));
        }
        Instant instant = instant(local, zone, text);
        return new Time(nanos(instant), local.toLocalTime().equals(MIDNIGHT));
    }

    private Instant instant(LocalDateTime local, ZoneId in, String text) throws BadCell {
        ZoneRules rules = in.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new BadCell(
                    "t does not exist: clocks in %s pass over %s when summer time begins. Is --zone"
                                    .formatted(in, text)
                            + " right?");
        }
        if (offsets.size() == 1) {
            return local.toInstant(offsets.get(0));
        }
        if (choice == null) {
            throw new Unsaid(
                    ("clocks in %s show %s twice when summer time ends: say --ambiguous earlier or"
                                    + " --ambiguous later")
                            .formatted(in, text));
        }
        return local.toInstant(offsets.get(choice == Choice.EARLIER ? 0 : 1));
    }

    /** A date alone: the day begins in the given zone, or else in UTC. */
    private Time startOf(LocalDate day) {
        return new Time(
                nanos(day.atStartOfDay(zone == null ? ZoneOffset.UTC : zone).toInstant()), true);
    }

    private static long nanos(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)) {
            throw new DateTimeException("it is before 1970");
        }
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    private static BadCell notATime(String text, String why) {
        String reason =
                why == null ? "" : " (" + (why.contains("overflow") ? "after 2262" : why) + ")";
        return new BadCell("t is not a time: " + text + reason);
    }

    private static String blanks(String text) {
        return text.indexOf('\u00a0') < 0 && text.indexOf("  ") < 0
                ? text
                : text.replace('\u00a0', ' ').replaceAll(" {2,}", " ");
    }
}
