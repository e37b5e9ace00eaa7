package io.tickhouse.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Compares the Jobs that run this command in a cluster, and its image, with the command. */
class ManifestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pinot/k8s/apply",
                "tools/k8s/generate",
                "tools/k8s/audit",
                "tools/k8s/audit-no-pinot",
                "tools/k8s/audit-twin"
            })
    void aJobGivesOptionsThatThereAre(String file) throws IOException {
        String args =
                Files.readString(Path.of("../..", file + ".yaml"))
                        .replaceFirst("(?s).*\\n +args:\\n(.*?)\\n +env:.*", "$1");
        List<String> words = args.lines().map(line -> line.strip().substring(2)).toList();

        assertThat(words).hasSizeGreaterThan(3);
        assertThatCode(() -> new CommandLine(new Main()).parseArgs(words.toArray(String[]::new)))
                .doesNotThrowAnyException();
    }

    @Test
    void theImageStartsThisCommand() throws IOException {
        assertThat(Files.readString(Path.of("../Dockerfile")))
                .contains("\"" + Main.class.getName() + "\"]");
    }
}
