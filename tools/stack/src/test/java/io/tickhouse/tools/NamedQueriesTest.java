package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.NamedQueries.NamedQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedQueriesTest {

    @TempDir private Path folder;

    @Test
    void theFirstLineDescribesTheStatementBelowIt() throws IOException {
        write("b.sql", "-- Trades by hour \nSELECT 1\nFROM t\n");
        write("a.sql", "--As on Windows\r\nSELECT 2\r\n");
        write("readme.txt", "no query");

        assertThat(queries().all())
                .containsExactly(
                        new NamedQuery("a", "As on Windows", "SELECT 2"),
                        new NamedQuery("b", "Trades by hour", "SELECT 1\nFROM t"));
    }

    @Test
    void aNameIsFoundAsItIsWritten() throws IOException {
        write("top.symbols.sql", "-- x\nSELECT 1");

        assertThat(queries().find("top.symbols")).isPresent();
        assertThat(queries().find("top")).isEmpty();
        assertThat(queries().find("top.symbols.sql")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1\n-- late", "", "-- alone"})
    void aFileWithoutADescriptionIsNamed(String text) throws IOException {
        write("bad.sql", text);

        assertThatThrownBy(() -> queries().all())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("bad.sql must begin with a line of comment");
    }

    @Test
    void aFolderThatIsNotThereIsNoCheckout() {
        assertThatThrownBy(() -> new NamedQueries(folder.resolve("none")).all())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("complete checkout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../pinot/queries", "../../minio/queries"})
    void everyQueryOfTheProjectHasADescriptionAndOneStatement(String folder) {
        NamedQueries ours = new NamedQueries(Path.of(folder));

        assertThat(ours.all())
                .isNotEmpty()
                .allSatisfy(
                        query -> {
                            assertThat(query.description()).isNotBlank();
                            assertThat(query.sql()).isNotBlank();
                            assertThat(query.name()).doesNotContainAnyWhitespaces();
                        });
    }

    private NamedQueries queries() {
        return new NamedQueries(folder);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
