package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.care.Verification.Finding;
import io.tickhouse.minio.care.Verification.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {

    private static final Verification.Reader READER =
            (file, schema) ->
                    Parquet.read(file)
                            .project(schema)
                            .createReaderFunc(
                                    type -> GenericParquetReaders.buildReader(schema, type))
                            .build();

    @TempDir Path folder;
    private TestTable trades;
    private List<DataFile> inputs;

    @BeforeEach
    void fill() throws IOException {
        trades = new TestTable(folder);
        trades.append(1, 2);
        trades.append(3);
    }

    @Test
    void findsAnHonestReceiptEqual() throws Exception {
        Snapshot rewrite = rewrite(true, 3, 2, 1);

        Finding finding = verify();

        assertThat(finding.verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(finding.snapshotId()).isEqualTo(rewrite.snapshotId());
        assertThat(finding.added()).isEqualTo(finding.removed()).isEqualTo(hash(1, 2, 3));
    }

    @Test
    void evolutionDoesNotMatter() throws Exception {
        rewrite(true, 1, 2, 3);
        trades.load().updateSchema().renameColumn("s", "size").commit();

        assertThat(verify().verdict()).isEqualTo(Verdict.EQUAL);
    }

    /** Iceberg itself takes this commit: the number of rows is right. */
    @Test
    void findsAFalseReceipt() throws Exception {
        rewrite(true, 1, 2, 4);

        assertThat(verify().verdict()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void judgesTheRewritesOfOthers() throws Exception {
        rewrite(false, 1, 2, 3);
        assertThat(verify().verdict()).isEqualTo(Verdict.EQUAL);

        trades.append(4);
        rewrite(false, 1, 2, 3, 5);
        assertThat(verify().verdict()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void goesByTheReceiptWhenTheInputsAreGone() throws Exception {
        rewrite(true, 1, 2, 3);
        deleteInputs();

        Finding finding = verify();

        assertThat(finding.verdict()).isEqualTo(Verdict.AS_RECEIPT);
        assertThat(finding.removed()).isNull();
    }

    /** The client of S3 fails in its own way when it asks for the length of such a file. */
    @Test
    void goesByTheReceiptWhateverAStoreSaysOfAFileThatIsGone() throws Exception {
        rewrite(true, 1, 2, 3);
        deleteInputs();
        Verification.Reader likeS3 =
                (file, schema) -> {
                    if (!file.exists()) {
                        throw new IllegalStateException("404");
                    }
                    return READER.read(file, schema);
                };

        Finding finding = verify(likeS3, Proof.CONTENT);

        assertThat(finding.verdict()).isEqualTo(Verdict.AS_RECEIPT);
    }

    @Test
    void aNewFileThatIsGoneIsALoss() throws Exception {
        Snapshot rewrite = rewrite(true, 1, 2, 3);
        Table table = trades.load();
        SnapshotChanges.builderFor(table)
                .snapshot(rewrite)
                .build()
                .addedDataFiles()
                .forEach(each -> table.io().deleteFile(each.location()));

        assertThatThrownBy(this::verify)
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("has lost rows")
                .hasMessageContaining("which snapshot");
    }

    @Test
    void cannotTellWithoutInputsAndReceipt() throws Exception {
        rewrite(false, 1, 2, 3);
        deleteInputs();

        assertThat(verify().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    /** They tell a lost row, but not a value that changed. */
    @Test
    void countsAreCheaperAndTellLess() throws Exception {
        rewrite(true, 1, 2, 4);
        assertThat(verify(Proof.COUNTS).verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(verify(Proof.CONTENT).verdict()).isEqualTo(Verdict.DIFFERENT);

        trades.append(5);
        rewrite(false, 1, 2, 4);
        assertThat(verify(Proof.COUNTS).verdict()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void comparesSnapshots() throws Exception {
        Table before = trades.load();
        rewrite(true, 1, 2, 3);
        Table after = trades.load();
        for (Proof proof : Proof.values()) {
            ContentHash head = sum(after, after, proof);
            assertThat(sum(before, after, proof)).as("%s", proof).isEqualTo(head);
            assertThat(head.rows()).isEqualTo(3);
        }
        trades.append(4);
        assertThat(sum(trades.load(), after, Proof.CONTENT))
                .isNotEqualTo(sum(after, after, Proof.CONTENT));
    }

    /** Of another table of the same columns, which have other ids there. */
    @Test
    void columnsOfAnotherTableAreKnownByName() throws Exception {
        Table table = trades.load();
        Schema turned =
                new Schema(
                        Types.NestedField.required(1, "event_time", Types.TimestampType.withZone()),
                        Types.NestedField.optional(2, "s", Types.DoubleType.get()),
                        Types.NestedField.required(3, "S", Types.StringType.get()));
        Table other =
                trades.catalog()
                        .createTable(
                                TableIdentifier.of("db", "copy"),
                                turned,
                                PartitionSpec.unpartitioned());
        DataWriter<Record> writer =
                Parquet.writeData(
                                other.io()
                                        .newOutputFile(
                                                other.locationProvider()
                                                        .newDataLocation("copy.parquet")))
                        .forTable(other)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer;
                var tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                try (var rows =
                        READER.read(
                                table.io().newInputFile(task.file().location()), table.schema())) {
                    for (Record row : rows) {
                        Record copy = GenericRecord.create(turned);
                        for (Types.NestedField column : turned.columns()) {
                            copy.setField(column.name(), row.getField(column.name()));
                        }
                        writer.write(copy);
                    }
                }
            }
        }
        other.newAppend().appendFile(writer.toDataFile()).commit();

        for (Proof proof : Proof.values()) {
            assertThat(sum(other, table, proof)).isEqualTo(sum(table, table, proof));
        }
        assertThat(sum(other, other, Proof.CONTENT)).isNotEqualTo(sum(table, table, Proof.CONTENT));
    }

    private static ContentHash sum(Table table, Table as, Proof proof) {
        return new TableContent(table, table.currentSnapshot(), READER, VerificationTest::footer)
                .sum(as, proof, file -> {});
    }

    @Test
    void appendsAreNoRewrites() {
        assertThat(new Verification(trades.load(), READER, VerificationTest::footer).rewrites())
                .isEmpty();
    }

    /** As expiry deletes them in the end. */
    private void deleteInputs() {
        inputs.forEach(file -> trades.load().io().deleteFile(file.location()));
    }

    private Finding verify() {
        return verify(Proof.CONTENT);
    }

    /** Of the newest rewrite. */
    private Finding verify(Proof proof) {
        return verify(READER, proof);
    }

    private Finding verify(Verification.Reader reader, Proof proof) {
        Verification verification =
                new Verification(trades.load(), reader, VerificationTest::footer);
        List<Snapshot> rewrites = verification.rewrites();
        return verification.verify(rewrites.get(rewrites.size() - 1), proof, file -> {});
    }

    private static Metrics footer(InputFile file) {
        return ParquetUtil.fileMetrics(file, MetricsConfig.getDefault());
    }

    private ContentHash hash(double... sizes) throws IOException {
        RecordSum sum = new RecordSum(TestTable.SCHEMA);
        try (var rows =
                READER.read(
                        trades.load().io().newInputFile(trades.write(sizes).location()),
                        TestTable.SCHEMA)) {
            rows.forEach(sum::add);
        }
        return sum.sum();
    }

    /** Replaces all files by one with these sizes, and claims that nothing was changed. */
    private Snapshot rewrite(boolean receipt, double... sizes) throws Exception {
        Table table = trades.load();
        RewritePlan plan =
                RewritePlan.of(
                        table,
                        new RewritePlan.Options(
                                Expressions.alwaysTrue(),
                                "",
                                0,
                                1,
                                Duration.ZERO,
                                Long.MAX_VALUE,
                                false));
        inputs =
                plan.groups().stream()
                        .flatMap(group -> group.files().stream())
                        .map(FileScanTask::file)
                        .toList();
        DataFile output = trades.write(sizes);
        if (receipt) {
            return new Publication(
                            table,
                            new Receipt(
                                    CareRun.attemptOf(UUID.randomUUID().toString()),
                                    0,
                                    hash(1, 2, 3),
                                    ContentHash.ALGORITHM,
                                    plan.schemaId(),
                                    inputs.size(),
                                    1,
                                    plan.plannedOn()),
                            inputs,
                            List.of(output))
                    .commit();
        }
        var rewrite = table.newRewrite();
        inputs.forEach(rewrite::deleteFile);
        rewrite.addFile(output).commit();
        table.refresh();
        return table.currentSnapshot();
    }
}
