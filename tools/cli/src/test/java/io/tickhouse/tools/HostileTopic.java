package io.tickhouse.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics with the default settings of a broker, and records that are small on the wire but expand
 * into large, many or far-off rows. None of them may stop an engine or get lost.
 */
public final class HostileTopic {

    private static final Path CASES = Path.of("src/test/resources/raw");
    private static final Instant MORNING = Instant.parse("2026-03-02T14:30:00Z");

    private HostileTopic() {}

    /** Creates topics with the settings of a stock broker: 1 MiB a message, the producer's time. */
    public static void create(String brokers, Map<String, Integer> partitions) {
        Map<String, String> stock =
                Map.of("max.message.bytes", "1048588", "message.timestamp.type", "CreateTime");
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", brokers))) {
            admin.createTopics(
                            partitions.entrySet().stream()
                                    .map(
                                            topic ->
                                                    new NewTopic(
                                                                    topic.getKey(),
                                                                    Optional.of(topic.getValue()),
                                                                    Optional.empty())
                                                            .configs(stock))
                                    .toList())
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends all records, compressed as well as a producer can. */
    public static void fill(String brokers, String topic) {
        Properties config = new Properties();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(32 << 20));
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(64L << 20));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (byte[] value : records()) {
                producer.send(new ProducerRecord<>(topic, value)).get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<byte[]> records() {
        List<byte[]> records = new ArrayList<>();
        Random random = new Random(8);
        // Three years of daily bars, and a trade on each of 400 days: a file a day in the table.
        records.add(
                days(
                        756,
                        "{\"T\":\"d\",\"S\":\"AAPL\",\"o\":1,\"h\":2,\"l\":1,\"c\":2,\"v\":9,\"t\":\"%s\"}"));
        records.add(days(400, "{\"T\":\"t\",\"S\":\"MSFT\",\"p\":1,\"s\":1,\"t\":\"%s\"}"));
        // A row a day, cycling over more days than one record may have.
        records.add(cyclingDays(600, 60_000));
        // A bar a month, cycling over all months that a bar may have.
        records.add(cyclingMonths(2748, 60_000));
        // A row of 1.5 MB.
        records.add(
                bytes(
                        "[{\"T\":\"t\",\"S\":\"AAPL\",\"p\":1,\"t\":1772461800000,\"c\":["
                                + IntStream.range(0, 375)
                                        .mapToObj(i -> '"' + hex(random, 2000) + '"')
                                        .collect(Collectors.joining(","))
                                + "]}]"));
        // A dead letter that other compressions do not shrink below the topic's limit.
        byte[] noise = new byte[975_000];
        random.nextBytes(noise);
        records.add(Base64.getEncoder().encode(noise));
        // Millions of dead elements from a few kilobytes.
        records.add(bytes("[1" + ",1".repeat(4 << 20) + "]"));
        // A valid element between dead ones.
        records.add(
                bytes(
                        "["
                                + "1,".repeat(5000)
                                + "{\"T\":\"t\",\"S\":\"SPY\",\"p\":1,\"s\":0.5,\"t\":1772461800000}"
                                + ",1".repeat(5000)
                                + "]"));
        // Timestamps far from the broker's clock.
        records.add(
                bytes(
                        "[{\"T\":\"t\",\"S\":\"SPY\",\"p\":1,\"t\":\"2100-01-01T00:00:00Z\"},"
                                + "{\"T\":\"t\",\"S\":\"SPY\",\"p\":1,\"t\":\"2262-01-01T00:00:00Z\"},"
                                + "{\"T\":\"t\",\"S\":\"SPY\",\"p\":1,\"t\":1772461800}]"));
        try (Stream<Path> cases = Files.list(CASES)) {
            for (Path file : cases.sorted().toList()) {
                records.add(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        records.add(null);
        return records;
    }

    private static byte[] days(int count, String message) {
        return bytes(
                IntStream.range(0, count)
                        .mapToObj(day -> message.formatted(MORNING.minus(day, ChronoUnit.DAYS)))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static byte[] cyclingDays(int days, int count) {
        String trade = "{\"T\":\"t\",\"S\":\"MSFT\",\"p\":1,\"s\":1,\"t\":%d}";
        long day = ChronoUnit.DAYS.getDuration().toMillis();
        return bytes(
                IntStream.range(0, count)
                        .mapToObj(i -> trade.formatted(MORNING.toEpochMilli() - i % days * day))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static byte[] cyclingMonths(int months, int count) {
        String bar =
                "{\"T\":\"d\",\"S\":\"MSFT\",\"o\":1,\"h\":2,\"l\":1,\"c\":2,\"v\":9,\"t\":\"%sT05:00:00Z\"}";
        LocalDate first = LocalDate.of(1971, 1, 4);
        return bytes(
                IntStream.range(0, count)
                        .mapToObj(i -> bar.formatted(first.plusMonths(i % months)))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static String hex(Random random, int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return HexFormat.of().formatHex(noise);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
