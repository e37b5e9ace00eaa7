package io.tickhouse.tools.feed.file;

import java.util.List;
import java.util.Map;

/**
 * A row of a table, its cells by the names of their columns.
 *
 * @param places of the columns, by their plain names
 */
record Row(List<String> cells, Map<String, Integer> places) {

    /** The cell as it is, or an empty text where the table has no such column. */
    String cell(String plainName) {
        Integer place = places.get(plainName);
        return place == null ? "" : cells.get(place);
    }
}
