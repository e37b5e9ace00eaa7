package io.tickhouse.tools.care;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.cli.CommandRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of {@code lake}, on a catalog in a folder. */
class LakeCommandsTest {

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "S", Types.StringType.get()),
                    Types.NestedField.optional(2, "s", Types.DoubleType.get()),
                    Types.NestedField.required(3, "event_time", Types.TimestampType.withZone()));
    private static final Duration DAYS_100 = Duration.ofDays(100);
    private static final String JOB = "0".repeat(31) + "1";
    private static final String OPERATOR = "0".repeat(31) + "7";

    @TempDir private Path warehouse;
    private Table table;

    @BeforeEach
    void create() {
        table =
                LakeSettings.inFolder(warehouse.toUri().toString())
                        .open("local")
                        .createTable(
                                TableIdentifier.of("db", "trades"),
                                SCHEMA,
                                PartitionSpec.builderFor(SCHEMA).day("event_time").build());
    }

    @Test
    void withoutASubcommandItSaysWhichThereAre() {
        CommandRun run = CommandRun.of("lake");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("Say which: lake stats, ");
    }

    @Test
    void aTableThatIsNotThereIsNamed() {
        CommandRun run = lake("expire", "--table", "db.none");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("There is no table local.db.none in the HADOOP catalog");
    }

    @Test
    void aTableWithoutNamespaceIsBadUsage() {
        CommandRun run = lake("expire", "--table", "trades");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--table takes [CATALOG.]DB.TABLE, not trades.");
    }

    @Test
    void anExpirySaysWhatBecomesOfEachWriter() {
        commit(3);
        for (int i = 0; i < 4; i++) {
            append();
        }
        String inAnHour = Instant.now().plusSeconds(3600).toString();

        CommandRun dry = lake("expire", "--older-than", inAnHour, "--dry-run");
        CommandRun json = lake("expire", "--older-than", inAnHour, "--dry-run", "--json");

        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out())
                .contains(
                        "db.trades: 5 snapshots, would expire 0, then 5",
                        "writer " + JOB + "/" + OPERATOR + ": checkpoint 3 of ",
                        "kept by its snapshot")
                .containsPattern("it would take about \\d+ s");
        assertThat(json.out()).contains("\"dryRun\" : true", "\"before\" : 5");
    }

    @Test
    void oddOptionsAreBadUsage() {
        assertThat(lake("expire", "--retain-last", "0").err()).contains("--retain-last takes 1");
        assertThat(lake("expire", "--older-than", "soon").exitCode()).isEqualTo(2);
        assertThat(lake("receipts", "--receipts-table", "receipts").exitCode()).isEqualTo(2);
        assertThat(lake("expire", "--forget-writer", "abc").err())
                .contains("--forget-writer takes the ids of a job and an operator");
    }

    @Test
    void aTableIsShownFromAllSides() throws IOException {
        commit(3);
        append();
        table.manageSnapshots().createTag("v1", table.currentSnapshot().snapshotId()).commit();

        assertThat(lake("stats").out())
                .contains(
                        "db.trades: 20 rows in 2 files of 2.0 kB, 2 of them small",
                        "1 partitions, 2 manifests",
                        "2 snapshots",
                        "writer " + JOB + "/" + OPERATOR + ": checkpoint 3 of ",
                        "1 snapshots below the newest");
        assertThat(lake("snapshots").out().lines()).hasSize(3).anyMatch(l -> l.contains("append"));
        assertThat(lake("history").out().lines()).hasSize(3).anyMatch(l -> l.endsWith("true"));
        assertThat(lake("files").out()).contains("event_time_day=2025-11-13", "/data/1.parquet");
        assertThat(lake("partitions").out()).contains("event_time_day=2025-11-13");
        assertThat(lake("refs").out()).contains("main  branch", "v1    tag");
    }

    @Test
    void scriptsReadJson() throws IOException {
        commit(3);
        ObjectMapper json = new ObjectMapper();

        assertThat(json.readTree(lake("stats", "--json").out()).at("/writers/0/checkpoint").asInt())
                .isEqualTo(3);
        assertThat(json.readTree(lake("snapshots", "--json").out()).at("/0/operation").asText())
                .isEqualTo("append");
        assertThat(json.readTree(lake("files", "--json").out()).at("/0/record_count").asInt())
                .isEqualTo(10);
        assertThat(json.readTree(lake("partitions", "--json").out()).at("/0/file_count").asInt())
                .isEqualTo(1);
    }

    @Test
    void anEmptyTableIsShownToo() {
        for (String view :
                List.of("stats", "snapshots", "history", "files", "partitions", "refs")) {
            assertThat(lake(view).err()).as(view).isEmpty();
        }
    }

    @Test
    void orphansOfADayNeedNoWriter() throws IOException {
        append();
        Path left = Path.of(URI.create(table.location())).resolve("data/left.parquet");
        Files.createDirectories(left.getParent());
        Files.writeString(left, "left");

        CommandRun refused = lake("orphans", "--min-age", "0");
        CommandRun dry = lake("orphans", "--min-age", "0", "--writers-stopped", "--dry-run");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("--writers-stopped");
        assertThat(dry.out())
                .contains("1 orphans of 4 B", "left.parquet", "nothing was deleted (--dry-run)")
                .containsPattern("to delete them would take about \\d+ s");
        assertThat(left).exists();
        CommandRun run = lake("orphans", "--min-age", "0", "--writers-stopped");
        assertThat(run.out()).contains("deleted 1 files of 4 B");
        assertThat(left).doesNotExist();
        assertThat(lake("orphans").out()).contains("0 orphans of 0 B");
        assertThat(lake("receipts").out().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("  orphans  "));
    }

    @Test
    void aTagNamesASnapshotUntilItIsDeleted() {
        append();

        assertThat(lake("tag", "v1", "--dry-run").out()).startsWith("would be made: tag v1");
        assertThat(lake("tag", "v1", "--max-age", "long", "--dry-run").exitCode()).isEqualTo(2);
        assertThat(lake("tag", "v1", "--max-age", "0").err()).contains("takes more than 0");
        assertThat(lake("refs").out()).doesNotContain("v1");
        assertThat(lake("tag", "v1", "--max-age", "365d").out()).startsWith("made: tag v1 of");
        assertThat(lake("refs").out()).contains("v1    tag", "31536000000");
        assertThat(lake("tag", "v1").err()).contains("Tag v1 names snapshot");
        assertThat(lake("tag", "main").err()).contains("main is a branch");
        assertThat(lake("tag", "v1", "--delete").out()).startsWith("removed: tag v1");
        assertThat(lake("tag", "v1", "--delete").err()).contains("has no tag v1");
        assertThat(lake("tag", "v1", "--snapshot", "12").err()).contains("has no snapshot, tag");
    }

    @Test
    void whatAWriterCommittedIsNotTakenBack() {
        append();
        lake("tag", "good");
        append();
        assertThat(lake("rollback", "--to", "good", "--dry-run").out())
                .contains("would be the newest, 1 would be taken back");
        assertThat(lake("rollback", "--to", "good").out())
                .contains("is the newest, 1 were taken back");
        commit(4);

        CommandRun refused = lake("rollback", "--to", "good");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("--forget-writer " + JOB + "/" + OPERATOR);
        assertThat(lake("rollback", "--to", "good", "--forget-writer", JOB + "/" + OPERATOR).out())
                .contains("is the newest");
    }

    @Test
    void columnsChangeWithoutWritingFiles() {
        append();

        assertThat(lake("schema").out()).contains("event_time  timestamptz");
        assertThat(lake("schema", "add", "venue", "int", "--doc", "where", "--dry-run").out())
                .contains("venue", "where", "nothing was changed (--dry-run)");
        lake("schema", "add", "venue", "int");
        lake("schema", "rename", "venue", "market");
        lake("schema", "widen", "market", "long");
        lake("schema", "doc", "s", "size of the trade");
        table.refresh();
        assertThat(table.schema().findType("market")).isEqualTo(Types.LongType.get());
        assertThat(table.schema().findField("s").doc()).isEqualTo("size of the trade");
        assertThat(lake("schema", "widen", "market", "int").err())
                .startsWith("Iceberg refuses: Cannot change column type");
        assertThat(lake("schema", "add", "x", "varchar").exitCode()).isEqualTo(2);
        assertThat(lake("rename-columns", "descriptive").err())
                .contains("has the columns of no kind of message");
    }

    @Test
    void theColumnsOfTradesGetTheirNamesInWordsAtOnce() {
        List<Types.NestedField> fields = new ArrayList<>();
        for (String name :
                List.of("S", "i", "p", "s", "timestamp", "event_time", "nanos", "src_partition")) {
            fields.add(Types.NestedField.optional(fields.size() + 1, name, Types.LongType.get()));
        }
        fields.add(Types.NestedField.optional(9, "src_offset", Types.LongType.get()));
        fields.add(Types.NestedField.optional(10, "src_index", Types.LongType.get()));
        Table trades =
                LakeSettings.inFolder(warehouse.toUri().toString())
                        .open("local")
                        .createTable(TableIdentifier.of("db", "seed"), new Schema(fields));

        assertThat(lake("schema", "rename", "p", "px", "--table", "db.seed").err())
                .contains("The flatten job writes column p");
        assertThat(lake("rename-columns", "descriptive", "--table", "db.seed").out())
                .contains("Restart the flatten job with --iceberg-columns descriptive");

        trades.refresh();
        assertThat(trades.schema().columns())
                .extracting(Types.NestedField::name)
                .startsWith("symbol", "trade_id", "price", "size");
        assertThat(lake("rename-columns", "seed", "--table", "db.seed").exitCode()).isZero();
        trades.refresh();
        assertThat(trades.schema()).matches(schema -> schema.findField("s").fieldId() == 4);
    }

    @Test
    void partitionsChangeForFilesFromNowOn() {
        append();

        assertThat(lake("partition").out()).contains("event_time_day  event_time  day");
        assertThat(lake("partition", "add", "bucket(16, S)").out())
                .contains("S_bucket_16", "Files that are there stay");
        assertThat(lake("partition", "replace", "event_time_day", "month(event_time)").out())
                .contains("event_time_month");
        assertThat(lake("partition", "add", "week(event_time)").exitCode()).isEqualTo(2);
        assertThat(lake("partition", "replace", "none", "S").err()).startsWith("Iceberg refuses:");
    }

    @Test
    void anOlderTableGetsThePropertiesOfANewOne() {
        assertThat(lake("stats").out())
                .contains(
                        "property write.metadata.compression-codec is unset, a new table has gzip");
        assertThat(lake("properties", "--dry-run").out()).contains("gzip", "nothing was changed");
        assertThat(lake("properties", "--dry-run", "--json").out())
                .contains("\"dryRun\" : true", "\"of_a_new_table\" : \"gzip\"");
        assertThat(lake("properties").out()).contains("all were set");
        assertThat(lake("properties").out()).contains("has the properties of a new table");
        assertThat(lake("stats").out()).doesNotContain("property");
    }

    @Test
    void careSaysWhatItWouldDo() {
        commit(3);
        append();

        CommandRun run = lake("care", "--dry-run");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("manifests  2 of", "expire     0 snapshots of 2", "orphans    0 of")
                .containsPattern("in all     about \\d+ s");
    }

    /** The table says it to both commands, unless an option does. */
    @Test
    void careKeepsWhatTheTableSays() throws IOException {
        append();
        table.updateProperties()
                .set("history.expire.max-snapshot-age-ms", Long.toString(DAYS_100.toMillis()))
                .commit();
        ObjectMapper json = new ObjectMapper();

        long care =
                json.readTree(lake("care", "--dry-run", "--json").out())
                        .at("/expire/cutoffMs")
                        .asLong();
        long expire =
                json.readTree(lake("expire", "--dry-run", "--json").out())
                        .at("/report/cutoffMs")
                        .asLong();
        long now = System.currentTimeMillis();

        assertThat(care).isBetween(expire - 60_000, expire);
        assertThat(care).isBetween(now - DAYS_100.toMillis() - 60_000, now - DAYS_100.toMillis());
        assertThat(
                        json.readTree(
                                        lake("care", "--older-than", "200d", "--dry-run", "--json")
                                                .out())
                                .at("/expire/cutoffMs")
                                .asLong())
                .isLessThan(care);
    }

    @Test
    void aStepThatIsRefusedDoesNotKeepCareFromTheOthers() {
        append();
        append();
        table.updateProperties().set("gc.enabled", "false").commit();

        CommandRun run = lake("care", "--dry-run");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("manifests  2 of");
        assertThat(run.err()).contains("expire: Table", "orphans: Table", "gc.enabled=false");
    }

    @Test
    void careOfAllTablesIsOneDocument() throws IOException {
        append();
        LakeSettings.inFolder(warehouse.toUri().toString())
                .open("local")
                .createTable(TableIdentifier.of("db", "quotes"), SCHEMA);

        JsonNode all =
                new ObjectMapper().readTree(lake("care", "--all", "--dry-run", "--json").out());

        assertThat(all).hasSize(2);
        assertThat(all.at("/0/table").asText()).endsWith("db.quotes");
        assertThat(all.at("/1/orphans/listed").asInt()).isPositive();
    }

    @Test
    void oddOptionsOfCareAreToldOnce() {
        assertThat(lake("care", "--all", "--older-than", "soon").exitCode()).isEqualTo(2);
        assertThat(lake("care", "--all", "--retain-last", "0").err())
                .contains("--retain-last takes 1");
        assertThat(lake("care", "--min-age", "1h").err()).contains("--writers-stopped");
    }

    private void append() {
        table.refresh();
        table.newAppend().appendFile(file()).commit();
    }

    private void commit(long checkpoint) {
        table.refresh();
        AppendFiles append = table.newAppend().appendFile(file());
        append.set("flink.job-id", JOB);
        append.set("flink.operator-id", OPERATOR);
        append.set("flink.max-committed-checkpoint-id", Long.toString(checkpoint));
        append.commit();
    }

    private int files;

    private DataFile file() {
        return DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + files++ + ".parquet")
                .withFormat(FileFormat.PARQUET)
                .withPartitionPath("event_time_day=2025-11-13")
                .withFileSizeInBytes(1000)
                .withRecordCount(10)
                .build();
    }

    private CommandRun lake(String... arguments) {
        List<String> all = new ArrayList<>(List.of("lake"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(
                List.of("--catalog-type", "hadoop", "--iceberg-warehouse", warehouse.toString()));
        all.addAll(List.of("--home", warehouse.resolve("home").toString()));
        if (!all.contains("--table")) {
            all.addAll(List.of("--table", "db.trades"));
        }
        return CommandRun.of(all.toArray(String[]::new));
    }
}
