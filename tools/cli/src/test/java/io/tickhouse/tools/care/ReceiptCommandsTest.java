package io.tickhouse.tools.care;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.minio.care.CareRun;
import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.Publication;
import io.tickhouse.minio.care.Receipt;
import io.tickhouse.minio.care.RecordSum;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user sees of {@code lake compact}, {@code receipts} and {@code verify}. */
class ReceiptCommandsTest {

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "S", Types.StringType.get()),
                    Types.NestedField.optional(2, "s", Types.DoubleType.get()),
                    Types.NestedField.required(3, "event_time", Types.TimestampType.withZone()));
    private static final String ID = "6f1c2a52-0b7e-4a53-9a0e-3d3f0c1f7f10";

    @TempDir private Path warehouse;
    private Table table;
    private int files;

    @BeforeEach
    void fill() throws IOException {
        table =
                LakeSettings.inFolder(warehouse.toUri().toString())
                        .open("local")
                        .createTable(
                                TableIdentifier.of("db", "trades"),
                                SCHEMA,
                                PartitionSpec.unpartitioned());
        for (int i = 0; i < 6; i++) {
            table.newAppend().appendFile(write(i, i + 0.5)).commit();
        }
    }

    @Test
    void aDryRunSaysWhatWouldBeRewritten() throws IOException {
        CommandRun run = lake("compact", "--dry-run", "--where", "s > 1");
        JsonNode json = new ObjectMapper().readTree(lake("compact", "--dry-run", "--json").out());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("db.trades: would rewrite 5 files with 10 rows,")
                .contains("into about 1 files, in 1 groups and about 10 s")
                .containsPattern("before +6 +6 ");
        assertThat(json.path("dryRun").asBoolean()).isTrue();
        assertThat(json.path("filesIn").asInt()).isEqualTo(6);
        assertThat(json.path("before").path("small").asInt()).isEqualTo(6);
        assertThat(json.path("after").isNull()).isTrue();
    }

    @Test
    void withNothingToDoNoClusterIsNeeded() {
        CommandRun run = lake("compact", "--min-input-files", "7");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("db.trades: nothing to compact, 6 files, ");
    }

    @ParameterizedTest
    @CsvSource({
        "--where, S, --where reads conditions such as",
        "--min-input-files, 1, '--min-input-files takes 2 or more, not 1.'",
        "--target-file-size-mb, 0, --target-file-size-mb takes 1 or more",
        "--parallelism, 0, --parallelism takes 1 or more",
        "--partial-commits, 0, --partial-commits takes 1 or more",
        "--max-rewrite-mb, -1, --max-rewrite-mb takes 0 or more",
        "--min-age, soon, '--min-age takes a number with s, m, h or d'",
    })
    void oddOptionsAreRefused(String option, String value, String sentence) {
        CommandRun run = lake("compact", "--dry-run", option, value);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(sentence);
    }

    @Test
    void receiptsAreListedAndVerified() throws Exception {
        rewrite(true, 0, 1, 2, 3, 4, 5);

        CommandRun receipts = lake("receipts");
        CommandRun verify = lake("verify");
        JsonNode all = new ObjectMapper().readTree(lake("verify", "--all", "--json").out());

        assertThat(receipts.out()).contains(ID).containsPattern(" 12 +6 +1 ");
        assertThat(verify.exitCode()).as(verify.err()).isZero();
        assertThat(verify.out()).contains(" equal ");
        assertThat(all).hasSize(1);
        assertThat(all.path(0).path("hash")).isEqualTo(all.path(0).path("receipt"));
        assertThat(all.path(0).path("hash")).isEqualTo(all.path(0).path("inputs"));
    }

    /** Also without a receipt, as other tools compact. */
    @Test
    void aCompactionThatChangedAValueIsFound() throws Exception {
        rewrite(false, 0, 1, 2, 3, 4, 7);

        CommandRun verify = lake("verify");

        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.out()).contains(" different ");
        assertThat(lake("receipts", "--json").out().strip()).isEqualTo("[ ]");
    }

    @Test
    void verifySaysWhenThereIsNothing() {
        CommandRun run = lake("verify");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("no compaction is retained");
        assertThat(lake("verify", "--snapshot", "1").err())
                .contains("Table local.db.trades has no compaction with the snapshot 1.");
    }

    @Test
    void tablesAndSnapshotsAreCompared() throws Exception {
        table.refresh();
        String before = Long.toString(table.currentSnapshot().snapshotId());
        rewrite(false, 0, 1, 2, 3, 4, 5);

        for (String proof : List.of("content", "counts")) {
            CommandRun equal = lake("verify", "--against", before, "--verify", proof);
            assertThat(equal.exitCode()).as(equal.err()).isZero();
            assertThat(equal.out()).contains("  equal");
        }
        table.newAppend().appendFile(write(9)).commit();
        CommandRun different = lake("verify", "--against", before);
        assertThat(different.exitCode()).isEqualTo(1);
        assertThat(different.out()).contains("  different");
        assertThat(lake("verify", "--against", "db.trades").out()).contains("  equal");
        assertThat(lake("verify", "--against", "db.none").err())
                .contains("There is no table db.none in this catalog: correct --against.");
        assertThat(lake("verify", "--against", "none").err()).contains("correct --against");
        assertThat(lake("verify", "--verify", "hope").err())
                .contains("--verify takes content or counts, not hope.");
    }

    /** Also the receipt of a compaction that its job could not write. */
    @Test
    void theLedgerHasWhatWasDone() throws Exception {
        rewrite(true, 0, 1, 2, 3, 4, 5);
        assertThat(lake("manifests", "--no-receipts-table").exitCode()).isZero();
        TableIdentifier ledger = TableIdentifier.of("db", "lake_receipts");
        Catalog catalog = LakeSettings.inFolder(warehouse.toUri().toString()).open("local");
        assertThat(catalog.tableExists(ledger)).isFalse();

        assertThat(lake("expire").err()).isEmpty();

        assertThat(catalog.loadTable(ledger).currentSnapshot().summary())
                .containsEntry("total-records", "2");
        assertThat(lake("receipts").out().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("  compact  "))
                .anyMatch(line -> line.contains("  manifests  "));
        assertThat(lake("expire", "--receipts-table", "ledger").err())
                .contains("--receipts-table takes DB.TABLE, not ledger.");
    }

    /** Keys and properties do not become arguments, which every user can read. */
    @Test
    void theJobGetsTheCatalogInVariables() {
        LakeSettings settings =
                new LakeSettings(
                        LakeSettings.Type.JDBC,
                        "jdbc:x",
                        "s3://w/",
                        "http://s",
                        "ak",
                        "sk",
                        Map.of("jdbc.password", "hush"));

        assertThat(Compaction.variables(settings))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "CATALOG_TYPE", "jdbc",
                                "CATALOG_URI", "jdbc:x",
                                "ICEBERG_WAREHOUSE", "s3://w/",
                                "S3_ENDPOINT", "http://s",
                                "S3_ACCESS_KEY", "ak",
                                "S3_SECRET_KEY", "sk",
                                "CATALOG_PROPERTY", "jdbc.password=hush"));
    }

    private CommandRun lake(String... command) {
        List<String> arguments = new ArrayList<>(List.of("lake", command[0]));
        arguments.addAll(
                List.of(
                        "--catalog-type=hadoop",
                        "--iceberg-warehouse=" + warehouse.toUri(),
                        "--table=db.trades"));
        arguments.addAll(Arrays.asList(command).subList(1, command.length));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private DataFile write(double... sizes) throws IOException {
        String name = "data-%05d.parquet".formatted(files++);
        DataWriter<Record> writer =
                Parquet.writeData(
                                table.io()
                                        .newOutputFile(
                                                table.locationProvider().newDataLocation(name)))
                        .schema(SCHEMA)
                        .withSpec(table.spec())
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer) {
            for (double size : sizes) {
                writer.write(row(size));
            }
        }
        return writer.toDataFile();
    }

    private static Record row(double size) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("S", "AAPL");
        row.setField("s", size);
        row.setField("event_time", OffsetDateTime.of(2025, 11, 13, 15, 0, 0, 0, ZoneOffset.UTC));
        return row;
    }

    /** Replaces all files by one: for each number a row of this size, and one of a half more. */
    private void rewrite(boolean withReceipt, int... numbers) throws Exception {
        table.refresh();
        List<DataFile> inputs = new ArrayList<>();
        try (var tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> inputs.add(task.file()));
        }
        double[] sizes = new double[2 * numbers.length];
        RecordSum sum = new RecordSum(SCHEMA);
        for (int i = 0; i < numbers.length; i++) {
            sizes[2 * i] = numbers[i];
            sizes[2 * i + 1] = numbers[i] + 0.5;
            sum.add(row(sizes[2 * i]));
            sum.add(row(sizes[2 * i + 1]));
        }
        DataFile output = write(sizes);
        if (withReceipt) {
            Receipt receipt =
                    new Receipt(
                            CareRun.attemptOf(ID),
                            0,
                            sum.sum(),
                            ContentHash.ALGORITHM,
                            table.schema().schemaId(),
                            inputs.size(),
                            1,
                            table.currentSnapshot().snapshotId());
            new Publication(table, receipt, inputs, List.of(output)).commit();
            return;
        }
        RewriteFiles rewrite = table.newRewrite();
        inputs.forEach(rewrite::deleteFile);
        rewrite.addFile(output).commit();
    }
}
