package io.tickhouse.oracle;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the conditions of a trade let it do, transcribed a second time. A column is a set of rules,
 * a line is a condition. Its three letters are open and close, high and low, volume: {@code Y} yes,
 * {@code n} no, {@code 1} only if it is the first, {@code X} only outside of regular trading. A dot
 * means that the rules do not know the condition.
 */
public final class SaleConditions {

    /** How far a trade may set a price; the strictest is the first. */
    public enum Say {
        NO,
        IF_FIRST,
        YES
    }

    /**
     * What a trade may do.
     *
     * @param openClose whether it may be the open and the close
     * @param unknown whether one of its conditions is not known
     */
    public record Effect(Say openClose, boolean highLow, boolean volume, boolean unknown) {}

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime OPEN = LocalTime.of(9, 30);
    private static final LocalTime CLOSE = LocalTime.of(16, 0);

    private static final List<String> RULES =
            List.of("sip-daily", "alpaca-minute", "alpaca-daily", "massive-minute");

    /** CTS. The underscore is a space. */
    private static final Map<String, List<String>> TAPES_A_AND_B =
            table(
                    """
                    _ YYY YYY YYY YYY
                    @ YYY YYY YYY YYY
                    B nnY nnY nnY nnY
                    C nnY nnY nnY nnY
                    E YYY YYY YYY YYY
                    F YYY YYY YYY YYY
                    H nnY nnY nnY nnY
                    I nnY nnY nnY nnY
                    K YYY YYY YYY YYY
                    L YYY YYY YYY YYY
                    M nnn nnn nnn nnn
                    N nnY nnY nnY nnY
                    O YYY YYY YYY YYY
                    P 1YY nnY 1YY nYY
                    Q nnn nnn nnn nnn
                    R nnY nnY nnY nnY
                    T nnY YYY nnY XXY
                    U nnY nnY nnY nnY
                    V nnY nnY nnY nnY
                    X YYY YYY YYY YYY
                    Z 1YY nnY 1YY nYY
                    4 1YY nnY 1YY nYY
                    5 YYY YYY YYY YYY
                    6 YYY YYY YYY YYY
                    7 nnY nnY nnY nnY
                    9 YYn nnn YYn YYn
                    """);

    /** UTP; all other tapes too. */
    private static final Map<String, List<String>> TAPE_C =
            table(
                    """
                    @ YYY YYY YYY YYY
                    _ YYY YYY YYY YYY
                    A YYY YYY YYY YYY
                    B YYY YYY YYY YYY
                    C nnY nnY nnY nnY
                    D YYY YYY YYY YYY
                    E ... YYY ... YYY
                    F YYY YYY YYY YYY
                    G 1YY nnY 1YY nYY
                    H nnY nnY nnY nnY
                    I nnY nnY nnY nnY
                    K YYY YYY YYY YYY
                    L YYY YYY YYY YYY
                    M nnn nnn nnn nnn
                    N nnY nnY nnY nnY
                    O YYY YYY YYY YYY
                    P 1YY nnY 1YY nYY
                    Q nnn nnn nnn nnn
                    R nnY nnY nnY nnY
                    S YYY ... ... YYY
                    T nnY YYY nnY XXY
                    U nnY nnY nnY nnY
                    V nnY nnY nnY nnY
                    W nnY nnY nnY nnY
                    X YYY YYY YYY YYY
                    Y YYY YYY YYY YYY
                    Z 1YY nnY 1YY nYY
                    1 YYY ... ... YYY
                    4 1YY nnY 1YY nYY
                    5 YYY YYY YYY YYY
                    6 YYY YYY YYY YYY
                    7 nnY nnY nnY nnY
                    9 YYn nnn YYn YYn
                    """);

    private SaleConditions() {}

    private static Map<String, List<String>> table(String lines) {
        return lines.lines()
                .map(line -> Arrays.asList(line.split(" ")))
                .collect(
                        Collectors.toMap(
                                cells -> cells.get(0).replace('_', ' '),
                                cells -> cells.subList(1, cells.size())));
    }

    /**
     * What a trade may do: in each field the least that one of its conditions allows.
     *
     * @param rules one of {@code sip-daily alpaca-minute alpaca-daily massive-minute}
     * @param conditions empty if it has none
     * @param tape null if unknown
     * @param timeNs when the trade was
     */
    public static Effect effect(String rules, List<String> conditions, String tape, long timeNs) {
        int column = RULES.indexOf(rules);
        if (column < 0) {
            throw new IllegalArgumentException("Unknown rules: " + rules);
        }
        Map<String, List<String>> table =
                "A".equals(tape) || "B".equals(tape) ? TAPES_A_AND_B : TAPE_C;
        Say openClose = Say.YES;
        boolean highLow = true;
        boolean volume = true;
        boolean unknown = false;
        for (String condition : conditions) {
            String rule = table.containsKey(condition) ? table.get(condition).get(column) : "...";
            if (rule.equals("...")) {
                unknown = true;
                rule = "nnY";
            }
            if (rule.contains("X")) {
                rule = rule.replace('X', isRegular(timeNs) ? 'n' : 'Y');
            }
            Say say =
                    switch (rule.charAt(0)) {
                        case 'Y' -> Say.YES;
                        case '1' -> Say.IF_FIRST;
                        default -> Say.NO;
                    };
            if (say.compareTo(openClose) < 0) {
                openClose = say;
            }
            highLow &= rule.charAt(1) == 'Y';
            volume &= rule.charAt(2) == 'Y';
        }
        return new Effect(openClose, highLow, volume, unknown);
    }

    private static boolean isRegular(long timeNs) {
        LocalTime time = Instant.ofEpochSecond(0, timeNs).atZone(NEW_YORK).toLocalTime();
        return !time.isBefore(OPEN) && time.isBefore(CLOSE);
    }
}
