package io.tickhouse.tools.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is refused before the program is started. */
class SqlCommandTest {

    @TempDir private Path home;

    private Exception failure(String... arguments) {
        Exception[] failure = new Exception[1];
        new CommandLine(new SqlCommand())
                .setExecutionExceptionHandler(
                        (e, commandLine, parsed) -> {
                            failure[0] = e;
                            return 1;
                        })
                .execute(arguments);
        return failure[0];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -e|SELECT 1|-f|x.sql | Give SQL or a name, -e or -f: only one of them.
                    -e|SELECT 1|--parallelism|0 | --parallelism is at least 1.
                    -e|SELECT 1|--format|xml | --format is one of table, csv and json, not xml.
                    """)
    void badUsage(String one, String two, String three, String four, String sentence) {
        assertThat(failure(one, two, three, four, "--home=" + home)).hasMessage(sentence);
    }

    @Test
    void aProgramThatIsNotBuilt() {
        String root = System.getProperty("tickhouse.root");
        System.setProperty("tickhouse.root", home.toString());
        try {
            assertThat(failure("-e", "SELECT 1", "--home=" + home))
                    .hasMessageStartingWith("There is no " + home)
                    .hasMessageContaining("build it with mvn -Pfast package");
        } finally {
            if (root == null) {
                System.clearProperty("tickhouse.root");
            } else {
                System.setProperty("tickhouse.root", root);
            }
        }
    }
}
