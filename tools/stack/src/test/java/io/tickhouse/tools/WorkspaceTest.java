package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceTest {

    @Test
    void aHintNamesTheStackUnlessItIsTheOneByDefault() {
        assertThat(Workspace.at(Path.of(".tickhouse")).isNamed(Path.of(".tickhouse"))).isFalse();
        assertThat(Workspace.at(Path.of("/a/../a/b")).isNamed(Path.of("/a/b"))).isFalse();
        assertThat(Workspace.at(Path.of("/a b/it's")).isNamed(Path.of(".tickhouse"))).isTrue();
        assertThat(Workspace.at(Path.of("/a b/it's")).option())
                .isEqualTo(" --home '/a b/it'\\''s'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start it with ./tickhouse up, or not | start it with ./tickhouse up --home /x, or not",
                "(./tickhouse topics create) | (./tickhouse topics create --home /x)",
                "./tickhouse pinot apply. | ./tickhouse pinot apply --home /x.",
                "./tickhouse lake expire --dry-run | ./tickhouse lake expire --home /x --dry-run",
                "./tickhouse lake rename-columns | ./tickhouse lake rename-columns --home /x",
                "./tickhouse submit --from latest | ./tickhouse submit --home /x --from latest",
                "./tickhouse jobs or ./tickhouse down | ./tickhouse jobs --home /x or ./tickhouse down --home /x",
                "./tickhouse alpaca-emulator | ./tickhouse alpaca-emulator --home /x",
                "./tickhouse clear --home /y | ./tickhouse clear --home /y",
                "./tickhouse pinot apply --home /y | ./tickhouse pinot apply --home /y",
                "through ./tickhouse. | through ./tickhouse.",
                "no command | no command",
            })
    void aSuggestedCommandMeansTheNamedStack(String message, String expected) {
        assertThat(Workspace.at(Path.of("/x")).hints(message)).isEqualTo(expected);
    }

    @Test
    void aSuggestedCommandStaysShortForTheStackByDefault() {
        assertThat(Workspace.at(Path.of(".tickhouse")).hints("use ./tickhouse up"))
                .isEqualTo("use ./tickhouse up");
    }
}
