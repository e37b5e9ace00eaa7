package org.apache.iceberg.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.care.Expiry;
import io.tickhouse.minio.care.Orphans;
import io.tickhouse.minio.lake.LakeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.WriteResult;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job is down, its table is cared for as hard as can be, and the job is restored: by the
 * committer of Iceberg's own sink, which this package may call. The same with the plain calls of
 * Iceberg repeats rows, or cannot be restored.
 */
class SinkRestoreTest {

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "S", Types.StringType.get()),
                    Types.NestedField.optional(2, "s", Types.DoubleType.get()),
                    Types.NestedField.required(3, "event_time", Types.TimestampType.withZone()));
    private static final TableIdentifier NAME = TableIdentifier.of("db", "trades");
    private static final LocalDate DAY = LocalDate.of(2025, 11, 13);
    private static final String JOB = "%032x".formatted(0xabc);
    private static final String OTHER_JOB = "%032x".formatted(0xdef);
    private static final String OPERATOR = "%032x".formatted(7);

    @TempDir private Path warehouse;
    private Catalog catalog;
    private int files;

    @BeforeEach
    void create() {
        catalog = LakeSettings.inFolder(warehouse.toUri().toString()).open("local");
        catalog.createTable(
                NAME, SCHEMA, PartitionSpec.builderFor(SCHEMA).day("event_time").build());
    }

    /** Killed after the commit, and before Flink heard of it: the state has checkpoint 3 still. */
    @Test
    void whatIsCommittedIsNotCommittedAgain() throws Exception {
        commit(checkpoint(JOB, 1, 1));
        commit(checkpoint(JOB, 2, 2));
        IcebergCommittable last = checkpoint(JOB, 3, 3);
        commit(last);
        laterCommitsOfOthers();

        care();

        assertThat(position()).isEqualTo(3);
        assertThat(commit(last).alreadyCommitted).isTrue();
        assertThat(rows()).containsExactly(1.0, 2.0, 3.0, 10.0, 11.0, 12.0);
    }

    /** Killed between the checkpoint and the commit. */
    @Test
    void whatIsNotCommittedYetIsCommittedOnce() throws Exception {
        commit(checkpoint(JOB, 1, 1));
        IcebergCommittable last = checkpoint(JOB, 2, 2);
        laterCommitsOfOthers();

        care();
        care();

        assertThat(commit(last).alreadyCommitted).isFalse();
        assertThat(rows()).containsExactly(1.0, 2.0, 10.0, 11.0, 12.0);
        care();
        assertThat(commit(last).alreadyCommitted).isTrue();
        assertThat(rows()).containsExactly(1.0, 2.0, 10.0, 11.0, 12.0);
    }

    /** A second job writes the table, and is restored from an older checkpoint of its own. */
    @Test
    void eachWriterFindsItsOwnPosition() throws Exception {
        IcebergCommittable other = checkpoint(OTHER_JOB, 40, 4);
        commit(other);
        IcebergCommittable last = checkpoint(JOB, 2, 2);
        commit(last);
        laterCommitsOfOthers();

        care();

        assertThat(commit(other).alreadyCommitted).isTrue();
        assertThat(commit(last).alreadyCommitted).isTrue();
        assertThat(rows()).containsExactly(2.0, 4.0, 10.0, 11.0, 12.0);
    }

    @Test
    void plainExpiryLosesThePositionAndTheRestoredJobFails() throws Exception {
        commit(checkpoint(JOB, 1, 1));
        IcebergCommittable last = checkpoint(JOB, 2, 2);
        commit(last);
        laterCommitsOfOthers();

        plainExpiry();

        assertThat(position()).isEqualTo(-1);
        assertThatThrownBy(() -> commit(last)).isInstanceOf(NotFoundException.class);
    }

    /**
     * The sink deletes its list after the commit; if it was killed in between, the list is there.
     */
    @Test
    void plainExpiryDoublesRowsIfTheSinkWasKilledInItsCommit() throws Exception {
        IcebergCommittable last = checkpoint(JOB, 2, 2);
        Path list = list(last);
        byte[] kept = Files.readAllBytes(list);
        commit(last);
        Files.write(list, kept);
        laterCommitsOfOthers();

        plainExpiry();

        assertThat(commit(last).alreadyCommitted).isFalse();
        assertThat(rows()).containsExactly(2.0, 2.0, 10.0, 11.0, 12.0);
    }

    @Test
    void plainRemovalOfOrphansTakesWhatTheJobHasNotCommittedYet() throws Exception {
        commit(checkpoint(JOB, 1, 1));
        IcebergCommittable last = checkpoint(JOB, 2, 2);

        plainOrphans();

        assertThatThrownBy(() -> commit(last)).isInstanceOf(NotFoundException.class);
    }

    private void care() {
        Table table = table();
        long now = later();
        new Expiry(
                        table,
                        new Expiry.Rules(now, 1, Duration.ofDays(30), Set.of(), Duration.ZERO),
                        now)
                .run(done -> {});
        Orphans orphans = new Orphans(table, new Orphans.Rules(Duration.ZERO, true, Set.of()));
        orphans.delete(orphans.find(later() + 60_000, listed -> {}), done -> {});
    }

    private void plainExpiry() {
        table().expireSnapshots().expireOlderThan(later()).retainLast(1).commit();
    }

    /** What every public tool does: what no snapshot and no metadata names is deleted. */
    private void plainOrphans() throws IOException {
        Table table = table();
        Set<String> needed = new HashSet<>();
        needed.addAll(ReachableFileUtil.metadataFileLocations(table, true));
        needed.addAll(ReachableFileUtil.manifestListLocations(table));
        needed.add(ReachableFileUtil.versionHintLocation(table));
        for (Snapshot snapshot : table.snapshots()) {
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                needed.add(manifest.path());
            }
        }
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> needed.add(task.file().location()));
        }
        Set<String> names = new HashSet<>();
        needed.forEach(each -> names.add(each.substring(each.lastIndexOf('/') + 1)));
        try (Stream<Path> all = Files.walk(warehouse)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!names.contains(name) && !name.endsWith(".crc")) {
                    Files.delete(file);
                }
            }
        }
    }

    private void laterCommitsOfOthers() throws IOException {
        for (int i = 0; i < 3; i++) {
            table().newAppend().appendFile(write(10 + i)).commit();
        }
    }

    /** What the sink has in its state: a list of the files that it wrote up to a checkpoint. */
    private IcebergCommittable checkpoint(String job, long checkpoint, double size)
            throws IOException {
        Table table = table();
        ManifestOutputFileFactory lists =
                FlinkManifestUtil.createOutputFileFactory(
                        () -> table, table.properties(), job, OPERATOR, 0, 0);
        DeltaManifests manifests =
                FlinkManifestUtil.writeCompletedFiles(
                        WriteResult.builder().addDataFiles(write(size)).build(),
                        () -> lists.create(checkpoint),
                        table.spec(),
                        2);
        return new IcebergCommittable(
                SimpleVersionedSerialization.writeVersionAndSerialize(
                        DeltaManifestsSerializer.INSTANCE, manifests),
                job,
                OPERATOR,
                checkpoint);
    }

    private static Path list(IcebergCommittable committable) throws IOException {
        return Path.of(
                java.net.URI.create(
                        SimpleVersionedSerialization.readVersionAndDeSerialize(
                                        DeltaManifestsSerializer.INSTANCE, committable.manifest())
                                .dataManifest()
                                .path()));
    }

    /** Commits as the sink does, also after a restore. */
    private Request commit(IcebergCommittable committable) throws Exception {
        Request request = new Request(committable);
        TableLoader loader = TableLoader.fromHadoopTable(table().location());
        try (IcebergCommitter committer =
                new IcebergCommitter(
                        loader,
                        "main",
                        Map.of(),
                        false,
                        1,
                        "trades",
                        new IcebergFilesCommitterMetrics(new UnregisteredMetricsGroup(), "trades"),
                        false)) {
            committer.commit(List.of(request));
        }
        return request;
    }

    private static final class Request implements CommitRequest<IcebergCommittable> {

        private final IcebergCommittable committable;
        private boolean alreadyCommitted;

        Request(IcebergCommittable committable) {
            this.committable = committable;
        }

        @Override
        public IcebergCommittable getCommittable() {
            return committable;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void retryLater() {
            throw new AssertionError("retry");
        }

        @Override
        public void updateAndRetryLater(IcebergCommittable committable) {
            throw new AssertionError("retry");
        }

        @Override
        public void signalAlreadyCommitted() {
            alreadyCommitted = true;
        }
    }

    private DataFile write(double size) throws IOException {
        Table table = table();
        Record row = GenericRecord.create(SCHEMA);
        row.setField("S", "AAA");
        row.setField("s", size);
        row.setField("event_time", DAY.atTime(15, 0).atOffset(ZoneOffset.UTC));
        PartitionData partition = new PartitionData(table.spec().partitionType());
        partition.set(0, (int) DAY.toEpochDay());
        DataWriter<Record> writer =
                Parquet.writeData(
                                table.io()
                                        .newOutputFile(
                                                table.locationProvider()
                                                        .newDataLocation(
                                                                "d%d.parquet".formatted(files++))))
                        .schema(SCHEMA)
                        .withSpec(table.spec())
                        .withPartition(partition)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer) {
            writer.write(row);
        }
        return writer.toDataFile();
    }

    private long position() {
        return SinkUtil.getMaxCommittedCheckpointId(table(), JOB, OPERATOR, "main");
    }

    private List<Double> rows() throws IOException {
        List<Double> sizes = new ArrayList<>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table()).build()) {
            rows.forEach(row -> sizes.add((Double) row.getField("s")));
        }
        return sizes.stream().sorted().toList();
    }

    /** A moment after the last commit. */
    private long later() {
        long since = table().currentSnapshot().timestampMillis() + 1;
        while (System.currentTimeMillis() <= since) {
            Thread.onSpinWait();
        }
        return since;
    }

    private Table table() {
        return catalog.loadTable(NAME);
    }
}
