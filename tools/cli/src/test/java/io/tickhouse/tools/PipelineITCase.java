package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.kafka.topics.Destinations;
import io.tickhouse.kafka.topics.Place;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Kind;
import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import io.tickhouse.pinot.PinotTables;
import io.tickhouse.pinot.PinotTables.Change;
import io.tickhouse.tools.pinot.TableFiles;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the main job on real services, as a user runs it. Each test breaks something and ends in an
 * audit that finds nothing missing and nothing twice.
 */
class PipelineITCase extends OnAStack {

    private static final String SECRET = "minioadmin";
    private static final String FILES = "../feed/src/test/resources/replay/";

    PipelineITCase() {
        super(StackOptions.all());
    }

    @Test
    void badInputIsDeadAndItsNeighboursLive() {
        // The default names, so that Pinot's tables see it too.
        succeed("topics", "create");
        succeed("pinot", "apply");
        Lane lane = new Lane("iex_data", "flattened_stocks", "local.db.flattened_stocks");
        String kinds = Stream.of(Kind.values()).map(Kind::plural).collect(Collectors.joining(","));
        generate(lane, "--trades", "30000", "--kinds", kinds, "--corrupt", "0.01");
        String job = submit(lane);
        try {
            succeed("audit", "--wait", "300", "--at-least", "30000");
            assertThat(flink.restarts(job)).isZero();
            for (Kind kind : Kind.values()) {
                succeed(
                        "compare",
                        "iceberg:db.flattened_stocks" + kind.suffix(),
                        "flattened_stocks" + kind.suffix(),
                        "oracle:iex_data");
            }
            succeed("query", "top-symbols");
        } finally {
            cancel(job);
        }
    }

    /** With rows in segments and rows that it has only in memory. */
    @Test
    void pinotSurvivesItsDeathAndDropsRepeatsWhereToldTo() {
        Lane lane = Lane.of("pinot");
        createRaw(lane);
        generate(lane, "--trades=3000");
        String job = submit(lane);
        try {
            succeed("pinot", "delete");
            applyPinot(lane);
            auditWithPinot(lane);
            generate(lane, "--trades=3000");
            kill("pinot");
            generate(lane, "--trades=3000");
            stack.heal(Progress.toStandardError());
            auditWithPinot(lane);
        } finally {
            cancel(job);
        }

        // Without state, so that every row comes again, as it may with at-least-once delivery.
        String again = submit(lane, "--ending-offsets=latest");
        await().atMost(SOON).until(() -> flink.job(again).state().equals("FINISHED"));
        await().atMost(SOON).until(() -> rowsInPinot() == 18_000);
        succeed("pinot", "delete");
        applyPinot(lane, "--dedup");
        await().atMost(SOON).until(() -> rowsInPinot() == 9_000);
        succeed("pinot", "delete");
    }

    /** The segment that is open when the column comes began without it. */
    @Test
    void rowsAfterAChangeOfTheSchemaHaveTheNewColumn() throws Exception {
        String name = "added_column";
        // Of these partitions, one never has a row.
        succeed("topics", "create", name, "--partitions=2", "--replication-factor=1");
        TableFiles files = new TableFiles(Path.of(System.getProperty("tickhouse.root"), "pinot"));
        ObjectMapper json = new ObjectMapper();
        JsonNode after = json.readTree(files.schemaAs(name, "flattened_stocks"));
        JsonNode before = after.deepCopy();
        for (Iterator<JsonNode> columns = before.get("dimensionFieldSpecs").iterator();
                columns.hasNext(); ) {
            if (columns.next().get("name").asText().equals("u")) {
                columns.remove();
            }
        }
        String table =
                files.tableAs(
                        name,
                        "flattened_stocks",
                        new TableFiles.Settings(
                                Map.of("bootstrap.servers", stack.endpoints().kafka()),
                                name,
                                50_000,
                                10_000,
                                TableFiles.MissingOffsets.FAIL));
        PinotTables tables = new PinotTables(URI.create(stack.endpoints().pinotController()));
        try (PinotClient pinot = PinotClient.of(stack.endpoints().pinotBroker())) {
            tables.apply(before.toString(), table);
            tables.awaitConsuming(name, SOON);
            send(name, "early");
            await().atMost(SOON).until(() -> rows(pinot, name) == 1);

            assertThat(tables.apply(after.toString(), table)).isEqualTo(Change.UPDATED);
            tables.awaitConsuming(name, SOON);
            assertThat(tables.isPaused(name)).isFalse();
            send(name, "late");
            await().atMost(SOON).until(() -> rows(pinot, name) == 2);

            // Pinot does not read the first record again.
            assertThat(pinot.query("SELECT S, u FROM " + name + " ORDER BY S").rows())
                    .containsExactly(List.of("early", ""), List.of("late", "of late"));
            assertThat(tables.holes(name)).isEmpty();
        } finally {
            tables.delete(name);
        }
    }

    private static long rows(PinotClient pinot, String table) {
        try {
            return pinot.query("SELECT COUNT(*) FROM " + table).onlyLong();
        } catch (PinotException notYet) {
            return -1;
        }
    }

    private void send(String topic, String symbol) throws Exception {
        try (KafkaProducer<byte[], String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.endpoints().kafka()),
                        new ByteArraySerializer(),
                        new StringSerializer())) {
            String row =
                    """
                    {"T":"t","S":"%1$s","i":1,"p":1.5,"s":1.0,"timestamp":1772461800000,"timestamp_ns":1772461800000000000,"u":"of %1$s","src":"%1$s"}"""
                            .formatted(symbol);
            producer.send(new ProducerRecord<>(topic, 0, null, row)).get();
        }
    }

    private void applyPinot(Lane lane, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "pinot",
                                "apply",
                                "--dest-topic=" + lane.flat(),
                                "--flush-rows=1000",
                                "--retention-days=10000"));
        arguments.addAll(List.of(more));
        succeed(arguments.toArray(String[]::new));
    }

    private void auditWithPinot(Lane lane) {
        List<String> arguments = auditArguments(lane, "--wait=300");
        arguments.remove("--no-pinot");
        succeed(arguments.toArray(String[]::new));
    }

    private long rowsInPinot() {
        try (PinotClient pinot = PinotClient.of(stack.endpoints().pinotBroker())) {
            return rows(pinot, "flattened_stocks");
        }
    }

    @Test
    void survivesSavepointAndRestore() {
        Lane lane = Lane.of("savepoint");
        CompletableFuture<Void> feed = generateSlowly(lane);
        String job = submit(lane);
        awaitCheckpoints(job, 3);
        succeed("savepoint", "--stop", job);
        // The newest state of all belongs to this lane, and no other job may use it.
        assertThat(errors(fromArguments("latest", Lane.of("savepoint_of_another"))))
                .contains("No savepoint or checkpoint in")
                .contains("flatten " + lane.raw() + " to topic " + lane.flat());
        String restored = submitFrom("latest", lane);
        try {
            feed.join();
            audit(lane);
        } finally {
            cancel(restored);
        }
    }

    /** As when the service that cares for tables submits while a person does. */
    @Test
    void jobsSubmittedAtOnceKeepTheirOwnWords() {
        List<Lane> lanes = List.of(Lane.of("at_once"), Lane.of("beside"));
        List<CompletableFuture<String>> submissions = new ArrayList<>();
        for (Lane lane : lanes) {
            createRaw(lane);
            HostileTopic.create(stack.endpoints().kafka(), Map.of(lane.raw() + "_dead_letters", 1));
            submissions.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                StringWriter said = new StringWriter();
                                String[] command = submitArguments(lane).toArray(String[]::new);
                                assertThat(run(said, command)).as(said.toString()).isZero();
                                return said.toString();
                            }));
        }
        for (int i = 0; i < lanes.size(); i++) {
            String said = submissions.get(i).join();
            String job = newest(lanes.get(i));
            cancel(job);
            assertThat(said)
                    .contains("/job/running/" + job)
                    .contains(lanes.get(i).raw() + "_dead_letters takes 1048588 bytes");
        }
        assertThat(home.resolve("cli/submissions")).isEmptyDirectory();
    }

    /** Each of them aborts what another has begun to write. */
    @Test
    void programsThatStartAtOnceAreAllRegistered() {
        Map<String, Object> client = Map.of("bootstrap.servers", stack.endpoints().kafka());
        SourceTopic source = new SourceTopic("many", "id-of-many", 1, 1 << 20);
        List<Place> places =
                IntStream.range(0, 8)
                        .mapToObj(i -> Place.table("db.many_" + i, "uuid-" + i, "--iceberg-table"))
                        .toList();
        List<CompletableFuture<Void>> claims =
                places.stream()
                        .map(
                                place ->
                                        CompletableFuture.runAsync(
                                                () -> claim(source, place, client)))
                        .toList();

        claims.forEach(CompletableFuture::join);

        assertThat(new Destinations(client).read())
                .containsKeys(places.stream().map(Place::key).toArray(String[]::new));
    }

    private static void claim(SourceTopic source, Place place, Map<String, Object> client) {
        try (TopicRules topics = new TopicRules(client, "--kafka-brokers", warning -> {})) {
            topics.claim(source, place.key(), "--transactional-id-prefix", List.of(place));
        }
    }

    /** Row too large, dead letter too large, too many rows, too many days, too far off. */
    @Test
    void hostileRecordsPassTopicsOfAStockBroker() {
        Lane lane = Lane.of("hostile");
        HostileTopic.create(
                stack.endpoints().kafka(),
                Map.of(
                        lane.raw(),
                        1,
                        lane.raw() + "_dead_letters",
                        1,
                        lane.flat(),
                        2,
                        lane.flat() + "_quotes",
                        1,
                        lane.flat() + "_bars",
                        1));
        HostileTopic.fill(stack.endpoints().kafka(), lane.raw());
        StringWriter said = new StringWriter();
        assertThat(run(said, submitArguments(lane).toArray(String[]::new))).isZero();
        assertThat(said.toString())
                .contains(lane.raw() + "_dead_letters takes 1048588 bytes a message")
                .contains(lane.raw() + "_dead_letters deletes dead letters after 168 hours");
        String job = newest(lane);
        try {
            audit(lane);
            assertThat(flink.restarts(job)).isZero();
        } finally {
            cancel(job);
        }
    }

    @Test
    void offsetsThatKafkaNoLongerHasFailTheJobInWords() throws Exception {
        Lane lane = Lane.of("retention");
        createRaw(lane);
        generate(lane, "--trades=1000");
        String job = submit(lane);
        awaitArrays(job, raw(lane, OffsetSpec.latest()));
        succeed("savepoint", "--stop", job);
        // A job that has read everything is not behind, though it ended right after its savepoint.
        Run lag = Run.of(onThisStack(List.of("topics", "lag", lane.raw(), "--json")));
        assertThat(lag.json())
                .isNotEmpty()
                .allSatisfy(
                        partition ->
                                assertThat(partition.get("committed").asLong())
                                        .isEqualTo(partition.get("end").asLong()));
        long read = raw(lane, OffsetSpec.latest());
        generate(lane, "--trades=4000");
        long left = raw(lane, OffsetSpec.latest()) - 10;
        deleteRecords(lane, left);

        String restored = submitFailing(lane, fromArguments("latest", lane));

        assertThat(failure(restored))
                .contains("Offsets %d to %d of %s-0 are gone".formatted(read, left - 1, lane.raw()))
                .contains("--on-missing-offsets earliest");
        assertThat(flink.restarts(restored)).isZero();

        String goesOn = submitFrom("latest", lane, "--on-missing-offsets=earliest");
        try {
            awaitArrays(goesOn, 10);
        } finally {
            cancel(goesOn);
        }
    }

    @Test
    void anotherTopicUnderTheSameNameEndsTheJobInWords() {
        Lane lane = Lane.of("remade");
        createRaw(lane);
        generate(lane, "--trades=1000");
        String job = submit(lane);
        awaitArrays(job, raw(lane, OffsetSpec.latest()));

        succeed("topics", "delete", lane.raw(), "--yes");
        createRaw(lane);

        // The first to ask reports it: the enumerator about the topic's id, or a reader about its
        // offset.
        assertThat(failure(job))
                .containsAnyOf(
                        lane.raw() + " was deleted and made again",
                        "beyond its end, 0: the topic has lost records that were read already, or"
                                + " is another one");
    }

    @Test
    void theStateOfAnotherJobIsRefused() {
        Lane lane = Lane.of("own");
        Lane other = Lane.of("foreign");
        createRaw(lane);
        createRaw(other);
        generate(lane, "--trades=1000");
        generate(other, "--trades=1000");
        String job = submit(other);
        awaitArrays(job, raw(other, OffsetSpec.latest()));
        String savepoint = flink.stop(job, null, false, SOON);

        List<String> foreign = fromArguments(savepoint, lane);
        assertThat(errors(foreign)).contains("its state would write rows twice");
        // The job checks as well, no matter who submits it.
        foreign.add(1, "--force");
        String restored = submitFailing(lane, foreign);

        assertThat(failure(restored))
                .contains("The state is that of another job")
                .containsPattern("its [a-zA-Z ]+ is \\S*foreign\\S*, that of this job is \\S*own");
        assertThat(flink.restarts(restored)).isZero();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "taskmanager,exactly-once",
        "taskmanager,at-least-once",
        "kafka,exactly-once",
        "s3,exactly-once",
        "catalog,exactly-once"
    })
    void survivesTheDeathOf(String service, String delivery) {
        Lane lane = Lane.of(service + "_" + delivery.replace('-', '_'));
        CompletableFuture<Void> feed = generateSlowly(lane);
        String job = submit(lane, "--delivery=" + delivery);
        try {
            awaitCheckpoints(job, 3);
            kill(service);
            // An audit that finds the service dead waits for it.
            CompletableFuture<Void> patient =
                    CompletableFuture.runAsync(() -> audit(lane, "--delivery=" + delivery));
            if (service.equals("s3")) {
                // An outage that the job notices, not one that falls between two checkpoints.
                await().atMost(SOON).until(() -> flink.restarts(job) > 0 || feed.isDone());
            }
            stack.heal(Progress.toStandardError());
            feed.join();
            audit(lane, "--delivery=" + delivery);
            patient.join();
            if (service.equals("taskmanager")) {
                // The metric lags by a second or two.
                await().atMost(SOON).until(() -> flink.restarts(job) > 0);
            }
        } finally {
            cancel(job);
        }
    }

    @ParameterizedTest(name = "{0} catalog, {1}")
    @CsvSource({"rest,s3", "rest,s3a", "hadoop,s3", "hadoop,s3a"})
    void aJobThatEndsHasWrittenItsLastRow(String catalog, String scheme) {
        Lane lane = Lane.of("end_" + catalog + "_" + scheme);
        generate(lane, "--trades", "20000");
        String warehouse = scheme + "://warehouse/" + catalog + "_" + scheme;
        // Far more time than the job needs: the last rows come with its end, not with a checkpoint.
        submit(
                lane,
                "--ending-offsets=latest",
                "--processing-time=6 min",
                "--catalog-type=" + catalog,
                "--iceberg-warehouse=" + warehouse);
        awaitState(lane, "FINISHED");

        audit(lane, "--catalog-type=" + catalog, "--iceberg-warehouse=" + warehouse);
    }

    @Test
    void rowsOfAnEarlierTopicOfTheSameNameAreNotTakenForTheNewOnes() {
        Lane lane = Lane.of("again");
        generate(lane, "--trades", "1000", "--batch-size", "100");
        submit(lane, "--ending-offsets=latest");
        awaitState(lane, "FINISHED");
        audit(lane);
        succeed("topics", "delete", lane.raw(), "--yes");
        await().atMost(SOON)
                .until(() -> run(new StringWriter(), "topics", "describe", lane.raw()) != 0);
        generate(lane, "--trades", "200", "--batch-size", "100");

        StringWriter said = new StringWriter();
        assertThat(run(said, auditArguments(lane).toArray(String[]::new))).isEqualTo(1);
    }

    /** H4: rows that both jobs read would be in the table twice, with the same coordinates. */
    @Test
    void aSecondWriterOfATableIsRefusedAndLeavesNothingWrittenDown() {
        Lane lane = Lane.of("owned");
        generate(lane, "--trades", "10");
        submit(lane, "--ending-offsets=latest");
        awaitState(lane, "FINISHED");
        Lane second = new Lane(lane.raw(), "flat_of_the_second", lane.table());

        assertThat(errors(submitArguments(second, "--dead-letter-topic=dead_of_the_second")))
                .contains("db.owned is written by tickhouse-raw_owned-flat_owned since")
                .contains("choose another with --iceberg-table");

        Destinations registry =
                new Destinations(Map.of("bootstrap.servers", stack.endpoints().kafka()));
        assertThat(registry.read())
                .containsKeys("flat_owned", "raw_owned_dead_letters")
                .doesNotContainKeys("flat_of_the_second", "dead_of_the_second");
        audit(lane);
    }

    /** Files of many layouts, and thirty years of days in a few records. */
    @Test
    void filesThatPeopleHaveBecomeRowsOfARunningJob() {
        Lane lane = Lane.of("files");
        createRaw(lane);
        String job = submit(lane);
        try {
            for (String file :
                    List.of(
                            "v1-daily-bars-30-years.csv --batch-size=4000",
                            "v1-daily-bars-30-years.csv --batch-size=1",
                            "a1-stooq-daily.txt",
                            "a9-time-forms.csv --zone=UTC --on-bad-row=skip",
                            "b1-massive-trades-2026.csv.gz",
                            "d1-alpaca-py-trades.csv",
                            "e1-yfinance-multiheader.csv",
                            "g1-binance-klines-headerless.csv --format=binance --symbol=XRP/USDT",
                            "i1-semicolon-decimal-comma.csv --zone=Europe/Berlin",
                            "l3-long-window.csv.zst",
                            "n1-utf16.csv",
                            "o1-zipped.csv.zip",
                            "s1-alpaca-rest-answer.json",
                            "s3-bom.ndjson")) {
                List<String> arguments =
                        new ArrayList<>(List.of("replay", "--topic=" + lane.raw(), "--speed=max"));
                arguments.addAll(List.of((FILES + file).split(" ")));
                succeed(arguments.toArray(String[]::new));
            }
            audit(lane, "--at-least=15683");
            for (String suffix : List.of("", "_bars")) {
                succeed(
                        "compare",
                        "iceberg:db.files" + suffix,
                        lane.flat() + suffix,
                        "oracle:" + lane.raw());
            }
            assertThat(flink.restarts(job)).isZero();
        } finally {
            cancel(job);
        }
    }

    @Test
    void aJdbcCatalogIsMissedAtStartWhenItsDatabaseIs() {
        Lane lane = Lane.of("jdbc");
        generate(lane, "--trades", "10");

        assertThat(
                        errors(
                                submitArguments(
                                        lane,
                                        "--catalog-type=jdbc",
                                        "--catalog-uri=jdbc:postgresql://127.0.0.1:1/none")))
                .contains("The lake cannot be used")
                .contains("--catalog-uri");
    }

    @Test
    void aStoreThatRefusesTheKeysIsMissedAtStart() {
        Lane lane = Lane.of("keys");
        generate(lane, "--trades", "10");

        assertThat(
                        errors(
                                submitArguments(
                                        lane, "--s3-access-key=unknown", "--s3-secret-key=wrong")))
                .contains("The lake cannot be used")
                .doesNotContain("\tat ");
    }

    @Test
    void drainingCommitsWhatWasRead() {
        Lane lane = Lane.of("drain");
        generate(lane, "--trades", "20000");
        String job = submit(lane, "--processing-time=6 min");
        await().atMost(SOON)
                .until(() -> flink.counter(job, "flatten.type.trade.messages") >= 20_000);

        succeed("savepoint", "--drain", job);

        audit(lane);
    }

    @ParameterizedTest
    @CsvSource({
        "--kafka-brokers=127.0.0.1:1, No Kafka broker can be reached at 127.0.0.1:1",
        "--source-topic=nowhere, There is no topic nowhere",
        "--kafka-property=transaction.timeout.ms=3600000, above the broker's maximum",
        "--kafka-property=transaction.timeout.ms=10000, Kafka would drop transactions",
        "--processing-time=10 min, Kafka would drop transactions",
        "--s3-secret-key=wrong, belong together",
        "--s3-endpoint=http://127.0.0.1:1, There are no keys for the S3 store",
        "--s3-endpoint=http://127.0.0.1:1 --s3-access-key=a --s3-secret-key=b, The lake cannot be used",
        "--catalog-uri=http://127.0.0.1:1, The lake cannot be used",
        "--no-such-option=1, Unknown option",
        "--transactional-id-prefix=run-1772461800000, does not look stable"
    })
    void refusesInOneSentence(String argument, String says) {
        Lane lane = Lane.of("refused");
        generate(lane, "--trades", "10");
        List<String> arguments = submitArguments(lane);
        arguments.removeIf(a -> a.startsWith(argument.substring(0, argument.indexOf('=') + 1)));
        arguments.addAll(List.of(argument.split(" (?=--)")));
        String errors = errors(arguments);

        assertThat(errors).contains(says).doesNotContain("\tat ");
        assertThat(errors.lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void noKeyIsInAnyLogOrPage() throws Exception {
        Lane lane = Lane.of("secrets");
        generate(lane, "--trades", "1000");
        String job = submit(lane);
        try {
            awaitCheckpoints(job, 1);
            for (String service : List.of("jobmanager", "taskmanager", "kafka")) {
                assertThat(Files.readString(stack.log(service))).doesNotContain(SECRET);
            }
            for (String page :
                    List.of("/jobmanager/config", "/jobs/" + job, "/jobs/" + job + "/config")) {
                assertThat(page(page)).doesNotContain(SECRET);
            }
            try (Stream<Path> files = Files.walk(home.resolve("cli"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(SECRET);
                }
            }
        } finally {
            cancel(job);
        }
    }

    private String page(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.endpoints().flink() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
