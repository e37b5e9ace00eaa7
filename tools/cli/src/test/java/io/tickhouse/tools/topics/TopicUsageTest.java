package io.tickhouse.tools.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is rejected before a broker is asked, and the message if none answers. */
class TopicUsageTest {

    @TempDir private Path home;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setErr(before);
    }

    @ParameterizedTest
    @CsvSource({
        "topics, 'Say which: topics create'",
        "topics delete t, confirm with --yes",
        "topics create --partitions 0, at least one partition",
        "topics create --replication-factor 0, at least one partition",
        "topics create --file no-such.yaml, There is no topic file",
        "consume t --offset 5, give --partition with it",
        "consume t --offset 5 --partition 0 --from-beginning, no --from-beginning",
        "consume t --count 0, a number above 0",
        "consume t --timeout 0, a number above 0",
        "consume t --committed --uncommitted, not both",
        "consume t --bootstrap-servers nonsense, correct --kafka-brokers",
        "topics list --kafka-brokers nonsense, correct --kafka-brokers",
    })
    void isRefusedAsBadUsage(String command, String remedy) {
        assertThat(run(command)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(remedy);
    }

    @Test
    void saysHowToStartABrokerThatDoesNotAnswer() {
        assertThat(
                        run(
                                "topics list --kafka-brokers 127.0.0.1:1"
                                        + " --kafka-property default.api.timeout.ms=500"
                                        + " --kafka-property request.timeout.ms=300"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Kafka does not answer at 127.0.0.1:1", "./tickhouse up");
    }

    private int run(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        if (arguments.size() > 1) {
            arguments.addAll(List.of("--home", home.toString()));
        }
        return Main.run(arguments.toArray(String[]::new));
    }
}
