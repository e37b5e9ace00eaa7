package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void aHintNamesTheStackUnlessItIsTheOneByDefault() {
        assertThat(Workspace.at(Path.of(".tickhouse")).option(Path.of(".tickhouse"))).isEmpty();
        assertThat(Workspace.at(Path.of("/a b/it's")).option(Path.of(".tickhouse")))
                .isEqualTo(" --home '/a b/it'\\''s'");
    }
}
