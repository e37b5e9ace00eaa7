package io.tickhouse.tools.feed.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The codes that Massive (formerly Polygon) uses for conditions, exchanges and tapes. */
final class Massive {

    // Letters of the tapes' own lists; @ is the regular trade.
    private static final Map<String, String> LETTERS =
            map(
                    "0=@ 1=A 2=B 3=E 4=B 5=G 7=C 8=6 9=X 10=4 11=D 12=T 13=U 14=F 15=M 16=Q 17=O"
                            + " 18=5 19=6 20=N 21=H 22=P 23=K 24=K 25=O 27=1 28=5 29=R 30=L 31=L1"
                            + " 32=Z 33=Z1 34=S 36=Y 37=I 38=9 52=V 53=7");
    private static final Map<String, String> EXCHANGES =
            map(
                    "1=A 2=B 3=C 4=D 5=E 6=I 7=J 8=K 9=M 10=N 11=P 12=T 13=S 14=L 15=V 16=W 17=X"
                            + " 18=Y 19=Z 20=H 21=U");
    private static final Map<String, String> TAPES = map("1=A 2=B 3=C");

    private Massive() {}

    /** The letters of a list of ids. Marks that are not sale conditions have none. */
    static List<String> conditions(String cell, String tape) throws BadCell {
        List<String> letters = new ArrayList<>();
        for (String id : cell.replaceAll("[\\[\\]\\s]", "").split("[,;|]", -1)) {
            String found = letters(id, tape);
            for (int i = 0; i < found.length(); i++) {
                letters.add(found.substring(i, i + 1));
            }
        }
        return letters;
    }

    private static String letters(String id, String tape) throws BadCell {
        boolean tapeC = tape.equals("3");
        if (isMark(id)) {
            return "";
        }
        return switch (id) {
            case "0" -> tapeC ? "@" : " ";
            case "2" -> tapeC ? "W" : "B"; // average price
            default -> {
                String letters = LETTERS.get(id);
                if (letters == null) {
                    throw new BadCell(
                            "c holds the condition %s, which has no letter: leave the column out with --map c="
                                    .formatted(id));
                }
                yield letters;
            }
        };
    }

    /** Trade-through exempt, short sale restrictions and the issuer's status are not conditions. */
    static boolean isMark(String id) {
        return id.equals("41") || id.matches("5[7-9]|60|6[2-9]|7[01]");
    }

    /** The letter of an exchange, or its number if it has none. */
    static String exchange(String id, String tape) {
        // Nasdaq is Q on its own tape and T on the others.
        return id.equals("12") && tape.equals("3") ? "Q" : EXCHANGES.getOrDefault(id, id);
    }

    static String tape(String id) throws BadCell {
        String letter = TAPES.get(id);
        if (letter == null) {
            throw new BadCell("z holds the tape " + id + ": tapes are 1, 2 and 3");
        }
        return letter;
    }

    private static Map<String, String> map(String pairs) {
        Map<String, String> map = new HashMap<>();
        for (String pair : pairs.split(" ", -1)) {
            int equals = pair.indexOf('=');
            map.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return map;
    }
}
