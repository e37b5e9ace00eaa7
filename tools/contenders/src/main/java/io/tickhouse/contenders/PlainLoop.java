package io.tickhouse.contenders;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.kafka.topics.ClientSettings;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.model.Flattener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The limit against which the engines are measured: the same rule and the same bytes, in one thread
 * and without a framework.
 *
 * <p>Guarantee: that of the flatten job. At each interval the rows are committed to Iceberg with
 * the position in the snapshot, then to Kafka with the position in the transaction. After a crash
 * in between, rows that Iceberg has are skipped. It rests on {@link LakeWriter} and {@link
 * KafkaLeg}. It lacks what a framework provides: more than one thread, machine or restart.
 */
@Command(
        name = "loop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Flattens a topic in a plain loop: the limit of what an engine can reach.",
        footer = {
            "",
            "Example:",
            "  PlainLoop --mode=both --group-id=bench-1 --dest-topic=bench --iceberg-table=bench.loop"
                    + " --until-end",
            "",
            "S3 keys come from S3_ACCESS_KEY and S3_SECRET_KEY, else from the AWS default chain."
        })
public final class PlainLoop implements Callable<Integer> {

    /** How far a record is processed. */
    enum Mode {
        CONSUME,
        PARSE,
        KAFKA,
        ICEBERG,
        BOTH
    }

    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    @Option(names = "--mode", required = true, description = "${COMPLETION-CANDIDATES}")
    private Mode mode;

    @Mixin private Ends ends;

    @Option(
            names = "--until-end",
            description = "Stop at the end that the topic has at start, else at SIGTERM.")
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
            // The shutdown hook waits for this thread, so this thread must not wait for the hook.
            Runtime.getRuntime().halt(code);
        }
    }

    private static int explain(Exception e, CommandLine loop, CommandLine.ParseResult result)
            throws Exception {
        if (e instanceof Refusal || e instanceof StartRefusal) {
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
                    consumer.partitionsFor(ends.sourceTopic).stream()
                            .map(p -> new TopicPartition(ends.sourceTopic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> until = untilEnd ? consumer.endOffsets(partitions) : Map.of();
            for (TopicPartition partition : partitions) {
                next.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
            List<Leg> legs = legs(consumer);
            try {
                run(consumer, until, legs);
            } finally {
                for (Leg leg : legs) {
                    leg.close();
                }
            }
        }
        System.out.println(
                totals.toJson(
                        mode.name().toLowerCase(Locale.ROOT),
                        (System.nanoTime() - started) / 1_000_000,
                        cpuMillis()));
        return 0;
    }

    private void run(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> until, List<Leg> legs)
            throws IOException {
        Flattener flattener = new Flattener();
        Flattener.Output output = new Fan(totals, legs);
        long intervalNanos = ends.processingTime.toNanos();
        long due = System.nanoTime() + intervalNanos;
        while (!stopping && (!untilEnd || !reached(until))) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(LONGEST_POLL);
            for (TopicPartition partition : records.partitions()) {
                for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                    totals.arrays++;
                    if (mode != Mode.CONSUME) {
                        flattener.flatten(
                                record.value(), record.partition(), record.offset(), output);
                    }
                    // One poll may return more than an interval's work.
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

    /**
     * By the consumer's position, because transaction markers at the end of a topic are not
     * records.
     */
    private boolean reached(Map<TopicPartition, Long> until) {
        return until.entrySet().stream()
                .allMatch(end -> next.get(end.getKey()).offset() >= end.getValue());
    }

    private void commit(List<Leg> legs) throws IOException {
        for (Leg leg : legs) {
            leg.commit(next);
        }
    }

    /** In commit order: the position goes to the group last. */
    private List<Leg> legs(Consumer<byte[], byte[]> consumer) {
        List<Leg> legs = new ArrayList<>();
        if (mode == Mode.CONSUME || mode == Mode.PARSE) {
            legs.add(new CommitLeg(consumer));
            return legs;
        }
        boolean kafkaRows = mode != Mode.ICEBERG;
        ends.prepareTopics(kafkaRows);
        if (mode != Mode.KAFKA) {
            legs.add(new LakeLeg(ends.catalog(), ends.table(), ends.groupId));
        }
        legs.add(
                new KafkaLeg(
                        ends.kafkaBrokers,
                        consumer,
                        ends.exactlyOnce() ? ends.groupId : null,
                        ends.sourceTopic,
                        ends.deadLetterTopic(),
                        ends.destTopic,
                        kafkaRows));
        return legs;
    }

    private Consumer<byte[], byte[]> consumer() {
        Properties config = ClientSettings.consumer();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, ends.kafkaBrokers);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, ends.groupId);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static long cpuMillis() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1_000_000;
    }
}
