package io.tickhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.jobs.options.OptionPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.OptionSpec;

class IngestOptionsTest {

    private static final String SEED =
            """
            alpaca:
              key: "${ALPACA_KEY}"
              secret: "${ALPACA_SECRET}"
              ws_url: "wss://stream.data.alpaca.markets/v2/iex"

            kafka:
              bootstrap_servers: "${BROKER}:9092"
              topic: "iex_data"
              batch_size: 100

            symbols:
              - "AAPL"
              - "TSLA"
            """;

    @TempDir Path folder;

    @Test
    void defaultsAreTheDocumentedOnes() {
        IngestOptions options = parse("--symbols=AAPL");

        assertThat(options.feed).isEqualTo("iex");
        assertThat(options.topic).isEqualTo("iex_data");
        assertThat(options.gapsTopic()).isEqualTo("iex_data_gaps");
        assertThat(options.gapsTable()).hasToString("db.gaps");
        assertThat(options.hasGapsTable()).isTrue();
        assertThat(options.delivery).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
        assertThat(options.transactionalIdPrefix()).isEqualTo("tickhouse-ingest-iex_data");
        assertThat(options.kafka.brokers).isEqualTo("localhost:9092");
        assertThat(options.source()).isNotNull();
    }

    @Test
    void theTestFeedNeedsNoSymbol() {
        assertThat(parse("--feed=test").source()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "--topic=raw,Nothing is subscribed",
        "--feed=nasdaq,There is no feed nasdaq",
        "--channels=statuses --feed=crypto,has no channel statuses",
        "--channels=corrections,is not a channel; the channels are trades",
        "--start=yesterday,which is not a time: write it like",
        "--start=2300-01-01T00:00:00Z,between 1970 and 2262",
        "--start=1500-01-01T00:00:00Z,between 1970 and 2262",
        "--start=2200-01-01T00:00:00Z,still to come",
        "--alpaca-property=overlap=5s,does not know overlap: the properties are alpaca.plaintext",
        "--alpaca-property=alpaca.repair.overlab=5s,alpaca.repair.overlap",
        "--alpaca-property=alpaca.feed=sip,use --feed instead",
        "--alpaca-property=alpaca.credentials.file=keys,use --credentials-file instead",
        "--alpaca-property=alpaca.plaintext=maybe,alpaca.plaintext",
        "--alpaca-property=alpaca.stall-after=trades:0s,alpaca.stall-after must be at least 1 ms",
        "--alpaca-property=alpaca.reconnect.slot-waits=5s;0s,Every wait must be at least 1 ms",
        "--alpaca-property=alpaca.history.page-size=many,alpaca.history.page-size",
        "--gaps-table=gaps,[CATALOG.]DB.TABLE",
        "--transactional-id-prefix=run-1772461800000,does not look stable",
        "--delivery=none,would lose rows",
        "--config=nowhere.yaml,cannot be read",
        "--no-such-option,Unknown option"
    })
    void badUsageIsOneSentence(String arguments, String says) {
        String[] args =
                (arguments.contains("--topic") ? arguments : "--symbols=AAPL " + arguments)
                        .split(" ");

        assertThatThrownBy(() -> parse(args).source())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(says)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void readsTheFileOfTheFirstProducer() throws IOException {
        Path file = write(SEED);

        IngestOptions options = parse(Map.of("BROKER", "kafka"), "--config=" + file);

        assertThat(options.feed).isEqualTo("wss://stream.data.alpaca.markets/v2/iex");
        assertThat(options.kafka.brokers).isEqualTo("kafka:9092");
        assertThat(options.topic).isEqualTo("iex_data");
        assertThat(options.source()).isNotNull();
        // The command line wins.
        assertThat(parse(Map.of("BROKER", "k"), "--config=" + file, "--topic=raw").topic)
                .isEqualTo("raw");
    }

    @Test
    void saysWhichVariableOfTheFileIsMissing() throws IOException {
        Path file = write(SEED);

        assertThatThrownBy(() -> parse(Map.of(), "--config=" + file))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("needs the variable BROKER, which is not set");
    }

    @Test
    void takesNoKeyFromTheFileItself() throws IOException {
        Path file = write(SEED.replace("${ALPACA_SECRET}", "hush"));

        assertThatThrownBy(() -> parse(Map.of("BROKER", "k"), "--config=" + file))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("put it in a variable")
                .message()
                .doesNotContain("hush");
    }

    @Test
    void saysWhichKeyOfTheFileMeansNothing() throws IOException {
        Path file = write("kafka:\n  topics: raw\n");

        assertThatThrownBy(() -> parse(Map.of(), "--config=" + file))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has the unknown key kafka.topics");
    }

    @Test
    void missesKeysInAFileThatIsHere() throws IOException {
        Path keys = folder.resolve("keys");
        Files.writeString(keys, "APCA_API_KEY_ID=AK\n");

        assertThatThrownBy(() -> parse("--symbols=AAPL", "--credentials-file=" + keys))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("APCA_API_SECRET_KEY is not set in the file");
    }

    @Test
    void pageNamesEachOptionWithItsDefault() throws IOException {
        String page = Files.readString(Path.of("../docs/jobs/ingest.md"));

        for (OptionSpec option : IngestOptions.commandLine().getCommandSpec().options()) {
            if (option.usageHelp() || option.versionHelp()) {
                continue;
            }
            assertThat(page).contains(OptionPage.row(option));
        }
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("ingest.yaml"), text);
    }

    private static IngestOptions parse(String... args) {
        return parse(Map.of(), args);
    }

    private static IngestOptions parse(Map<String, String> environment, String... args) {
        return IngestOptions.parse(new PrintWriter(new StringWriter()), environment::get, args)
                .orElseThrow();
    }
}
