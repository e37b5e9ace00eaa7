package io.tickhouse.tools.topics;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Printable;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse consume}: prints records. It commits nothing and joins no group. */
@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the records of a topic, one a line, until Ctrl-C.",
            "Without --from-beginning or --offset only those that arrive from now on."
        },
        footer = {
            "",
            "Example:",
            "  ./tickhouse consume flattened_stocks --from-beginning --count 10 --keys"
        })
public final class ConsumeCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Parameters(paramLabel = "TOPIC", description = "Topic to read.")
    private String topic;

    @Option(names = "--from-beginning", description = "Start with the oldest record.")
    private boolean fromBeginning;

    @Option(names = "--offset", description = "Start at this offset; needs --partition.")
    private Long offset;

    @Option(names = "--partition", description = "Read one partition only.")
    private Integer partition;

    @Option(names = "--count", paramLabel = "N", description = "Stop after N records.")
    private Long count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Stop when no record came for so long.")
    private Double timeout;

    @Option(
            names = "--committed",
            description = "Only records of committed transactions (default).")
    private boolean committed;

    @Option(names = "--uncommitted", description = "Also records of open and aborted transactions.")
    private boolean uncommitted;

    @Option(names = "--keys", description = "Print the key and a tab before the value.")
    private boolean keys;

    @Option(names = "--headers", description = "Print the headers and a tab before the value.")
    private boolean headers;

    @Option(
            names = "--raw",
            description =
                    "Print bytes as they are. Else control characters, which a terminal would obey,"
                            + " are printed as \\xNN.")
    private boolean raw;

    @Option(
            names = "--json",
            description = "Print each record as JSON, with its coordinates, time, key and headers.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (offset != null && (partition == null || fromBeginning || offset < 0)) {
            throw UserError.badUsage(
                    "--offset is a place in one partition: give --partition with it, and no"
                            + " --from-beginning.");
        }
        if (committed && uncommitted) {
            throw UserError.badUsage("Give --committed or --uncommitted, not both.");
        }
        if ((count != null && count < 1) || (timeout != null && timeout <= 0)) {
            throw UserError.badUsage("Give --count and --timeout a number above 0.");
        }
        Properties client = broker.clientProperties(workspace);
        client.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                uncommitted ? "read_uncommitted" : "read_committed");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // An --offset that does not exist is reported, not silently replaced by another.
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        client.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BrokerOption.TIMEOUT_MS);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(client)) {
            printUntilInterrupted(consumer);
            return 0;
        } catch (TimeoutException e) {
            throw BrokerOption.unreachable(client, e);
        } catch (WakeupException e) {
            return 0;
        } catch (OffsetOutOfRangeException e) {
            throw UserError.failed(
                    "There is no such offset in "
                            + topic
                            + " any more, or not yet; ./tickhouse topics describe "
                            + topic
                            + " shows the offsets there are.",
                    e);
        } catch (KafkaException e) {
            throw BrokerOption.refused(client, "read " + topic, e);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Properties client) {
        try {
            return new KafkaConsumer<>(
                    client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw BrokerOption.badAddress(client, e);
        }
    }

    /** Ctrl-C wakes the consumer up and waits until the printed records are flushed. */
    private void printUntilInterrupted(KafkaConsumer<byte[], byte[]> consumer) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            consumer.wakeup();
                            awaitUninterrupted(done);
                        });
        Runtime.getRuntime().addShutdownHook(hook);
        PrintWriter out = spec.commandLine().getOut();
        try {
            print(consumer, out);
        } finally {
            out.flush();
            done.countDown();
        }
    }

    private static void awaitUninterrupted(CountDownLatch done) {
        try {
            if (!done.await(5, TimeUnit.SECONDS)) {
                System.err.println("The consumer did not stop in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(KafkaConsumer<byte[], byte[]> consumer, PrintWriter out) throws Exception {
        start(consumer);
        ObjectMapper mapper = new ObjectMapper();
        long left = count == null ? Long.MAX_VALUE : count;
        long quietSince = System.nanoTime();
        while (left > 0) {
            boolean any = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                any = true;
                out.println(
                        json
                                ? Printable.json(mapper.writeValueAsString(fields(record)))
                                : line(record));
                if (--left == 0) {
                    break;
                }
            }
            out.flush();
            if (any) {
                quietSince = System.nanoTime();
            } else if (timeout != null && (System.nanoTime() - quietSince) / 1e9 >= timeout) {
                return;
            }
        }
    }

    private void start(KafkaConsumer<byte[], byte[]> consumer) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        List<TopicPartition> partitions =
                infos == null
                        ? List.of()
                        : infos.stream()
                                .map(p -> new TopicPartition(topic, p.partition()))
                                .filter(p -> partition == null || p.partition() == partition)
                                .toList();
        if (partitions.isEmpty()) {
            throw UserError.failed(
                    "There is no "
                            + (partition == null ? "" : "partition " + partition + " of ")
                            + "topic "
                            + topic
                            + "; ./tickhouse topics list names those there are.");
        }
        consumer.assign(partitions);
        if (offset != null) {
            consumer.seek(partitions.get(0), offset);
        } else if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
            // Seeking is lazy: without this, records that arrive before the first poll would be
            // skipped.
            partitions.forEach(consumer::position);
        }
    }

    private String line(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder line = new StringBuilder();
        if (headers) {
            line.append(shown(headersOf(record).toString())).append('\t');
        }
        if (keys) {
            line.append(shown(text(record.key()))).append('\t');
        }
        return line.append(shown(text(record.value()))).toString();
    }

    private String shown(String text) {
        return raw ? text : Printable.text(text);
    }

    private static Map<String, Object> fields(ConsumerRecord<byte[], byte[]> record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", record.topic());
        fields.put("partition", record.partition());
        fields.put("offset", record.offset());
        fields.put("timestamp", record.timestamp());
        fields.put("key", text(record.key()));
        fields.put("headers", headersOf(record));
        fields.put("value", text(record.value()));
        return fields;
    }

    private static Map<String, String> headersOf(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), text(header.value()));
        }
        return headers;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
