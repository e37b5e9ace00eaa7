package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void aHintNamesTheStackUnlessItIsTheOneByDefault() {
        assertThat(Workspace.at(Path.of(".tickhouse")).isNamed(Path.of(".tickhouse"))).isFalse();
        assertThat(Workspace.at(Path.of("/a/../a/b")).isNamed(Path.of("/a/b"))).isFalse();
        assertThat(Workspace.at(Path.of("/a b/it's")).isNamed(Path.of(".tickhouse"))).isTrue();
        assertThat(Workspace.at(Path.of("/a b/it's")).option())
                .isEqualTo(" --home '/a b/it'\\''s'");
    }
}
