package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Field;
import io.tickhouse.model.Kind;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnsTest {

    /**
     * Of the kinds that files of tables have. The type is that of the file, and the time can be
     * several columns.
     */
    @ParameterizedTest
    @EnumSource(names = {"TRADE", "QUOTE", "BAR"})
    void everyFieldOfAKindCanBeAColumn(Kind kind) {
        List<String> keys =
                kind.fields().stream()
                        .map(Field::key)
                        .filter(Predicate.not(List.of("T", "t")::contains))
                        .toList();

        assertThat(Columns.fieldsOf(kind).keySet()).containsExactlyElementsOf(keys);
        assertThat(keys)
                .allSatisfy(key -> assertThat(Columns.words(kind, key)).startsWith(key + " "));
    }
}
