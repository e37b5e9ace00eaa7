package io.tickhouse.tools.feed.file;

import java.util.ArrayList;
import java.util.List;

/** Determines the column separator of a table from its first lines. */
final class Delimiter {

    private static final char[] CANDIDATES = {'\t', '|', ';', ','};
    private static final int LINES = 20;

    private Delimiter() {}

    /**
     * The character for which most lines have as many as the first line. On a tie the comma loses,
     * because commas also occur inside numbers.
     *
     * @return 0 if there is none
     */
    static char of(List<String> lines) {
        List<String> first = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank() && first.size() < LINES) {
                first.add(line);
            }
        }
        if (first.isEmpty()) {
            return 0;
        }
        char best = 0;
        int bestScore = 0;
        for (char candidate : CANDIDATES) {
            int columns = count(first.get(0), candidate);
            int alike = 0;
            for (String line : first) {
                alike += count(line, candidate) == columns ? 1 : 0;
            }
            if (columns > 0 && alike > bestScore) {
                best = candidate;
                bestScore = alike;
            }
        }
        return best;
    }

    private static int count(String line, char wanted) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            count += c == wanted && !quoted ? 1 : 0;
        }
        return count;
    }

    static String name(char delimiter) {
        return switch (delimiter) {
            case ',' -> "comma";
            case ';' -> "semicolon";
            case '|' -> "pipe";
            case '\t' -> "tab";
            case ' ' -> "space";
            default -> Character.toString(delimiter);
        };
    }
}
