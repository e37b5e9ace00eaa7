package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is refused before any service is asked. */
class AuditUsageTest {

    @TempDir private Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--wait=10000000000 | --wait takes seconds, 0 to 31536000, not 10000000000.",
                "--wait=-1 | --wait takes seconds, 0 to 31536000, not -1.",
                "--at-least=-5 | --at-least takes a number, 0 or more, not -5.",
                "--at-least=1 --allow-empty | Give --allow-empty or --at-least, not both.",
                "--at-least=0 --allow-empty | Give --allow-empty or --at-least, not both.",
                "--output-mode=topics | --output-mode is one of both, kafka-only, iceberg-only, not topics.",
                "--delivery=at_least_once | --delivery is one of exactly-once, at-least-once, not at_least_once.",
                "--since=yesterday | --since takes a time such as 2025-11-13T14:30:00Z, not yesterday.",
                "--until=2026-03-02 | --until takes a time such as 2025-11-13T14:30:00Z, not 2026-03-02.",
                "--pinot-broker=h:1 | Name both --pinot-broker and --pinot-controller",
                "--pinot-controller=http://h:1 | Name both --pinot-broker and --pinot-controller",
                "--pinot-broker=h:1 --pinot-controller=localhost:9000 | --pinot-controller takes a URL such as http://HOST:PORT, not localhost:9000.",
                "--kafka-brokers=nonsense | correct --kafka-brokers",
                "--wait=soon | '--wait'",
                "--no-such | --no-such",
            })
    void isRefusedAsBadUsage(String options, String sentence) {
        CommandRun run = audit(options.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aPinotThatIsLeftOutNeedsNoAddress() {
        CommandRun run = audit("--no-pinot", "--pinot-broker=h:1", "--until=never");

        assertThat(run.err()).startsWith("--until takes a time");
    }

    @Test
    void choicesMayBeWrittenInCapitals() {
        CommandRun run = audit("--output-mode=KAFKA-ONLY", "--delivery=Exactly-Once", "--since=x");

        assertThat(run.err()).startsWith("--since takes a time");
    }

    private CommandRun audit(String... options) {
        List<String> arguments = new ArrayList<>(List.of("audit", "--home", home.toString()));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
