package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "it's", "$HOME", "`id`", "a\\b", "*", "~", "a;b", "\n", "\u00fc"})
    void aShellReadsWhatWasWritten(String text) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Shell.quoted(text)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Property
    void anyOtherWordIsInQuotes(@ForAll String text) {
        String quoted = Shell.quoted(text);

        Assume.that(!quoted.equals(text));
        // Within quotes a shell knows nothing but the next quote.
        assertThat(quoted).startsWith("'").endsWith("'");
        assertThat(quoted.substring(1, quoted.length() - 1).replace("'\\''", "\u0000"))
                .doesNotContain("'");
    }

    @Test
    void aPlainWordStaysAsItIs() {
        assertThat(Shell.quoted("--delivery=exactly-once")).isEqualTo("--delivery=exactly-once");
        assertThat(Shell.quoted("http://127.0.0.1:9000/")).isEqualTo("http://127.0.0.1:9000/");
    }
}
