package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.audit.TopicReader;
import io.tickhouse.tools.cli.Main;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Goes to the limits of the guarantees that docs/guarantees.md names, on real services. Each test
 * shows what is lost or there twice, and that the audit finds it.
 */
class GuaranteeLimitsITCase extends OnAStack {

    GuaranteeLimitsITCase() {
        super(StackOptions.only("kafka", "catalog", "flink"));
    }

    @Test
    void aReplayThatWasKilledIsToBeRunAgainAndSendsItsFirstRowsTwice() throws Exception {
        Lane lane = Lane.of("killed_replay");
        createRaw(lane);
        Path file = Files.createTempFile(home, "trades", ".ndjson");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            rows.add(
                    "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":%d,\"p\":1,\"s\":1,\"t\":%d}"
                            .formatted(i, 1_772_461_800_000L + i));
        }
        Files.write(file, rows);
        // The rows span 20 s, so at this speed the program is killed in the middle.
        Process replay =
                new ProcessBuilder(
                                JavaProgram.path(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "replay",
                                file.toString(),
                                "--topic=" + lane.raw(),
                                "--batch-size=1",
                                "--speed=1x",
                                "--home=" + home)
                        .inheritIO()
                        .start();
        await().atMost(SOON).until(() -> raw(lane, OffsetSpec.latest()) >= 100);
        replay.destroyForcibly();
        replay.onExit().join();
        List<String> first = records(lane);
        assertThat(first).hasSizeLessThan(20_000);

        succeed(
                "replay",
                file.toString(),
                "--topic=" + lane.raw(),
                "--batch-size=1",
                "--speed=max");

        List<String> all = records(lane);
        List<String> second = all.subList(first.size(), all.size());
        assertThat(new HashSet<>(second)).hasSize(20_000);
        assertThat(second).hasSize(20_000).as("in order").startsWith(first.toArray(String[]::new));
    }

    @Test
    void aStartWithoutStateIntoATableWithRowsWritesThemTwice() throws Exception {
        Lane lane = Lane.of("no_state");
        generate(lane, "--trades", "1000", "--batch-size", "100");
        submit(lane, "--ending-offsets=latest");
        awaitState(lane, "FINISHED");
        audit(lane);

        String again = submit(lane, "--ending-offsets=latest");
        await().atMost(SOON).until(() -> flink.job(again).state().equals("FINISHED"));

        for (JsonNode side : found(lane, "flattened topics", "iceberg")) {
            assertThat(side.path("duplicates").asLong()).isEqualTo(1000);
            assertThat(side.path("missing").asLong()).isZero();
        }
    }

    /** The group's offsets are committed after the rows, and a kill can come between the two. */
    @Test
    void aStartAtCommittedOffsetsRepeatsTheRowsWhoseOffsetsWereNotCommitted() throws Exception {
        Lane lane = Lane.of("committed");
        createRaw(lane);
        generate(lane, "--trades", "1000", "--batch-size", "100");
        String job = submit(lane);
        awaitArrays(job, 10);
        cancel(job);
        kafka(
                admin ->
                        admin.alterConsumerGroupOffsets(
                                        lane.raw(),
                                        Map.of(
                                                new TopicPartition(lane.raw(), 0),
                                                new OffsetAndMetadata(7)))
                                .all()
                                .get());

        submitCommitted(lane);

        for (JsonNode side : found(lane, "flattened topics", "iceberg")) {
            assertThat(side.path("duplicates").asLong()).isEqualTo(300);
            assertThat(side.path("missing").asLong()).isZero();
        }
    }

    /** The savepoint has files and a transaction that are not committed yet. */
    @Test
    void anOutageLongerThanTheTransactionTimeoutLosesTheRowsOfTheTopicAlone() throws Exception {
        Lane lane = Lane.of("outage");
        createRaw(lane);
        generate(lane, "--trades", "1000", "--batch-size", "100");
        String job = submit(lane, "--processing-time=6 min");
        await().atMost(SOON).until(() -> flink.counter(job, "flatten.arraysIn") >= 10);
        succeed("savepoint", job);
        kill("taskmanager");
        cancel(job);
        // As the broker does once the timeout has passed.
        for (TransactionListing open : transactions("tickhouse-" + lane.raw())) {
            kafka(admin -> admin.forceTerminateTransaction(open.transactionalId()).result().get());
        }
        stack.heal(Progress.toStandardError());

        String restored = submitFrom("latest", lane, "--ending-offsets=latest");
        await().atMost(SOON).until(() -> flink.job(restored).state().equals("FINISHED"));

        assertThat(found(lane, "flattened topics").get(0).path("missing").asLong()).isEqualTo(1000);
        assertThat(found(lane, "iceberg").get(0).path("missing").asLong()).isZero();
    }

    /** The committer looks for its last checkpoint in the snapshots, and does not find it. */
    @Test
    void aLastSnapshotThatWasExpiredWhileTheJobWasDownEndsTheJobInWords() throws Exception {
        Lane lane = Lane.of("expired");
        createRaw(lane);
        generate(lane, "--trades", "2000", "--batch-size", "100");
        // No checkpoint comes before the savepoint, so the savepoint has files to commit.
        String job = submit(lane, "--processing-time=4 min");
        await().atMost(SOON).until(() -> flink.counter(job, "flatten.arraysIn") >= 20);
        succeed("savepoint", "--stop", job);
        Catalog catalog = stack.endpoints().lake().open("local");
        try {
            Table table = catalog.loadTable(TableIdentifier.of("db", "expired"));
            table.newAppend().commit();
            table.expireSnapshots()
                    .expireOlderThan(System.currentTimeMillis())
                    .retainLast(1)
                    .commit();
            assertThat(table.snapshots()).hasSize(1);
        } finally {
            ((Closeable) catalog).close();
        }

        String restored = submitFailing(lane, fromArguments("latest", lane));

        assertThat(failure(restored))
                .contains("does not have the snapshot of this job's last checkpoint any more")
                .contains("--on-expired-snapshot committed");

        String goesOn = submitFrom("latest", lane, "--on-expired-snapshot=committed");
        try {
            generate(lane, "--trades", "1000", "--batch-size", "100");
            audit(lane, "--at-least=3000");
        } finally {
            cancel(goesOn);
        }
    }

    /** A job without state that goes on at the offsets of its group, to the end of the topic. */
    private void submitCommitted(Lane lane) {
        List<String> arguments = submitArguments(lane, "--ending-offsets=latest");
        arguments.replaceAll(a -> a.startsWith("--starting") ? "--starting-offsets=committed" : a);
        succeed(arguments.toArray(String[]::new));
        String job = newest(lane);
        await().atMost(SOON).until(() -> flink.job(job).state().equals("FINISHED"));
    }

    private List<TransactionListing> transactions(String prefix) {
        return kafka(
                        admin ->
                                admin.listTransactions(
                                                new ListTransactionsOptions().filterOnDuration(0))
                                        .all()
                                        .get())
                .stream()
                .filter(t -> t.transactionalId().startsWith(prefix))
                .filter(t -> t.state() == TransactionState.ONGOING)
                .toList();
    }

    private List<String> records(Lane lane) {
        List<String> values = new ArrayList<>();
        try (TopicReader reader = new TopicReader(stack.endpoints().kafka(), lane.raw())) {
            reader.readTo(
                    reader.ends(),
                    (ConsumerRecord<byte[], byte[]> record) ->
                            values.add(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return values;
    }

    /** What an audit that is not clean says about places, by their names. */
    private List<JsonNode> found(Lane lane, String... places) throws Exception {
        Run audit = Run.of(onThisStack(auditArguments(lane, "--json")));
        assertThat(audit.exitCode()).isEqualTo(1);
        JsonNode sides = audit.json().path("sides");
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode side : sides) {
            if (List.of(places).contains(side.path("name").asText())) {
                found.add(side);
            }
        }
        assertThat(found).as(audit.out()).hasSize(places.length);
        return found;
    }
}
