package io.tickhouse.model.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which trades set which prices, by their conditions. The rules are tables, one file a set beside
 * this class, each with its version and source:
 *
 * <ul>
 *   <li>{@code sip-daily}: the consolidated day of the tapes, by the specifications of CTS (tapes A
 *       and B) and UTP (tape C)
 *   <li>{@code alpaca-minute} and {@code alpaca-daily}: Alpaca's own rules, by its FAQ
 *   <li>{@code massive-minute}: those of Massive, which was Polygon, by its list of conditions
 * </ul>
 *
 * <p>A trade has several conditions. For open and close, for high and low and for volume apart, the
 * strictest of them decides. Only tapes A and B have a table of their own; all else, also a trade
 * without a tape, goes by that of tape C. A trade without conditions is regular. A condition that a
 * table does not have lets only the volume count, and the trade is counted as unknown.
 *
 * <p>Where the sources disagree, or say what a table can't:
 *
 * <ul>
 *   <li>Alpaca lets {@code P}, {@code Z}, {@code 4} and {@code G} set no price of a minute. The
 *       tapes and Massive let them set high and low, and the tapes and Alpaca's day also the open
 *       or close if they are the first.
 *   <li>{@code T}: no price by the tapes, any in Alpaca's minutes, none in its days. Massive uses
 *       it only outside of regular trading: {@link Effect#EXTENDED_ONLY}.
 *   <li>{@code 9}: any price but no volume by the tapes, by Massive and in Alpaca's days; nothing
 *       in Alpaca's minutes.
 *   <li>{@code N}: Alpaca and Massive count its volume. The tapes have withdrawn it and no longer
 *       say; here it counts.
 *   <li>{@code 8}, and {@code E} of tape C: the tapes reserve them without an effect, so they are
 *       unknown, save that Alpaca's minutes and Massive take {@code E} as on the other tapes.
 *       {@code S} and {@code 1} of tape C are not in Alpaca's list as we know it.
 *   <li>{@code R} and {@code O}: an older copy of Massive's list let {@code R} set high and low,
 *       and {@code O} not the open and close. The newer one agrees with the tapes.
 *   <li>{@code L}: the tapes let it be the last price depending on whose trade the last one was, or
 *       on when it came. Neither is known here, so it may.
 *   <li>The tapes know the first trade by arrival, Alpaca by time. Here it is by time in all sets.
 *   <li>Which time that is: Alpaca names the time of the execution in one text and that of the tape
 *       in another. Here it is the one in the message.
 *   <li>Massive's average weighs every trade whose volume counts, Alpaca does not say. {@link
 *       Tally} has both averages.
 * </ul>
 */
public final class Ruleset {

    private static final List<String> NAMES =
            List.of("sip-daily", "alpaca-minute", "alpaca-daily", "massive-minute");

    private static final List<String> COLUMNS =
            List.of("tape", "code", "meaning", "open_close", "high_low", "volume");

    /** LAST and FIRST together mean LAST while conditions are combined: the strictest is an AND. */
    private static final int REGULAR = Effect.LAST | Effect.FIRST | Effect.HIGH_LOW | Effect.VOLUME;

    private static final Map<String, Ruleset> ALL =
            NAMES.stream().collect(Collectors.toMap(Function.identity(), Ruleset::load));

    private final String name;
    private final String version;
    private final String source;
    private final int[] tapesAb;
    private final int[] tapeC;

    private Ruleset(String name, String version, String source, int[] tapesAb, int[] tapeC) {
        this.name = name;
        this.version = version;
        this.source = source;
        this.tapesAb = tapesAb;
        this.tapeC = tapeC;
    }

    /**
     * The rules of a name.
     *
     * @throws IllegalArgumentException if there are none of this name
     */
    public static Ruleset named(String name) {
        Ruleset ruleset = ALL.get(name);
        if (ruleset == null) {
            throw new IllegalArgumentException(
                    "There are no rules named " + name + "; there are " + NAMES);
        }
        return ruleset;
    }

    /** The names of all rules. */
    public static List<String> names() {
        return NAMES;
    }

    public String name() {
        return name;
    }

    /** Rises with any change of the table. */
    public String version() {
        return version;
    }

    /** Where the table is from, in words. */
    public String source() {
        return source;
    }

    /**
     * What a trade does: bits of {@link Effect}.
     *
     * @param conditions codes as received; null if there are none
     * @param tape null if there is none
     */
    public int effect(byte[][] conditions, byte[] tape) {
        int all = REGULAR;
        int any = 0;
        if (conditions != null) {
            int[] table = table(tape);
            for (byte[] code : conditions) {
                int effect =
                        code.length == 1 ? table[code[0] & 0xff] : Effect.VOLUME | Effect.UNKNOWN;
                all &= effect;
                any |= effect;
            }
        }
        if ((all & Effect.LAST) != 0) {
            all &= ~Effect.FIRST;
        }
        int flags = Effect.UNKNOWN;
        if (Effect.setsPrices(all)) {
            flags |= Effect.EXTENDED_ONLY;
        }
        return all | (any & flags);
    }

    private int[] table(byte[] tape) {
        boolean ab = tape != null && tape.length == 1 && (tape[0] == 'A' || tape[0] == 'B');
        return ab ? tapesAb : tapeC;
    }

    private static Ruleset load(String name) {
        List<String> lines = lines(name + ".tsv");
        int[] tapesAb = unknown();
        int[] tapeC = unknown();
        List<String> rows = lines.stream().filter(line -> !line.startsWith("#")).toList();
        check(cells(rows.get(0)).equals(COLUMNS), name, rows.get(0));
        for (String row : rows.subList(1, rows.size())) {
            List<String> cells = cells(row);
            check(cells.size() == COLUMNS.size(), name, row);
            int[] table = cells.get(0).equals("AB") ? tapesAb : tapeC;
            table[code(cells.get(1))] =
                    openClose(cells.get(3))
                            | when(cells.get(4), Effect.HIGH_LOW)
                            | when(cells.get(5), Effect.VOLUME);
        }
        return new Ruleset(
                name, comment(lines, "# version: "), comment(lines, "# source: "), tapesAb, tapeC);
    }

    private static int[] unknown() {
        int[] table = new int[256];
        Arrays.fill(table, Effect.VOLUME | Effect.UNKNOWN);
        return table;
    }

    private static char code(String cell) {
        return cell.equals("space") ? ' ' : cell.charAt(0);
    }

    private static int openClose(String cell) {
        return cell.equals("first") ? Effect.FIRST : when(cell, Effect.LAST | Effect.FIRST);
    }

    private static int when(String cell, int effect) {
        return switch (cell) {
            case "yes" -> effect;
            case "no" -> 0;
            case "extended" -> effect | Effect.EXTENDED_ONLY;
            default -> throw new IllegalStateException("A rule can't be " + cell);
        };
    }

    private static List<String> cells(String row) {
        return List.of(row.split("\t", -1));
    }

    private static String comment(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .collect(Collectors.joining("; "));
    }

    private static void check(boolean condition, String name, String row) {
        if (!condition) {
            throw new IllegalStateException("The rules " + name + " have a line like this: " + row);
        }
    }

    private static List<String> lines(String file) {
        try (InputStream in = Ruleset.class.getResourceAsStream(file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8));
                Stream<String> lines = reader.lines()) {
            return lines.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
