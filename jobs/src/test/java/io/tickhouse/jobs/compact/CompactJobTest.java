package io.tickhouse.jobs.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.connectors.iceberg.RowRewriter;
import io.tickhouse.minio.care.CareRun;
import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.Receipt;
import io.tickhouse.minio.care.RecordSum;
import io.tickhouse.minio.care.WriterPositions;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compacts a table of the seed's columns, which only differ by case, on an in-process cluster. */
class CompactJobTest {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final TableIdentifier ID = TableIdentifier.of("db", "trades");
    private static final LocalDate DAY = LocalDate.of(2025, 11, 13);
    private static final String WRITER = "a".repeat(32);
    private static final int ROWS_OF_FILE = 10;

    /** Static, because the operators of a MiniCluster are copies that share only the JVM. */
    private static final AtomicBoolean DONE = new AtomicBoolean();

    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

    @TempDir Path folder;
    private LakeCatalog catalog;
    private int files;

    @BeforeEach
    void create() throws IOException {
        DONE.set(false);
        catalog = new LakeCatalog("local", LakeSettings.inFolder(folder.toUri().toString()));
        try (LakeTables tables = new LakeTables(catalog, warning -> {})) {
            tables.ensure(LakeTable.of(Kind.TRADE), ID, ColumnNames.SEED, Map.of());
        }
        for (int file = 0; file < 6; file++) {
            append(DAY, file);
            append(DAY.plusDays(1), file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void makesFewFilesWithTheSameRows(int parallelism) throws Exception {
        ContentHash before = content();

        run(order(1), parallelism, RowCopy.EXACT);

        assertThat(content()).isEqualTo(before);
        assertThat(before.rows()).isEqualTo(12 * ROWS_OF_FILE);
        assertThat(dataFiles()).isEqualTo(2);
        Snapshot head = load().currentSnapshot();
        Receipt receipt = Receipt.of(head).orElseThrow();
        assertThat(receipt.content()).isEqualTo(before);
        assertThat(receipt.filesIn()).isEqualTo(12);
        assertThat(receipt.filesOut()).isEqualTo(2);
        assertThat(position()).isEqualTo(12);
    }

    @Test
    void compactsWhatTheFilterNames() throws Exception {
        Order all = order(1);

        run(
                new Order(
                        all.id(),
                        "S = 'AAPL' AND s > 0",
                        "event_time_day=2025-11-13",
                        all.targetFileSize(),
                        all.minInputFiles(),
                        0,
                        Long.MAX_VALUE,
                        1,
                        0,
                        false,
                        Proof.CONTENT),
                1,
                RowCopy.EXACT);

        assertThat(dataFiles()).isEqualTo(7);
        assertThat(content().rows()).isEqualTo(12 * ROWS_OF_FILE);
    }

    @Test
    void commitsInParts() throws Exception {
        ContentHash before = content();

        run(order(2), 1, RowCopy.EXACT);

        List<Receipt> receipts = new ArrayList<>();
        for (Snapshot each : load().snapshots()) {
            Receipt.of(each).ifPresent(receipts::add);
        }
        assertThat(receipts).extracting(Receipt::part).containsExactly(0, 1);
        assertThat(receipts.get(0).content().plus(receipts.get(1).content())).isEqualTo(before);
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void keepsRowsOfAnEarlierSchemaAndSpec() throws Exception {
        load().updateSchema()
                .renameColumn("p", "price")
                .addColumn("note", Types.StringType.get())
                .moveFirst("note")
                .commit();
        load().updateSpec().addField("S").commit();
        ContentHash before = content();

        run(order(1), 1, RowCopy.EXACT);

        assertThat(content()).isEqualTo(before);
        Snapshot head = load().currentSnapshot();
        assertThat(Receipt.of(head).orElseThrow().content()).isEqualTo(before);
        assertThat(dataFiles()).isEqualTo(4);
    }

    /** The files say so, and are left alone from then on. */
    @Test
    void sortsByTheOrderOfTheTable() throws Exception {
        ContentHash before = content();

        run(order(1, true, Proof.CONTENT), 1, RowCopy.EXACT);
        long head = load().currentSnapshot().snapshotId();
        run(order(1, true, Proof.CONTENT), 1, RowCopy.EXACT);

        assertThat(load().currentSnapshot().snapshotId()).isEqualTo(head);
        assertThat(Receipt.of(load().currentSnapshot()).orElseThrow().content()).isEqualTo(before);
        assertThat(dataFiles()).isEqualTo(2);
        try (CloseableIterable<FileScanTask> tasks = load().newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                assertThat(task.file().sortOrderId()).isEqualTo(load().sortOrder().orderId());
                assertThat(symbolsAndTimes(task.file())).hasSize(60).isSorted();
            }
        }
    }

    private List<String> symbolsAndTimes(DataFile file) throws IOException {
        Table table = load();
        List<String> rows = new ArrayList<>();
        try (CloseableIterable<Record> all =
                Parquet.read(table.io().newInputFile(file.location()))
                        .project(table.schema())
                        .createReaderFunc(
                                type -> GenericParquetReaders.buildReader(table.schema(), type))
                        .build()) {
            all.forEach(row -> rows.add(row.getField("S") + " " + row.getField("event_time")));
        }
        return rows;
    }

    @Test
    void doesNothingIfThereIsNothingToDo() throws Exception {
        run(order(1), 1, RowCopy.EXACT);
        long head = load().currentSnapshot().snapshotId();

        run(order(1), 1, RowCopy.EXACT);

        assertThat(load().currentSnapshot().snapshotId()).isEqualTo(head);
    }

    /** Also those that an earlier compaction could not write. */
    @Test
    void theLedgerHasTheReceipts() throws Exception {
        TableIdentifier receipts = TableIdentifier.of("db", "lake_receipts");
        run(order(2), 1, RowCopy.EXACT);
        try (LakeTables tables = new LakeTables(catalog, warning -> {})) {
            tables.ensureReceipts(receipts);
        }
        Ledger ledger = Ledger.in(TableLoader.fromCatalog(catalog, receipts), ID);

        for (int run = 0; run < 2; run++) {
            run(new Configuration(), order(1), 1, RowCopy.EXACT, ledger);

            List<Record> rows = new ArrayList<>();
            try (CloseableIterable<Record> all =
                    IcebergGenerics.read(catalog.loadCatalog().loadTable(receipts)).build()) {
                all.forEach(rows::add);
            }
            assertThat(rows).extracting(row -> row.getField("table")).containsOnly("db.trades");
            assertThat(rows)
                    .extracting(row -> row.getField("hash"))
                    .containsExactlyInAnyOrderElementsOf(hashes());
        }
    }

    private List<Object> hashes() {
        List<Object> hashes = new ArrayList<>();
        for (Snapshot each : load().snapshots()) {
            Receipt.of(each).ifPresent(receipt -> hashes.add(receipt.content().hex()));
        }
        assertThat(hashes).hasSize(2);
        return hashes;
    }

    /** A rewriter that errs in one row. */
    enum Fault {
        LOSES,
        DOUBLES,
        CHANGES,
        SWAPS
    }

    @ParameterizedTest
    @EnumSource
    void aRewriterThatErrsIsCaught(Fault fault) throws Exception {
        long head = load().currentSnapshot().snapshotId();
        ContentHash before = content();

        assertThatThrownBy(() -> run(order(1), 1, new Erring(fault, load().schema())))
                .isInstanceOf(JobExecutionException.class)
                .rootCause()
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("do not have the rows of the old ones (60 rows, hash ")
                .hasMessageContaining("nothing is committed");

        assertThat(load().currentSnapshot().snapshotId()).isEqualTo(head);
        assertThat(content()).isEqualTo(before);
    }

    /** A value that changed, or moved to another row, is not noticed by the cheap proof. */
    @Test
    void countsNoticeALostRow() throws Exception {
        ContentHash before = content();
        assertThatThrownBy(
                        () ->
                                run(
                                        order(1, false, Proof.COUNTS),
                                        1,
                                        new Erring(Fault.LOSES, load().schema())))
                .isInstanceOf(JobExecutionException.class)
                .rootCause()
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("do not have the rows of the old ones (60 rows, hash ");

        run(order(1, false, Proof.COUNTS), 1, RowCopy.EXACT);

        Receipt receipt = Receipt.of(load().currentSnapshot()).orElseThrow();
        assertThat(receipt.algorithm()).isEqualTo("column-counts/1");
        assertThat(receipt.content().rows()).isEqualTo(12 * ROWS_OF_FILE);
        assertThat(content()).isEqualTo(before);
    }

    /** The writer commits while the job rewrites: nothing is lost, and its position is carried. */
    @Test
    void aWriterCommitsBetweenPlanAndCommit() throws Exception {
        MEANWHILE.set(() -> append(DAY, 99));

        run(
                order(1),
                1,
                (row, to) -> {
                    Runnable meanwhile = MEANWHILE.getAndSet(null);
                    if (meanwhile != null) {
                        meanwhile.run();
                    }
                    to.write(row);
                });

        assertThat(content().rows()).isEqualTo(13 * ROWS_OF_FILE);
        assertThat(dataFiles()).isEqualTo(3);
        assertThat(load().currentSnapshot().operation()).isEqualTo("replace");
        assertThat(position()).isEqualTo(13);
        assertThat(load().currentSnapshot().summary())
                .containsEntry("flink.max-committed-checkpoint-id", "13");
    }

    /** The next compaction removes what a killed one left, and only that. */
    @Test
    void leftoversOfAKilledCompactionAreRemoved() throws Exception {
        ContentHash before = content();
        assertThatThrownBy(() -> run(order(1), 1, new Dying(false)))
                .isInstanceOf(JobExecutionException.class);
        assertThat(careFiles()).hasSize(1);

        run(order(1), 1, RowCopy.EXACT);

        assertThat(careFiles()).hasSize(2);
        assertThat(content()).isEqualTo(before);
        assertThat(position()).isEqualTo(12);
    }

    /** A job that Flink restarts plans anew, and leaves nothing of its first attempt. */
    @Test
    void aRestartedCompactionCommitsOnce() throws Exception {
        ContentHash before = content();
        Configuration restarts = new Configuration();
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        restarts.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        Order order = order(1);

        run(restarts, order, 1, new Dying(true), Ledger.none());

        assertThat(careFiles()).hasSize(2);
        assertThat(content()).isEqualTo(before);
        assertThat(Receipt.of(load().currentSnapshot()).orElseThrow().run().id())
                .isEqualTo(order.id());
    }

    private static Order order(int commits) {
        return order(commits, false, Proof.CONTENT);
    }

    private static Order order(int commits, boolean sorted, Proof proof) {
        return new Order(
                UUID.randomUUID().toString(),
                "",
                "",
                512L << 20,
                2,
                0,
                Long.MAX_VALUE,
                commits,
                0,
                sorted,
                proof);
    }

    private void run(Order order, int parallelism, RowCopy rowCopy) throws Exception {
        run(new Configuration(), order, parallelism, rowCopy, Ledger.none());
    }

    private void run(
            Configuration more, Order order, int parallelism, RowCopy rowCopy, Ledger ledger)
            throws Exception {
        Configuration configuration = new Configuration(more);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        CompactJob.define(
                env, TableLoader.fromCatalog(catalog, ID), order, parallelism, rowCopy, ledger);
        env.execute();
    }

    private static final class Erring implements RowCopy {

        private static final long serialVersionUID = 1L;
        private static final int ROW = 7;

        private final Fault fault;
        private final Schema schema;
        private final int price;
        private int rows;
        private transient GenericRowData held;

        Erring(Fault fault, Schema schema) {
            this.fault = fault;
            this.schema = schema;
            this.price = schema.columns().indexOf(schema.findField("p"));
        }

        @Override
        public void copy(RowData row, RowRewriter to) throws IOException {
            rows++;
            if (rows == ROW) {
                err(row, to);
            } else if (held != null) {
                GenericRowData next = copy(row);
                Object swapped = next.getField(price);
                next.setField(price, held.getField(price));
                held.setField(price, swapped);
                to.write(held);
                to.write(next);
                held = null;
            } else {
                to.write(row);
            }
        }

        private void err(RowData row, RowRewriter to) throws IOException {
            switch (fault) {
                case LOSES -> {}
                case DOUBLES -> {
                    to.write(row);
                    to.write(row);
                }
                case CHANGES -> {
                    GenericRowData changed = copy(row);
                    changed.setField(price, row.getDouble(price) + 0.01);
                    to.write(changed);
                }
                case SWAPS -> held = copy(row);
            }
        }

        private GenericRowData copy(RowData row) {
            return (GenericRowData)
                    new RowDataSerializer(FlinkSchemaUtil.convert(schema)).copy(row);
        }
    }

    /** Dies in the middle of a file, once or each time. */
    private static final class Dying implements RowCopy {

        private static final long serialVersionUID = 1L;

        private final boolean once;
        private int rows;

        Dying(boolean once) {
            this.once = once;
        }

        @Override
        public void copy(RowData row, RowRewriter to) throws IOException {
            if (++rows == 15 && !(once && !DONE.compareAndSet(false, true))) {
                throw new IOException("killed");
            }
            to.write(row);
        }
    }

    private Table load() {
        return catalog.loadCatalog().loadTable(ID);
    }

    private long position() {
        return WriterPositions.of(load())
                .checkpoint(new WriterPositions.Writer(WRITER, "b".repeat(32)));
    }

    private ContentHash content() throws IOException {
        Table table = load();
        RecordSum sum = new RecordSum(table.schema());
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            rows.forEach(sum::add);
        }
        return sum.sum();
    }

    private long dataFiles() {
        return Long.parseLong(load().currentSnapshot().summary().get("total-data-files"));
    }

    /** All that compactions wrote, as the store has it. */
    private List<Path> careFiles() throws IOException {
        Table table = load();
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> CareRun.ofFile(table, file.toString()).isPresent()).toList();
        }
    }

    /** Commits a file with ten rows as the flatten job does. */
    private void append(LocalDate day, int seed) {
        Table table = load();
        try {
            DataFile file = write(table, day, seed);
            AppendFiles append = table.newAppend().appendFile(file);
            append.set("flink.job-id", WRITER);
            append.set("flink.operator-id", "b".repeat(32));
            append.set("flink.max-committed-checkpoint-id", Integer.toString(files));
            append.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataFile write(Table table, LocalDate day, int seed) throws IOException {
        PartitionData partition = new PartitionData(table.spec().partitionType());
        partition.set(0, (int) day.toEpochDay());
        String name = "data-%05d.parquet".formatted(files++);
        DataWriter<Record> writer =
                Parquet.writeData(
                                table.io()
                                        .newOutputFile(
                                                table.locationProvider()
                                                        .newDataLocation(
                                                                table.spec(), partition, name)))
                        .schema(table.schema())
                        .withSpec(table.spec())
                        .withPartition(partition)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer) {
            for (int i = 0; i < ROWS_OF_FILE; i++) {
                writer.write(row(table, day, seed, i));
            }
        }
        return writer.toDataFile();
    }

    private static Record row(Table table, LocalDate day, int seed, int number) {
        Record row = GenericRecord.create(table.schema());
        for (Types.NestedField field : table.schema().columns()) {
            if (field.isRequired()) {
                row.setField(field.name(), required(field, number));
            }
        }
        row.setField("S", number % 2 == 0 ? "AAPL" : "MSFT");
        row.setField("p", 100 + seed + number / 100.0);
        row.setField("s", (double) number);
        row.setField("c", List.of("@", "F"));
        row.setField("event_time", day.atTime(15, number).atOffset(ZoneOffset.UTC));
        return row;
    }

    private static Object required(Types.NestedField field, int number) {
        return switch (field.type().typeId()) {
            case STRING -> "t";
            case INTEGER -> number;
            case LONG -> (long) number;
            default -> null;
        };
    }
}
