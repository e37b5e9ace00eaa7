package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    @TempDir private Path home;

    @Test
    void aFileThatCannotBeWrittenLeavesTheOldOne() throws IOException {
        Path file = home.resolve("deep/layout.json");
        StateFile.write(file, Map.of("a", 1));

        assertThatThrownBy(() -> StateFile.write(file, Map.of("a", new Object())))
                .isInstanceOf(IOException.class);

        assertThat(file).content().isEqualToNormalizingWhitespace("{ \"a\" : 1 }");
        assertThat(file.getParent()).isDirectoryNotContaining(each -> !each.equals(file));
    }
}
