package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests what a user is shown before anything is sent. */
class MappingTest {

    @Test
    void columnsAndRowsHaveTheirTitleOnce() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("price", "p, the price");
        columns.put("s", "s, the size");
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("line 2", "{}");
        rows.put("line 3", "{\"p\":1}");
        Mapping mapping =
                new Mapping(
                        Map.of("layout", "none"),
                        columns,
                        List.of("a", "b"),
                        List.of("take care"),
                        rows,
                        Map.of(),
                        false);

        assertThat(mapping.lines())
                .containsExactly(
                        "layout       none",
                        "columns      price -> p, the price",
                        "             s     -> s, the size",
                        "not used     a, b",
                        "note         take care",
                        "first rows   line 2: {}",
                        "             line 3: {\"p\":1}");
    }

    @Test
    void whatIsNotThereHasNoLine() {
        Mapping mapping =
                new Mapping(Map.of(), Map.of(), List.of(), List.of(), Map.of(), Map.of(), true);

        assertThat(mapping.lines()).isEmpty();
        assertThat(mapping.tree())
                .containsOnlyKeys("columns", "notUsed", "notes", "firstRows", "badRows");
    }
}
