package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Reason;
import io.tickhouse.model.Trade;
import io.tickhouse.tools.FreePorts;
import io.tickhouse.tools.Run;
import io.tickhouse.tools.audit.TopicReader;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import io.tickhouse.tools.topics.BrokerOption;
import io.tickhouse.tools.topics.TopicAdmin;
import io.tickhouse.tools.topics.TopicDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests the command against a real broker, with engines that agree and one that is broken on
 * purpose.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompareITCase {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final String RAW = "raw";
    private static final List<String> SUFFIXES =
            Stream.concat(Stream.of(Kind.values()).map(Kind::suffix), Stream.of("_dead_letters"))
                    .toList();

    private Path home;
    private LocalStack stack;
    private BrokenEngine broken;

    @BeforeAll
    void up() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "it-compare-");
        stack = LocalStack.of(home, ROOT);
        stack.up(
                StackOptions.only("kafka").onPortOffset(FreePorts.offset()),
                Progress.toStandardError());
        Run generated =
                run(
                        "generate --topic raw --seed 7 --symbol-count 40 --interval 0"
                                + " --batch-count 200 --corrupt 0.05 --kinds "
                                + Stream.of(Kind.values())
                                        .map(Kind::plural)
                                        .collect(Collectors.joining(",")));
        assertThat(generated.exitCode()).as(generated.err()).isZero();
        createTopics("engine");
        createTopics("twin");
        createTopics("broken");
        flatten(new Engine("engine"));
        flatten(new Engine("twin"));
        broken = new BrokenEngine("broken");
        flatten(broken);
    }

    @AfterAll
    void down() {
        stack.clear(Progress.silent());
    }

    @Test
    void enginesAndTheOracleAgreeOnEveryKind() {
        for (String suffix : SUFFIXES) {
            Run run = run("compare engine" + suffix + " twin" + suffix + " oracle:raw");
            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.out())
                    .contains("Equal: 3 sides with the same ")
                    .doesNotContain(" 0 rows");
        }
    }

    @Test
    void theOracleCanBeAtAnotherAddressAndTheKindCanBeSaid() {
        Run run =
                run(
                        "compare oracle:"
                                + stack.endpoints().kafka()
                                + "/raw engine_quotes --kind quotes --kafka-brokers "
                                + stack.endpoints().kafka());
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    @Test
    void aBrokenTwinIsCaughtWithTheCoordinates() throws IOException {
        Run run = run("compare engine broken oracle:raw --json --show 1000");
        assertThat(run.exitCode()).isEqualTo(1);
        JsonNode report = run.json();
        assertThat(report.get("equal").asBoolean()).isFalse();
        List<String> found = new ArrayList<>();
        for (JsonNode difference : report.get("differences")) {
            for (JsonNode finding : difference.get("findings")) {
                assertThat(finding.get("side").asText()).isEqualTo("broken");
                found.add(difference.get("source").asText() + " " + finding.get("what").asText());
            }
        }
        assertThat(found)
                .contains(
                        broken.lost + " MISSING",
                        broken.repeated + " REPEATED",
                        broken.rounded + " OTHER_VALUE")
                .hasSize(3);

        Run text = run("compare engine broken --show 2");
        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out())
                .contains(
                        "The first 2 of 3 coordinates that differ:",
                        "DIFFERENT: 3 coordinates",
                        "engine ",
                        "key ",
                        "\"src\":\"");
    }

    @Test
    void aBrokenTwinsDeadLettersAreCaughtByTheirHeaders() {
        Run run = run("compare broken_dead_letters engine_dead_letters");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "the headers differ between broken_dead_letters and engine_dead_letters",
                        "reason=BAD_VALUE");
        Run oracle = run("compare broken_dead_letters oracle:raw");
        assertThat(oracle.exitCode()).isEqualTo(1);
    }

    @Test
    void whatWasAbortedIsNotThere() throws Exception {
        createTopics("aborted");
        Properties transactional = client();
        transactional.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "compare-it");
        try (KafkaProducer<byte[], byte[]> producer = producer(transactional)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("aborted", bytes("{\"src\":\"0-0-0\"}"))).get();
            producer.abortTransaction();
        }
        createTopics("empty");
        Run run = run("compare aborted empty");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains("Nothing to compare");
        assertThat(run("compare aborted empty --allow-empty").exitCode()).isZero();
    }

    @Test
    void waitsForAnEngineThatIsStillAtWork() throws Exception {
        createTopics("late");
        CompletableFuture<Void> engine =
                CompletableFuture.runAsync(() -> flatten(new Engine("late")));
        // It ends when they are equal; the long wait is for a busy machine.
        Run run = run("compare engine late --wait 180");
        engine.get(1, TimeUnit.MINUTES); // throws its failure
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    // ---- the audit of the same topics ----

    @Test
    void theAuditFindsWhatTheBrokenEngineDid() {
        Run clean = run(audit("engine") + " --at-least 1000");
        assertThat(clean.exitCode()).as(clean.out() + clean.err()).isZero();
        assertThat(clean.out()).contains("Clean: every element arrived exactly once");

        Run run = run(audit("broken"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("first missing: " + broken.lost, "first duplicates: " + broken.repeated);
    }

    @Test
    void anAuditOfNothingIsNotClean() throws Exception {
        createTopics("silent");
        String audit = "audit --source-topic silent --output-mode kafka-only --no-pinot";
        Run run = run(audit);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("nothing to audit", "--allow-empty");
        assertThat(run(audit + " --allow-empty").exitCode()).isZero();

        assertThat(run(audit("engine") + " --since 2100-01-01T00:00:00Z").exitCode()).isEqualTo(1);
        assertThat(run(audit("engine") + " --at-least 1000000000").out())
                .contains("at least 1,000,000,000");
    }

    @Test
    void rowsInThePlaceOfAnotherKindAndBeyondTheRawTopicAreFaults() throws Exception {
        createTopics("strange");
        flatten(
                new Engine("strange") {
                    private boolean first = true;

                    @Override
                    public void row(Message message) {
                        if (first && message.kind() == Kind.TRADE) {
                            first = false;
                            send("_quotes", message);
                            message.offset = 1_000_000;
                        }
                        super.row(message);
                    }
                });
        Run run = run(audit("strange"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        " 0 missing",
                        "1 in the place of another kind",
                        "1 unknown to the raw topic",
                        "-1000000-");
    }

    private static String audit(String engine) {
        return "audit --source-topic raw --output-mode kafka-only --no-pinot --dest-topic "
                + engine
                + " --dead-letter-topic "
                + engine
                + "_dead_letters";
    }

    @Test
    void badUsageAndTopicsThatAreNotThereAreExplained() {
        assertThat(run("compare engine").exitCode()).isEqualTo(2);
        assertThat(run("compare engine engine").err()).contains("named twice");
        String port = stack.endpoints().kafka().replaceAll(".*:", "");
        Run sameTopic = run("compare engine localhost:" + port + "/engine");
        assertThat(sameTopic.exitCode()).isEqualTo(2);
        assertThat(sameTopic.err()).contains("are one topic");
        assertThat(run("compare engine twin_bars").err()).contains("--kind");
        assertThat(run("compare oracle:raw oracle:other").err()).contains("--kind");
        assertThat(run("compare engine oracle:").err()).contains("A side is");
        assertThat(run("compare engine twin --kind rows").exitCode()).isEqualTo(2);
        Run absent = run("compare engine no-such-topic");
        assertThat(absent.exitCode()).isEqualTo(1);
        assertThat(absent.err()).contains("There is no topic or table for no-such-topic");
    }

    // ---- engines ----

    /** Flattens as the jobs do, and writes the result. */
    private class Engine implements Flattener.Output {

        private final String topic;
        private final FlatJson json = new FlatJson();
        private final List<Future<RecordMetadata>> sent = new ArrayList<>();
        private final KafkaProducer<byte[], byte[]> producer = producer(client());

        Engine(String topic) {
            this.topic = topic;
        }

        @Override
        public void row(Message message) {
            send(message.kind().suffix(), message);
        }

        void send(String suffix, Message message) {
            sent.add(
                    producer.send(
                            new ProducerRecord<>(
                                    topic + suffix, message.symbol, json.toBytes(message))));
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic + "_dead_letters", letter.value);
            record.headers()
                    .add("reason", bytes(letter.reason.name()))
                    .add("detail", bytes(letter.detail))
                    .add("source.topic", bytes(RAW))
                    .add("source.partition", bytes(Integer.toString(letter.partition)))
                    .add("source.offset", bytes(Long.toString(letter.offset)))
                    .add("source.index", bytes(Integer.toString(letter.index)))
                    .add("elements", bytes(Integer.toString(letter.elements)))
                    .add("time", bytes(Instant.now().toString()));
            sent.add(producer.send(record));
        }

        /** Fails if a row did not arrive. */
        void close() {
            producer.close();
            assertThat(sent).isNotEmpty().allSatisfy(one -> assertThat(one.get()).isNotNull());
        }
    }

    /** Loses one trade, duplicates another, rounds a price, and gives a wrong reason. */
    private final class BrokenEngine extends Engine {

        private int trades;
        private String lost;
        private String repeated;
        private String rounded;

        BrokenEngine(String topic) {
            super(topic);
        }

        @Override
        public void row(Message message) {
            if (message instanceof Trade trade) {
                trade(trade);
            } else {
                super.row(message);
            }
        }

        private void trade(Trade trade) {
            trades++;
            String source = trade.partition + "-" + trade.offset + "-" + trade.index;
            if (trades == 100) {
                lost = source;
                return;
            }
            if (trades == 200) {
                rounded = source;
                trade.price = Math.floor(trade.price);
            }
            super.row(trade);
            if (trades == 300) {
                repeated = source;
                super.row(trade);
            }
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            if (letter.reason == Reason.NOT_JSON) {
                letter.reason = Reason.BAD_VALUE;
            }
            super.deadLetter(letter);
        }
    }

    private void flatten(Engine engine) {
        Flattener flattener = new Flattener();
        try (TopicReader raw = new TopicReader(client(), RAW)) {
            raw.readTo(
                    raw.ends(),
                    (ConsumerRecord<byte[], byte[]> record) ->
                            flattener.flatten(
                                    record.value(), record.partition(), record.offset(), engine),
                    () -> false);
        } finally {
            engine.close();
        }
    }

    // ---- the broker and the command ----

    private void createTopics(String topic) throws Exception {
        try (TopicAdmin admin = new TopicAdmin(client())) {
            for (String suffix : SUFFIXES) {
                admin.create(TopicDefinition.bare(topic + suffix, 3, (short) 1));
            }
        }
    }

    private Properties client() {
        return BrokerOption.clientProperties(stack.endpoints().kafka());
    }

    private static KafkaProducer<byte[], byte[]> producer(Properties properties) {
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Run run(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--home", home.toString()));
        return Run.of(arguments);
    }
}
