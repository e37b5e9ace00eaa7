package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlignedLinesTest {

    private static final List<String> HEADER = List.of("name", "files", "kind");

    @Test
    void numbersAreAtTheRight() {
        List<String> row = List.of("a longer one", "12", "x");
        AlignedLines lines = new AlignedLines(List.of(HEADER, row), column -> column == 1);

        assertThat(lines.of(HEADER)).isEqualTo("name          files  kind");
        assertThat(lines.rule()).isEqualTo("------------  -----  ----");
        assertThat(lines.of(row)).isEqualTo("a longer one     12  x");
    }

    @Test
    void aWiderCellMovesThoseBehindIt() {
        AlignedLines lines = new AlignedLines(List.of(HEADER), column -> false);

        assertThat(lines.of(List.of("wide name", "1", "y"))).isEqualTo("wide name  1      y");
    }
}
