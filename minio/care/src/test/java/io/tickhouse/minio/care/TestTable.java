package io.tickhouse.minio.care;

import io.tickhouse.minio.care.WriterPositions.Writer;
import io.tickhouse.minio.lake.LakeSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/**
 * A table with the columns that make trouble: the seed's S and s, by day. In a catalog of files, so
 * each instance that is loaded sees what others commit.
 */
final class TestTable {

    static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "S", Types.StringType.get()),
                    Types.NestedField.optional(2, "s", Types.DoubleType.get()),
                    Types.NestedField.required(3, "event_time", Types.TimestampType.withZone()));

    private static final LocalDate DAY = LocalDate.of(2025, 11, 13);

    static final TableIdentifier NAME = TableIdentifier.of("db", "trades");

    private final Catalog catalog;
    private final Table table;
    private int files;

    TestTable(Path folder) {
        this(folder, Map.of());
    }

    TestTable(Path folder, Map<String, String> properties) {
        catalog = LakeSettings.inFolder(folder.toUri().toString()).open("test");
        table =
                catalog.createTable(
                        NAME,
                        SCHEMA,
                        PartitionSpec.builderFor(SCHEMA).day("event_time").build(),
                        properties);
    }

    Catalog catalog() {
        return catalog;
    }

    /** As another process sees it now. */
    Table load() {
        return catalog.loadTable(NAME);
    }

    /** Writes a file with these sizes as rows, which no snapshot has yet. */
    DataFile write(double... sizes) throws IOException {
        return writeAt(newLocation(), sizes);
    }

    private String newLocation() {
        return table.locationProvider().newDataLocation("data-%05d.parquet".formatted(files++));
    }

    DataFile writeAt(String location, double... sizes) throws IOException {
        return write(location, DAY, sizes);
    }

    private DataFile write(String location, LocalDate day, double... sizes) throws IOException {
        List<Record> rows = new ArrayList<>();
        for (double size : sizes) {
            Record row = GenericRecord.create(SCHEMA);
            row.setField("S", "AAA");
            row.setField("s", size);
            row.setField("event_time", day.atTime(15, 0).atOffset(ZoneOffset.UTC));
            rows.add(row);
        }
        PartitionData partition = new PartitionData(table.spec().partitionType());
        partition.set(0, (int) day.toEpochDay());
        DataWriter<Record> writer =
                Parquet.writeData(table.io().newOutputFile(location))
                        .schema(SCHEMA)
                        .withSpec(table.spec())
                        .withPartition(partition)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer) {
            rows.forEach(writer::write);
        }
        return writer.toDataFile();
    }

    /** Appends rows as a program without a position does. */
    void append(double... sizes) throws IOException {
        load().newAppend().appendFile(write(sizes)).commit();
    }

    /** Appends rows of another day, so many days later. */
    void appendOn(int daysLater, double... sizes) throws IOException {
        load().newAppend()
                .appendFile(write(newLocation(), DAY.plusDays(daysLater), sizes))
                .commit();
    }

    /** Appends as Flink's sink does at a checkpoint. */
    void commit(Writer writer, long checkpoint, DataFile... added) {
        commitTo(SnapshotRef.MAIN_BRANCH, writer, checkpoint, added);
    }

    /** The same to another branch. */
    void commitTo(String branch, Writer writer, long checkpoint, DataFile... added) {
        AppendFiles append = load().newAppend().toBranch(branch);
        for (DataFile file : added) {
            append.appendFile(file);
        }
        append.set("flink.job-id", writer.job());
        if (writer.operator() != null) {
            append.set("flink.operator-id", writer.operator());
        }
        append.set("flink.max-committed-checkpoint-id", Long.toString(checkpoint));
        append.commit();
    }

    /** Lists files for a later commit, as Flink's sink does at a checkpoint. */
    String stage(Writer writer, long checkpoint, DataFile... staged) throws IOException {
        String location =
                table.location()
                        + "/metadata/%s-%s-00000-0-%d-00001.avro"
                                .formatted(writer.job(), writer.operator(), checkpoint);
        ManifestWriter<DataFile> manifest =
                ManifestFiles.write(
                        2, table.spec(), table.io().newOutputFile(location), (Long) null);
        try (manifest) {
            for (DataFile file : staged) {
                manifest.add(file);
            }
        }
        return location;
    }

    /** All sizes that a reader finds, sorted. */
    List<Double> rows() throws IOException {
        List<Double> sizes = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = load().newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                try (CloseableIterable<Record> rows =
                        Parquet.read(table.io().newInputFile(task.file().location()))
                                .project(SCHEMA)
                                .createReaderFunc(
                                        type -> GenericParquetReaders.buildReader(SCHEMA, type))
                                .build()) {
                    rows.forEach(row -> sizes.add((Double) row.getField("s")));
                }
            }
        }
        return sizes.stream().sorted().toList();
    }

    /** A moment after the last commit, and before the next. */
    long later() {
        Snapshot head = load().currentSnapshot();
        long since = head == null ? 0 : head.timestampMillis() + 1;
        while (System.currentTimeMillis() <= since) {
            Thread.onSpinWait();
        }
        return since;
    }

    boolean has(String location) {
        return table.io().newInputFile(location).exists();
    }

    int snapshots() {
        List<Snapshot> all = new ArrayList<>();
        load().snapshots().forEach(all::add);
        return all.size();
    }

    static Writer writer(int job, int operator) {
        return new Writer("%032x".formatted(job), "%032x".formatted(operator));
    }
}
