package io.tickhouse.tools.feed.file;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts numbers of a file to JSON: the same value, digit by digit. */
final class Numbers {

    /** The decimal mark. */
    enum Mark {
        POINT,
        COMMA
    }

    private static final Pattern JSON =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern LOOSE =
            Pattern.compile("([-+]?)0*([0-9]*)(?:\\.([0-9]*))?([eE][-+]?[0-9]+)?");
    // Separator of groups of three digits: the other mark, a blank (also a narrow one), an
    // apostrophe.
    private static final Pattern GROUPED_POINT =
            Pattern.compile("[-+]?[0-9]{1,3}(?:[,'\\u00a0\\u202f ][0-9]{3})+(?:\\.[0-9]*)?");
    private static final Pattern GROUPED_COMMA =
            Pattern.compile("[-+]?[0-9]{1,3}(?:[.'\\u00a0\\u202f ][0-9]{3})+(?:,[0-9]*)?");
    private static final Pattern ONE_COMMA_THREE_DIGITS =
            Pattern.compile("[-+]?[0-9]{1,3},[0-9]{3}");
    private static final Pattern WITH_COMMA =
            Pattern.compile("[-+]?[0-9.'\\u00a0\\u202f ]*,[0-9]+");
    private static final Pattern WITH_POINT =
            Pattern.compile("[-+]?[0-9,'\\u00a0\\u202f ]*\\.[0-9]+");
    private static final Set<String> MISSING =
            Set.of("null", "nan", "none", "na", "n/a", "<na>", "\\n", "-", "--");

    private final Mark mark;
    private final boolean grouped;

    /**
     * @param grouped whether a number may have separators between groups of three digits
     */
    Numbers(Mark mark, boolean grouped) {
        this.mark = mark;
        this.grouped = grouped;
    }

    /**
     * Determines the decimal mark from the cells of the first rows.
     *
     * @throws BadCell.Unsaid if they leave a choice: 1,200 alone is twelve hundred or one and a
     *     fifth
     */
    static Numbers of(Collection<String> cells) throws BadCell.Unsaid {
        boolean point = false;
        boolean comma = false;
        String either = null;
        for (String cell : cells) {
            if (ONE_COMMA_THREE_DIGITS.matcher(cell).matches()) {
                either = either == null ? cell : either;
            } else if (WITH_POINT.matcher(cell).matches()) {
                // A mark followed by groups of three may separate groups: 1.200.
                point |= !cell.matches("[-+]?[1-9][0-9]{0,2}(\\.[0-9]{3})+");
            } else if (WITH_COMMA.matcher(cell).matches()) {
                comma |= !GROUPED_POINT.matcher(cell).matches();
                point |= GROUPED_POINT.matcher(cell).matches();
            }
        }
        if (comma && point) {
            throw new BadCell.Unsaid(
                    "Some numbers have a decimal point and others a decimal comma: say --decimal"
                            + " point or --decimal comma");
        }
        if (either != null && !comma && !point) {
            throw new BadCell.Unsaid(
                    either
                            + " may have a decimal comma or a group of thousands: say --decimal"
                            + " comma or --decimal point");
        }
        return new Numbers(comma ? Mark.COMMA : Mark.POINT, comma || point);
    }

    Mark mark() {
        return mark;
    }

    /** Whether the text means a missing value, as other programs write it. */
    static boolean isMissing(String text) {
        return text.length() <= 4 && MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether the text is a number in any notation. */
    static boolean looksLike(String text) {
        return JSON.matcher(text).matches()
                || WITH_POINT.matcher(text).matches()
                || WITH_COMMA.matcher(text).matches()
                || GROUPED_POINT.matcher(text).matches()
                || GROUPED_COMMA.matcher(text).matches();
    }

    /** The number as JSON writes it. */
    String json(String field, String text) throws BadCell {
        if (mark == Mark.POINT && JSON.matcher(text).matches()) {
            return text;
        }
        String plain = text.startsWith("$") ? text.substring(1) : text;
        if (grouped && mark == Mark.POINT && GROUPED_POINT.matcher(plain).matches()) {
            plain = plain.replaceAll("[,'\\u00a0\\u202f ]", "");
        } else if (grouped && mark == Mark.COMMA && GROUPED_COMMA.matcher(plain).matches()) {
            plain = plain.replaceAll("[.'\\u00a0\\u202f ]", "");
        } else if (mark == Mark.COMMA && plain.indexOf('.') >= 0) {
            throw notANumber(field, text);
        }
        if (mark == Mark.COMMA) {
            plain = plain.replace(',', '.');
        }
        Matcher loose = LOOSE.matcher(plain);
        if (!loose.matches()
                || (isEmpty(loose.group(2)) && isEmpty(loose.group(3)) && !plain.contains("0"))) {
            throw notANumber(field, text);
        }
        String whole = isEmpty(loose.group(2)) ? "0" : loose.group(2);
        String fraction = isEmpty(loose.group(3)) ? "" : "." + loose.group(3);
        String exponent = loose.group(4) == null ? "" : loose.group(4);
        return (loose.group(1).equals("-") ? "-" : "") + whole + fraction + exponent;
    }

    /** A whole number as JSON writes it, without zeros after a point: 17.0 becomes 17. */
    String whole(String field, String text) throws BadCell {
        if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            throw new BadCell(
                    "%s %s has lost digits: a program wrote it as a rounded number. Export the"
                                    .formatted(field, text)
                            + " column as text, or leave it out with --map "
                            + field
                            + "=");
        }
        String number = json(field, text);
        return number.indexOf('.') < 0 ? number : number.replaceFirst("\\.0+$", "");
    }

    private BadCell notANumber(String field, String text) {
        String remedy =
                text.indexOf(',') >= 0 || mark == Mark.COMMA
                        ? ": the decimal mark is a %s (--decimal)"
                                .formatted(mark.name().toLowerCase(Locale.ROOT))
                        : "";
        return new BadCell("%s is not a number: %s%s".formatted(field, text, remedy));
    }

    private static boolean isEmpty(String group) {
        return group == null || group.isEmpty();
    }
}
