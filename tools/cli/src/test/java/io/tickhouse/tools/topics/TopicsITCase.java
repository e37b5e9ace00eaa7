package io.tickhouse.tools.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.FreePorts;
import io.tickhouse.tools.Run;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Tests the commands against a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicsITCase {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private Path home;
    private LocalStack stack;

    @BeforeAll
    void up() throws IOException {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "it-topics-");
        stack = LocalStack.of(home, ROOT);
        stack.up(
                StackOptions.only("kafka").onPortOffset(FreePorts.offset()),
                Progress.toStandardError());
    }

    @AfterAll
    void down() {
        stack.clear(Progress.silent());
    }

    @Test
    void createsWhatTheFileSaysAndChangesNothingAfterwards() throws IOException {
        String file = ROOT.resolve("kafka/topics.yaml").toString();
        assertThat(topics("create", "--file", file).exitCode()).isZero();
        Run again = topics("create", "--file", file, "--json");
        assertThat(again.exitCode()).isZero();
        assertThat(again.json()).hasSize(Kind.values().length + 6);
        assertThat(again.json().findValuesAsText("outcome")).containsOnly("exists");
        assertThat(again.err()).isEmpty();

        JsonNode raw = topics("describe", "iex_data", "--json").json().get(0);
        assertThat(raw.get("partitions")).hasSize(3);
        assertThat(raw.at("/config/max.message.bytes").asText()).isEqualTo("8388608");

        Run more = topics("create", "iex_data", "--file", file, "--partitions", "6");
        assertThat(more.exitCode()).isZero();
        assertThat(more.err()).contains("has 3 partitions instead of 6");
        assertThat(topics("describe", "iex_data", "--json").json().get(0).get("partitions"))
                .hasSize(3);
    }

    /**
     * A broker lists a new topic before all its partitions accept records; with this many
     * partitions, the delay is long. Records that an idempotent producer sends in that window may
     * arrive out of order, and its first batch is then rejected until it expires.
     */
    @Test
    @Timeout(120)
    void aTopicJustMadeTakesAllThatIsSent() {
        Run generate =
                run(
                        new ArrayList<>(
                                List.of(
                                        "generate",
                                        "--topic=just_made",
                                        "--partitions=300",
                                        "--symbol-count=3000",
                                        "--batch-size=2000",
                                        "--interval=0",
                                        "--trades=200000")));
        assertThat(generate.exitCode()).as(generate.err()).isZero();
    }

    @Test
    void deletesATopicOnce() throws IOException {
        create("doomed", 1);
        assertThat(topics("delete", "doomed", "--yes").exitCode()).isZero();
        assertThat(topics("list", "--json").out()).doesNotContain("doomed");
        Run again = topics("delete", "doomed", "--yes");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("there is no such topic");
    }

    @Test
    void lagIsWhatAGroupHasNotCommitted() throws Exception {
        create("lagging", 2);
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("lagging", i % 2, "k", "v" + i)).get();
            }
        }
        try (Admin admin = Admin.create(client())) {
            admin.alterConsumerGroupOffsets(
                            "reader",
                            Map.of(new TopicPartition("lagging", 0), new OffsetAndMetadata(2)))
                    .all()
                    .get();
        }
        Run lag = topics("lag", "reader", "--json");
        assertThat(lag.exitCode()).isZero();
        assertThat(lag.json()).hasSize(1);
        assertThat(lag.json().get(0).get("committed").asLong()).isEqualTo(2);
        assertThat(lag.json().get(0).get("end").asLong()).isEqualTo(5);
        assertThat(lag.json().get(0).get("lag").asLong()).isEqualTo(3);
        assertThat(topics("lag").out()).contains("reader", "lagging-0", "total lag 3");
        Run unknown = topics("lag", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no group nobody").contains("reader");
    }

    @Test
    void consumesCommittedRecordsUnlessAskedForAll() throws Exception {
        create("transactions", 1);
        try (KafkaProducer<String, String> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "topics-it"))) {
            producer.initTransactions();
            producer.beginTransaction();
            ProducerRecord<String, String> kept =
                    new ProducerRecord<>("transactions", 0, "AAPL", "kept");
            kept.headers().add("reason", "none".getBytes(StandardCharsets.UTF_8));
            producer.send(kept).get();
            producer.commitTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactions", 0, "AAPL", "aborted")).get();
            producer.abortTransaction();
        }
        assertThat(consume("--from-beginning", "--timeout", "2", "--keys").out())
                .isEqualToIgnoringNewLines("AAPL\tkept");
        assertThat(consume("--from-beginning", "--timeout", "2", "--uncommitted").out())
                .contains("kept", "aborted");
        JsonNode first =
                consume("--partition", "0", "--offset", "0", "--count", "1", "--json").json();
        assertThat(first.at("/headers/reason").asText()).isEqualTo("none");
        assertThat(first.get("value").asText()).isEqualTo("kept");
        Run beyond = consume("--partition", "0", "--offset", "999", "--timeout", "2");
        assertThat(beyond.exitCode()).isEqualTo(1);
        assertThat(beyond.err()).contains("There is no such offset");
    }

    private void create(String topic, int partitions) {
        String file = ROOT.resolve("kafka/topics.yaml").toString();
        Run run = topics("create", topic, "--file", file, "--partitions", "" + partitions);
        assertThat(run.exitCode()).isZero();
    }

    private Run consume(String... options) {
        List<String> arguments = new ArrayList<>(List.of("consume", "transactions"));
        arguments.addAll(List.of(options));
        return run(arguments);
    }

    private Run topics(String... options) {
        List<String> arguments = new ArrayList<>(List.of("topics"));
        arguments.addAll(List.of(options));
        return run(arguments);
    }

    private Run run(List<String> arguments) {
        arguments.addAll(List.of("--home", home.toString()));
        return Run.of(arguments);
    }

    private Properties client() {
        return BrokerOption.clientProperties(stack.endpoints().kafka());
    }

    private KafkaProducer<String, String> producer(Map<String, String> more) {
        Properties properties = client();
        properties.putAll(more);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }
}
