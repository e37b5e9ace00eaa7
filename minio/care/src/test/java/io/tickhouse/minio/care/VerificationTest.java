package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.minio.care.Verification.Finding;
import io.tickhouse.minio.care.Verification.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.Parquet;
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

    @Test
    void cannotTellWithoutInputsAndReceipt() throws Exception {
        rewrite(false, 1, 2, 3);
        deleteInputs();

        assertThat(verify().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void appendsAreNoRewrites() {
        assertThat(new Verification(trades.load(), READER).rewrites()).isEmpty();
    }

    /** As expiry deletes them in the end. */
    private void deleteInputs() {
        inputs.forEach(file -> trades.load().io().deleteFile(file.location()));
    }

    /** Of the newest rewrite. */
    private Finding verify() {
        Verification verification = new Verification(trades.load(), READER);
        List<Snapshot> rewrites = verification.rewrites();
        return verification.verify(rewrites.get(rewrites.size() - 1), file -> {});
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
                                Expressions.alwaysTrue(), "", 0, 1, Duration.ZERO, Long.MAX_VALUE, false));
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
