package io.tickhouse.contenders;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.KafkaTopics;
import io.tickhouse.model.Flattener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The limit that the engines are measured against: the same rule, the same bytes, one thread and no
 * framework.
 *
 * <p>Guarantee: that of the flatten job. At each interval the rows are committed to Iceberg with
 * the position in the snapshot, then to Kafka with the position in the transaction; after a crash
 * in between, the rows that Iceberg has are skipped. It rests on {@link LakeWriter} and {@link
 * KafkaLeg}. What it lacks is what the framework is for: more than one thread, machine or restart.
 */
@Command(
        name = "loop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Flattens a topic in a plain loop: the limit of what an engine can reach.",
        footer = {
            "",
            "Example:",
            "  PlainLoop --mode=both --group=bench-1 --dest-topic=bench --iceberg-table=bench.loop"
                    + " --until-end",
            "",
            "S3 keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        })
public final class PlainLoop implements Callable<Integer> {

    /** How far a record goes. */
    enum Mode {
        CONSUME,
        PARSE,
        KAFKA,
        ICEBERG,
        BOTH
    }

    /** Delivery to Kafka; Iceberg is exactly once always. */
    enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    @Option(names = "--mode", required = true, description = "${COMPLETION-CANDIDATES}")
    private Mode mode;

    @Option(names = "--kafka-brokers", defaultValue = "localhost:9092")
    private String kafkaBrokers;

    @Option(names = "--source-topic", defaultValue = "iex_data")
    private String sourceTopic;

    @Option(names = "--dest-topic", defaultValue = "flattened_stocks_loop")
    private String destTopic;

    @Option(
            names = "--group",
            defaultValue = "tickhouse-loop",
            description =
                    "Consumer group of the position, which is also the transactional id and the"
                            + " name in the snapshots. It starts where the group stands, or at the"
                            + " earliest record.")
    private String group;

    @Option(names = "--iceberg-table", defaultValue = "db.flattened_stocks_loop")
    private String icebergTable;

    @Option(names = "--catalog-uri", defaultValue = "http://localhost:8181")
    private String catalogUri;

    @Option(names = "--warehouse", defaultValue = "s3://warehouse/")
    private String warehouse;

    @Option(names = "--s3-endpoint", defaultValue = "http://localhost:9100")
    private String s3Endpoint;

    @Option(
            names = "--interval",
            defaultValue = "2",
            description = "Seconds between commits; fractions are taken.")
    private double interval;

    @Option(
            names = "--delivery",
            defaultValue = "exactly-once",
            converter = DeliveryConverter.class,
            description = "exactly-once or at-least-once")
    private Delivery delivery;

    @Option(
            names = "--until-end",
            description = "Stop at what is the end of the topic at start; else at SIGTERM.")
    private boolean untilEnd;

    private final Totals totals = new Totals();
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    private volatile boolean stopping;

    /** Runs the loop; prints one line of JSON at the end. */
    public static void main(String[] args) {
        PlainLoop loop = new PlainLoop();
        Thread main = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    loop.stopping = true;
                                    try {
                                        main.join();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                }));
        int code =
                new CommandLine(loop)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setExecutionExceptionHandler(PlainLoop::explain)
                        .execute(args);
        if (code != 0 && !loop.stopping) {
            // The hook waits for this thread, so it must not be the one that waits for the hook.
            Runtime.getRuntime().halt(code);
        }
    }

    private static int explain(Exception e, CommandLine loop, CommandLine.ParseResult result)
            throws Exception {
        if (e instanceof Refusal) {
            loop.getErr().println(e.getMessage());
            return 1;
        }
        throw e;
    }

    @Override
    public Integer call() throws IOException {
        long started = System.nanoTime();
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(sourceTopic).stream()
                            .map(p -> new TopicPartition(sourceTopic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends =
                    untilEnd ? consumer.endOffsets(partitions) : Map.of();
            for (TopicPartition partition : partitions) {
                next.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
            List<Leg> legs = legs(consumer, partitions.size());
            try {
                run(consumer, ends, legs);
            } finally {
                for (Leg leg : legs) {
                    leg.close();
                }
            }
        }
        System.out.println(
                totals.toJson(
                        mode.name().toLowerCase(java.util.Locale.ROOT),
                        (System.nanoTime() - started) / 1_000_000,
                        cpuMillis()));
        return 0;
    }

    private void run(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, List<Leg> legs)
            throws IOException {
        Flattener flattener = new Flattener();
        Flattener.Output output = new Fan(totals, legs);
        long intervalNanos = (long) (interval * 1e9);
        long due = System.nanoTime() + intervalNanos;
        while (!stopping && (!untilEnd || !reached(ends))) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(LONGEST_POLL);
            for (TopicPartition partition : records.partitions()) {
                for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                    totals.arrays++;
                    if (mode != Mode.CONSUME) {
                        flattener.flatten(
                                record.value(), record.partition(), record.offset(), output);
                    }
                    // One poll can hold more than an interval's work.
                    if (System.nanoTime() >= due) {
                        next.put(partition, new OffsetAndMetadata(record.offset() + 1));
                        commit(legs);
                        due = System.nanoTime() + intervalNanos;
                    }
                }
                next.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
            if (System.nanoTime() >= due) {
                commit(legs);
                due = System.nanoTime() + intervalNanos;
            }
        }
        commit(legs);
    }

    /** By the consumer's position: markers of transactions at the end of a topic are no records. */
    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> next.get(end.getKey()).offset() >= end.getValue());
    }

    private void commit(List<Leg> legs) throws IOException {
        for (Leg leg : legs) {
            leg.commit(next);
        }
    }

    /** In the order of their commits: the position goes to the group last. */
    private List<Leg> legs(Consumer<byte[], byte[]> consumer, int partitions) {
        List<Leg> legs = new ArrayList<>();
        if (mode == Mode.CONSUME || mode == Mode.PARSE) {
            legs.add(new CommitLeg(consumer));
            return legs;
        }
        boolean kafkaRows = mode != Mode.ICEBERG;
        prepareTopics(kafkaRows, partitions);
        if (mode != Mode.KAFKA) {
            legs.add(new LakeLeg(catalog(), tableIdentifier(), group));
        }
        legs.add(
                new KafkaLeg(
                        kafkaBrokers,
                        consumer,
                        delivery == Delivery.EXACTLY_ONCE ? group : null,
                        sourceTopic,
                        destTopic,
                        kafkaRows));
        return legs;
    }

    private void prepareTopics(boolean rows, int partitions) {
        try (KafkaTopics topics = new KafkaTopics(kafkaBrokers, Map.of())) {
            topics.ensureDeadLetters(sourceTopic + "_dead_letters", sourceTopic);
            if (rows) {
                for (LakeTable<?> kind :
                        List.of(LakeTable.TRADES, LakeTable.QUOTES, LakeTable.BARS)) {
                    topics.ensureRows(destTopic + kind.suffix(), partitions);
                }
            }
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Properties config = KafkaEnds.consumerSettings();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafkaBrokers);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TableIdentifier tableIdentifier() {
        return TableIdentifier.parse(icebergTable);
    }

    private LakeCatalog catalog() {
        return new LakeCatalog(
                "local",
                LakeCatalog.Type.REST,
                catalogUri,
                warehouse,
                s3Endpoint,
                System.getenv("AWS_ACCESS_KEY_ID"),
                System.getenv("AWS_SECRET_ACCESS_KEY"),
                Map.of());
    }

    private static long cpuMillis() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1_000_000;
    }

    /** Takes the words as the flatten job does. */
    private static final class DeliveryConverter
            implements CommandLine.ITypeConverter<Delivery> {

        @Override
        public Delivery convert(String text) {
            return Delivery.valueOf(
                    text.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
        }
    }
}
