package io.tickhouse.tools.feed.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conditions of a cell, in its order. */
final class Conditions {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    // As Python and NumPy print a list of texts: ['@', 'I'] and ['@' 'I'].
    private static final Pattern PYTHON =
            Pattern.compile("\\[\\s*(?:(?:'[^']*'|\"[^\"]*\")(?:\\s*,\\s*|\\s+|(?=\\s*])))*\\s*]");
    private static final Pattern PYTHON_TEXT = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    private Conditions() {}

    /** A list as JSON or Python writes it; otherwise texts with ; or | or a comma between. */
    static List<String> of(String cell) throws BadCell {
        String list = cell.strip();
        if (!list.startsWith("[")) {
            return List.of(cell.split("[;|,]", -1));
        }
        if (PYTHON.matcher(list).matches()) {
            List<String> texts = new ArrayList<>();
            Matcher text = PYTHON_TEXT.matcher(list);
            while (text.find()) {
                texts.add(text.group(1) == null ? text.group(2) : text.group(1));
            }
            return texts;
        }
        try {
            return List.of(MAPPER.readValue(list, String[].class));
        } catch (JsonProcessingException | NullPointerException e) {
            throw new BadCell("c is not a list of texts: " + cell);
        }
    }

    /** Four positions, of which the first is the settlement and blank for a regular one. */
    static List<String> byPosition(String cell) {
        List<String> letters = new ArrayList<>();
        for (int i = 0; i < cell.length(); i++) {
            if (i == 0 || cell.charAt(i) != ' ') {
                letters.add(cell.substring(i, i + 1));
            }
        }
        return letters;
    }
}
