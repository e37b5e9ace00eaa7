package io.tickhouse.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.tools.lake.Lake;
import io.tickhouse.tools.lake.TableReader;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Makes bars of a market on real services, and kills the TaskManager in the middle of windows. */
class AnalyticsITCase extends OnAStack {

    private static final int SYMBOLS = 20;
    private static final long SECOND = 1_000_000_000;
    private static final Instant OPEN = Instant.parse("2024-07-03T13:30:00Z");

    /** What may differ between two runs: when and why a version was made. */
    private static final List<String> OF_THE_RUN =
            List.of("version", "status", "cause", "known_at");

    private final Random random = new Random(4);
    private long trades;

    AnalyticsITCase() {
        super(StackOptions.only("kafka", "catalog", "flink"));
    }

    @Test
    void killsChangeNoBarAndLateTradesAreInTheLedger() throws Exception {
        Lane lane = Lane.of("market");
        succeed("topics", "create", lane.raw(), "--partitions=2", "--replication-factor=1");
        String flatten = submit(lane);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            // The end of a half day: the regular session, its close and an hour after it.
            sendMinutes(producer, lane, 0, 60);
            String analytics = submitAnalytics(lane, "killed", "--processing-time=1 s");
            awaitCheckpoints(analytics, 2);
            for (int part = 1; part <= 2; part++) {
                sendMinutes(producer, lane, 60 * part, 60 * part + 30);
                kill("taskmanager");
                stack.heal(Progress.toStandardError());
                sendMinutes(producer, lane, 60 * part + 30, 60 * part + 60);
            }
            awaitFinal(producer, lane, "killed", 190);

            // Six to nine minutes late: the bars are final, and the trades are kept.
            List<String> late = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                late.add(trade(random.nextInt(SYMBOLS), nsOf(181) + random.nextLong(180 * SECOND)));
            }
            send(producer, lane, late);
            awaitFinal(producer, lane, "killed", 200);
            assertThat(lateBetween("killed_late", nsOf(181), nsOf(184)))
                    .hasSize(50)
                    .allMatch(row -> row.getField("reason").equals("late"))
                    .allMatch(row -> (int) row.getField("version_made") > 0);

            audit(lane);
            String again = submitAnalytics(lane, "again", "--ending-offsets=latest");
            await().atMost(SOON).until(() -> flink.job(again).state().equals("FINISHED"));
            for (String table : List.of("bars", "windows")) {
                Map<List<Object>, List<Object>> first = last("killed_" + table, table);
                Map<List<Object>, List<Object>> second = last("again_" + table, table);
                assertThat(first).as(table).isNotEmpty();
                // At the end of its input, a job also closes what the other still waits for.
                assertThat(second).as(table).containsAllEntriesOf(first);
            }
            for (String name : List.of("killed", "again")) {
                succeed(
                        "bars",
                        "verify",
                        "--iceberg-table=local.db." + name,
                        "--trades-table=" + lane.table());
            }
            cancel(analytics);
        } finally {
            cancel(flatten);
        }
    }

    /** Moves the clock on to a minute, and waits until what ended five minutes before is final. */
    private void awaitFinal(
            KafkaProducer<byte[], byte[]> producer, Lane lane, String name, int minute) {
        List<String> minuteBefore = new ArrayList<>();
        List<String> clock = new ArrayList<>();
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            minuteBefore.add(trade(symbol, nsOf(minute - 6)));
            clock.add(trade(symbol, nsOf(minute) + 2 * SECOND));
            clock.add(trade(symbol, nsOf(minute) + 2 * SECOND));
        }
        send(producer, lane, minuteBefore);
        send(producer, lane, clock);
        long start = nsOf(minute - 6) / 1000;
        await().atMost(SOON)
                .until(
                        () ->
                                rows(name + "_bars").stream()
                                                .filter(row -> row.getField("size_s").equals(60))
                                                .filter(row -> micros(row) == start)
                                                .filter(row -> !isProvisional(row))
                                                .map(row -> row.getField("symbol"))
                                                .distinct()
                                                .count()
                                        == SYMBOLS);
    }

    /** A job that catches up may find more trades late. */
    private List<Record> lateBetween(String name, long fromNs, long toNs) {
        return rows(name).stream()
                .filter(row -> (long) row.getField("event_ns") >= fromNs)
                .filter(row -> (long) row.getField("event_ns") < toNs)
                .toList();
    }

    private static boolean isProvisional(Record row) {
        return row.getField("status").equals("provisional");
    }

    private static long micros(Record row) {
        return ((OffsetDateTime) row.getField("window_start")).toInstant().toEpochMilli() * 1000;
    }

    /** Some of the trades come up to two minutes after their time; some are taken back. */
    private void sendMinutes(KafkaProducer<byte[], byte[]> producer, Lane lane, int from, int to) {
        for (int minute = from; minute < to; minute++) {
            List<String> messages = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                boolean delayed = minute > 2 && random.nextInt(20) == 0;
                long time = nsOf(delayed ? minute - 2 : minute) + random.nextLong(60 * SECOND);
                int symbol = random.nextInt(SYMBOLS);
                messages.add(trade(symbol, time));
                if (random.nextInt(50) == 0) {
                    messages.add(cancel(symbol, trades, time + SECOND));
                } else if (random.nextInt(50) == 0) {
                    messages.add(correction(symbol, trades, time + SECOND));
                }
            }
            send(producer, lane, messages);
        }
    }

    private static long nsOf(int minute) {
        return (OPEN.getEpochSecond() + 60L * minute) * SECOND;
    }

    private String trade(int symbol, long timeNs) {
        String[] conditions = {"\"@\"", "\"@\",\"I\"", "\"@\",\"F\"", "\"@\",\"Z\"", "\"@\",\"T\""};
        return "{\"T\":\"t\",\"S\":\"%s\",\"i\":%d,\"x\":\"V\",\"p\":%s,\"s\":%d,\"c\":[%s],\"t\":\"%s\",\"z\":\"C\"}"
                .formatted(
                        name(symbol),
                        ++trades,
                        (9_000 + random.nextInt(2_000)) / 100.0,
                        1 + random.nextInt(500),
                        conditions[random.nextInt(conditions.length)],
                        Instant.ofEpochSecond(timeNs / SECOND, timeNs % SECOND));
    }

    private static String cancel(int symbol, long id, long timeNs) {
        return "{\"T\":\"x\",\"S\":\"%s\",\"i\":%d,\"x\":\"V\",\"a\":\"C\",\"t\":\"%s\",\"z\":\"C\"}"
                .formatted(
                        name(symbol), id, Instant.ofEpochSecond(timeNs / SECOND, timeNs % SECOND));
    }

    private static String correction(int symbol, long id, long timeNs) {
        return "{\"T\":\"c\",\"S\":\"%s\",\"x\":\"V\",\"oi\":%d,\"ci\":%d,\"cp\":77.5,\"cs\":10,\"cc\":[\"@\"],\"t\":\"%s\",\"z\":\"C\"}"
                .formatted(
                        name(symbol),
                        id,
                        1_000_000 + id,
                        Instant.ofEpochSecond(timeNs / SECOND, timeNs % SECOND));
    }

    private static String name(int symbol) {
        return "S" + (char) ('A' + symbol);
    }

    /** All messages of a symbol go to one partition, in their order. */
    private static void send(
            KafkaProducer<byte[], byte[]> producer, Lane lane, List<String> messages) {
        Map<Integer, List<String>> byPartition = new HashMap<>();
        for (String message : messages) {
            int symbol = message.charAt(message.indexOf("\"S\":\"S") + 6);
            byPartition.computeIfAbsent(symbol % 2, p -> new ArrayList<>()).add(message);
        }
        try {
            for (Map.Entry<Integer, List<String>> each : byPartition.entrySet()) {
                byte[] array = each.getValue().toString().getBytes(UTF_8);
                producer.send(new ProducerRecord<>(lane.raw(), each.getKey(), null, array)).get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.endpoints().kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private String submitAnalytics(Lane lane, String name, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "submit",
                                "analytics",
                                "--source-topic=" + lane.flat(),
                                "--bars-topic=" + name,
                                "--iceberg-table=local.db." + name,
                                "--group-id=" + name,
                                "--starting-offsets=earliest"));
        arguments.addAll(List.of(more));
        succeed(arguments.toArray(String[]::new));
        return flink.jobs().stream()
                .filter(job -> job.name().startsWith("analytics "))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** What the last version of each bar or window says. */
    private Map<List<Object>, List<Object>> last(String name, String table) {
        List<String> key =
                table.equals("bars")
                        ? List.of("symbol", "size_s", "window_start")
                        : List.of("symbol", "as_of");
        Map<List<Object>, Record> last = new HashMap<>();
        for (Record row : rows(name)) {
            last.merge(
                    key.stream().map(row::getField).toList(),
                    row,
                    (one, other) ->
                            (int) one.getField("version") > (int) other.getField("version")
                                    ? one
                                    : other);
        }
        Map<List<Object>, List<Object>> values = new HashMap<>();
        last.forEach(
                (of, row) -> {
                    if (!isProvisional(row)) {
                        values.put(
                                of,
                                row.struct().fields().stream()
                                        .map(field -> field.name())
                                        .filter(column -> !OF_THE_RUN.contains(column))
                                        .map(row::getField)
                                        .toList());
                    }
                });
        return values;
    }

    private List<Record> rows(String name) {
        List<Record> rows = new ArrayList<>();
        String table = "local.db." + name;
        try (Lake lake = Lake.of(stack.endpoints().lake(), table)) {
            TableReader reader = lake.reader(table);
            reader.refresh();
            if (!reader.exists()) {
                return rows;
            }
            reader.readAgain(
                    reader.schema(),
                    Expressions.alwaysTrue(),
                    (row, writtenMs) -> rows.add(row),
                    () -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
