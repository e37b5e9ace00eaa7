package io.tickhouse.tools.feed.file;

import java.util.List;
import java.util.Map;

/**
 * A row of a table, with its cells by column name.
 *
 * @param places of the columns, by their plain names
 */
record Row(List<String> cells, Map<String, Integer> places) {

    /** The cell unchanged, or an empty text if the table has no such column. */
    String cell(String plainName) {
        Integer place = places.get(plainName);
        return place == null ? "" : cells.get(place);
    }
}
