package io.tickhouse.tools.feed.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the conditions of a cell, in their order. */
final class Conditions {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    // A list of texts as Python and NumPy print it: ['@', 'I'] and ['@' 'I'].
    private static final Pattern PYTHON =
            Pattern.compile("\\[\\s*(?:(?:'[^']*'|\"[^\"]*\")(?:\\s*,\\s*|\\s+|(?=\\s*])))*\\s*]");
    private static final Pattern PYTHON_TEXT = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    private Conditions() {}

    /** A list in JSON or Python notation, or else texts separated by ; or | or a comma. */
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

    /** Four positions. The first is the settlement, which is blank for a regular one. */
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
