package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Bar;
import io.tickhouse.model.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.sink.FlinkFileWriterFactory;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {

    private static final long DAY = 86_400_000_000_000L;
    private static final Schema SCHEMA = LakeTable.of(Kind.BAR).schema(ColumnNames.SEED);
    private static final PartitionSpec BY_DAY =
            PartitionSpec.builderFor(SCHEMA).day("event_time").build();

    private final List<Written> written = new ArrayList<>();
    private long bytesPerRow = 100;

    /** A file that only counts its rows. */
    private final class Written implements FileAppender<RowData> {

        private final List<Long> offsets = new ArrayList<>();
        private boolean open = true;

        @Override
        public void add(RowData row) {
            offsets.add(row.getLong(SCHEMA.columns().size() - 2));
        }

        @Override
        public long length() {
            return offsets.size() * bytesPerRow;
        }

        @Override
        public Metrics metrics() {
            return new Metrics((long) offsets.size());
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private DataWriter<RowData> file(StructLike partition) {
        Written file = new Written();
        written.add(file);
        return new DataWriter<>(
                file, FileFormat.PARQUET, "file" + written.size(), BY_DAY, partition, null);
    }

    private OpenFiles files(long targetFileSize) {
        return files(targetFileSize, OpenFiles.MOST_HEAP);
    }

    private OpenFiles files(long targetFileSize, long mostHeap) {
        return new OpenFiles(BY_DAY, SCHEMA, this::file, targetFileSize, 32 << 20, mostHeap);
    }

    private long openFiles() {
        return written.stream().filter(f -> f.open).count();
    }

    @Test
    void aThousandDaysInOneRecordOpenNoMoreThanSixteenFiles() throws Exception {
        OpenFiles files = files(512 << 20);
        long most = 0;
        Rows rows = new Rows();
        for (int day = 0; day < 1000; day++) {
            files.write(rows.at(day * DAY));
            most = Math.max(most, openFiles());
        }

        List<DataFile> complete = files.complete();

        assertThat(most).isEqualTo(OpenFiles.MOST);
        assertThat(complete.size()).isEqualTo(1000);
        assertThat(complete.stream().mapToLong(DataFile::recordCount)).containsOnly(1L);
        assertThat(openFiles()).isZero();
        assertThat(files.complete()).isEmpty();
    }

    @Test
    void closesTheFileThatWasUnusedForLongest() throws Exception {
        OpenFiles files = files(512 << 20);
        Rows rows = new Rows();
        // Today comes between all the other days.
        for (int day = 1; day <= 100; day++) {
            files.write(rows.at(day * DAY));
            files.write(rows.at(0));
        }

        List<DataFile> complete = files.complete();

        assertThat(complete).hasSize(101);
        assertThat(complete.stream().mapToLong(DataFile::recordCount).max()).hasValue(100);
    }

    @Test
    void keepsEachRowOnceAndTheOrderOfRowsInAFile() throws Exception {
        OpenFiles files = files(20_000);
        Rows rows = new Rows();
        for (int i = 0; i < 50_000; i++) {
            files.write(rows.at((i * 7919L % 40) * DAY));
        }
        files.complete();

        Set<Long> seen = new HashSet<>();
        for (Written file : written) {
            assertThat(file.offsets).isSorted();
            seen.addAll(file.offsets);
        }
        assertThat(written.stream().mapToInt(f -> f.offsets.size()).sum()).isEqualTo(50_000);
        assertThat(seen).hasSize(50_000);
    }

    /** Days of one record: none of them may close a file for each of its rows. */
    @Test
    void rowsThatGoRoundManyDaysAreWrittenDayByDay() throws Exception {
        OpenFiles files = files(512 << 20);
        Rows rows = new Rows();
        for (int i = 0; i < 280_000; i++) {
            files.write(rows.at(i % OpenFiles.MOST_PARTITIONS * DAY));
        }
        int before = written.size();
        int complete = files.complete().size();

        assertThat(before).isLessThan(5 * OpenFiles.MOST_PARTITIONS);
        assertThat(complete - before).isLessThanOrEqualTo(OpenFiles.MOST_PARTITIONS);
        for (Written file : written) {
            assertThat(file.offsets).isSorted();
        }
        assertThat(written.stream().mapToInt(f -> f.offsets.size()).sum()).isEqualTo(280_000);
    }

    @Test
    void aCheckpointNeverHasMoreThanSoManyFilesLeftToWrite() throws Exception {
        OpenFiles files = files(512 << 20);
        Rows rows = new Rows();
        for (int day = 0; day < 5000; day++) {
            files.write(rows.at(day * DAY));
        }
        int before = written.size();

        assertThat(files.complete()).hasSize(5000);
        assertThat(written.size() - before).isLessThanOrEqualTo(OpenFiles.MOST_PARTITIONS);
    }

    @Test
    void rowsThatWaitStayInOrderWhereFilesAreClosedMeanwhile() throws Exception {
        bytesPerRow = 10_000;
        OpenFiles files = files(1_000_000);
        Rows rows = new Rows();
        for (int i = 0; i < 60_000; i++) {
            // Five rows in six are of 15 days, whose files fill up again and again.
            files.write(rows.at((i % 6 == 0 ? i / 6 % 300 : i % 15) * DAY));
        }
        files.complete();

        for (Written file : written) {
            assertThat(file.offsets).isSorted();
        }
        assertThat(written.stream().flatMap(f -> f.offsets.stream()).distinct()).hasSize(60_000);
    }

    /** Rows of one hour share a partition, so it is not asked for each of them. */
    @Test
    void eachRowIsInTheFileOfItsDay() throws Exception {
        OpenFiles files = files(512 << 20);
        Rows rows = new Rows();
        long minute = 60_000_000_000L;
        for (int i = 0; i < 4 * 1440; i++) {
            files.write(rows.at(i * minute));
            files.write(rows.at(i * minute + minute - 1));
        }

        List<DataFile> complete = files.complete();

        assertThat(complete).hasSize(4).allMatch(file -> file.recordCount() == 2880);
        assertThat(complete.stream().map(file -> file.partition().get(0, Integer.class)))
                .containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void aPartitionMayBeThatOfAColumnWithinAnother() throws Exception {
        List<Types.NestedField> columns = new ArrayList<>(SCHEMA.columns());
        columns.add(
                Types.NestedField.optional(
                        2001,
                        "sent",
                        Types.StructType.of(
                                Types.NestedField.optional(
                                        2002, "at", Types.TimestampType.withZone()))));
        Schema schema = new Schema(columns);
        PartitionSpec spec = PartitionSpec.builderFor(schema).day("sent.at").build();
        OpenFiles files =
                new OpenFiles(spec, schema, this::file, 512 << 20, 32 << 20, OpenFiles.MOST_HEAP);
        RowMapper<Bar> mapper = new RowMapper<>(LakeTable.of(Kind.BAR), schema, ColumnNames.SEED);
        Bar bar = new Bar();
        bar.symbol = "VVV".getBytes(StandardCharsets.UTF_8);

        files.write(mapper.map(bar));
        files.write(mapper.map(bar));

        assertThat(files.complete()).hasSize(1);
    }

    @Test
    void beginsAnotherFileAtTheTargetSize() throws Exception {
        bytesPerRow = 1000;
        OpenFiles files = files(1_000_000);
        Rows rows = new Rows();
        for (int i = 0; i < 5000; i++) {
            files.write(rows.at(0));
        }

        assertThat(files.complete()).hasSize(5).allMatch(f -> f.recordCount() == 1000);
    }

    @Test
    void manyRowsOfSeveralDaysCloseFilesBeforeTheHeapIsFull() throws Exception {
        bytesPerRow = 10_000;
        OpenFiles files = files(512 << 20);
        Rows rows = new Rows();
        long most = 0;
        for (int i = 0; i < 30_000; i++) {
            files.write(rows.at(i % 3 * DAY));
            most = Math.max(most, files.heap());
        }

        // 300 MB of rows, in files of several MB each.
        assertThat(most).isBetween(32L << 20, OpenFiles.MOST_HEAP);
        assertThat(files.complete().stream().mapToLong(DataFile::recordCount).sum())
                .isEqualTo(30_000);
        assertThat(written.size()).isLessThan(60);
    }

    /** As in a record of all its days, whose tables may all be open at the same time. */
    @Test
    void aTableOfFewRowsHasFewFilesOpen() throws Exception {
        OpenFiles files = files(512 << 20, OpenFiles.MOST_HEAP_OF_FEW_ROWS);
        Rows rows = new Rows();
        long most = 0;
        for (int day = 0; day < 40; day++) {
            files.write(rows.at(day % 20 * DAY));
            most = Math.max(most, files.heap());
        }

        assertThat(most).isLessThanOrEqualTo(OpenFiles.MOST_HEAP_OF_FEW_ROWS);
        assertThat(files.open()).isEqualTo(4);
        assertThat(files.complete().stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(40);
    }

    @Test
    void theTablesOfAllKindsNeedHalfOfASmallHeap() {
        long heap = LakeTable.all().stream().mapToLong(LakeTable::mostHeap).sum();

        assertThat(heap).isLessThanOrEqualTo(256L << 20);
    }

    @Test
    void abandonedFilesAreClosedAndNotHandedOut() throws Exception {
        OpenFiles files = files(512 << 20);
        Rows rows = new Rows();
        for (int day = 0; day < 20; day++) {
            files.write(rows.at(day * DAY));
        }

        files.abandon();

        assertThat(openFiles()).isZero();
        assertThat(files.complete()).isEmpty();
    }

    @Test
    void dailyBarsOfThirtyYearsAreAFileAMonth(@TempDir Path warehouse) throws Exception {
        LakeCatalog catalog =
                new LakeCatalog("local", LakeSettings.inFolder(warehouse.toUri().toString()));
        try (LakeTables tables = new LakeTables(catalog)) {
            Table table =
                    tables.ensure(
                            LakeTable.of(Kind.BAR),
                            TableIdentifier.of("db", "bars"),
                            ColumnNames.SEED,
                            Map.of());
            OpenFiles files =
                    new OpenFiles(
                            table.spec(),
                            table.schema(),
                            parquet(table),
                            512 << 20,
                            32 << 20,
                            OpenFiles.MOST_HEAP);
            Rows rows = new Rows();
            int count = 0;
            for (LocalDate day = LocalDate.of(1990, 1, 2); count < 7827; day = day.plusDays(1)) {
                if (day.getDayOfWeek().getValue() < 6) {
                    files.write(
                            rows.at(
                                    day.atStartOfDay(ZoneOffset.UTC).toEpochSecond()
                                            * 1_000_000_000));
                    count++;
                }
            }
            assertThat(files.open()).isLessThanOrEqualTo(OpenFiles.MOST);
            List<DataFile> complete = files.complete();
            var append = table.newAppend();
            complete.forEach(append::appendFile);
            append.commit();

            // To 1 January 2020.
            assertThat(complete.size()).isEqualTo(361);
            Set<Object> offsets = new HashSet<>();
            try (var all = IcebergGenerics.read(table).build()) {
                all.forEach(row -> offsets.add(row.getField("src_offset")));
            }
            assertThat(offsets).hasSize(7827);
        }
    }

    private static Function<StructLike, DataWriter<RowData>> parquet(Table table) {
        FlinkFileWriterFactory writers =
                new FlinkFileWriterFactory.Builder(table)
                        .dataSchema(table.schema())
                        .dataFlinkType(FlinkSchemaUtil.convert(table.schema()))
                        .writerProperties(table.properties())
                        .build();
        OutputFileFactory names =
                OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PARQUET).build();
        return partition ->
                writers.newDataWriter(
                        names.newOutputFile(table.spec(), partition), table.spec(), partition);
    }

    /** A sequence of bars. */
    private static final class Rows {

        private final RowMapper<Bar> mapper =
                new RowMapper<>(LakeTable.of(Kind.BAR), SCHEMA, ColumnNames.SEED);
        private final Bar bar = new Bar();
        private long offset;

        RowData at(long timeNs) throws IOException {
            bar.type = "d".getBytes(StandardCharsets.UTF_8);
            bar.symbol = "VVV".getBytes(StandardCharsets.UTF_8);
            bar.timeNs = timeNs;
            bar.offset = offset++;
            return mapper.map(bar);
        }
    }
}
