package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptLedgerTest {

    private static final TableIdentifier NAME = TableIdentifier.of("db", "lake_receipts");
    private static final String TRADES = TestTable.NAME.toString();

    @TempDir private Path folder;
    private TestTable trades;

    @BeforeEach
    void fill() throws IOException {
        trades = new TestTable(folder);
        for (int i = 0; i < 4; i++) {
            trades.append(i);
        }
    }

    @Test
    void eachKindHasARow() throws IOException {
        Table ledger = create(ReceiptLedger.SCHEMA);
        Manifests.Report manifests = new Manifests(trades.load()).run();
        record(ledger, List.of());
        Expiry.Report expiry =
                new Expiry(
                                trades.load(),
                                new Expiry.Rules(
                                        trades.later(),
                                        1,
                                        Duration.ofDays(30),
                                        Set.of(),
                                        Duration.ZERO),
                                System.currentTimeMillis())
                        .run(deleted -> {});
        DataFile left = trades.write(9);
        Orphans orphans =
                new Orphans(trades.load(), new Orphans.Rules(Duration.ZERO, true, Set.of()));
        Orphans.Removed removed =
                orphans.delete(orphans.find(Long.MAX_VALUE, listed -> {}), deleted -> {});

        record(ledger, List.of(expiry.receipt(), removed.receipt()));
        record(ledger, List.of(expiry.receipt(), removed.receipt()));

        List<Record> rows = rows(ledger);
        assertThat(trades.has(left.location())).isFalse();
        assertThat(rows)
                .extracting(row -> row.getField("kind"))
                .containsExactlyInAnyOrder("manifests", "expire", "orphans");
        for (Record row : rows) {
            switch ((String) row.getField("kind")) {
                case "manifests" -> {
                    assertThat(values(row, "files", "files_in", "files_out"))
                            .containsExactly(4L, manifests.before(), manifests.after());
                    assertThat(row.getField("hash"))
                            .isEqualTo(
                                    FileLists.of(trades.load(), trades.load().currentSnapshot())
                                            .hex());
                }
                case "expire" ->
                        assertThat(values(row, "snapshots", "files", "bytes"))
                                .containsExactly(
                                        expiry.expired(),
                                        expiry.dataFiles() + expiry.metadataFiles(),
                                        expiry.bytes());
                default ->
                        assertThat(values(row, "snapshots", "files", "bytes", "hash"))
                                .containsExactly(
                                        null,
                                        removed.files(),
                                        removed.bytes(),
                                        removed.receipt().hash());
            }
        }
    }

    @Test
    void whatIsThereIsNotWrittenAgain() throws IOException {
        Table ledger = create(ReceiptLedger.SCHEMA);
        assertThat(ReceiptLedger.isNeededFor(trades.load())).isFalse();
        new Manifests(trades.load()).run();
        assertThat(ReceiptLedger.isNeededFor(trades.load())).isTrue();

        assertThat(record(ledger, List.of())).isEqualTo(1);
        assertThat(record(ledger, List.of())).isZero();
        assertThat(rows(ledger)).hasSize(1);
    }

    /** Another program records the same receipt between the look and the append. */
    @Test
    void ofTwoThatRecordOneDoes() throws IOException {
        Table ledger = create(ReceiptLedger.SCHEMA);
        new Manifests(trades.load()).run();
        boolean[] first = {true};
        ReceiptLedger slow =
                new ReceiptLedger(
                        ledger,
                        new Files() {
                            @Override
                            public DataFile write(Table to, OutputFile file, List<Record> rows)
                                    throws IOException {
                                DataFile written = super.write(to, file, rows);
                                if (first[0]) {
                                    first[0] = false;
                                    record(trades.catalog().loadTable(NAME), List.of());
                                }
                                return written;
                            }
                        });

        assertThat(slow.record(TRADES, trades.load(), List.of())).isZero();

        assertThat(rows(ledger)).hasSize(1);
    }

    /** One of the first version has columns for compactions alone, all of them required. */
    @Test
    void anOlderLedgerGrows() throws IOException {
        Table ledger =
                create(
                        new Schema(
                                ReceiptLedger.SCHEMA.columns().stream()
                                        .filter(column -> column.fieldId() <= 13)
                                        .map(NestedField::asRequired)
                                        .toList()));
        Record old = GenericRecord.create(ledger.schema());
        for (NestedField column : ledger.schema().columns()) {
            old.setField(
                    column.name(),
                    switch (column.type().typeId()) {
                        case STRING -> TRADES;
                        case INTEGER -> 1;
                        case LONG -> 1L;
                        default -> OffsetDateTime.of(2025, 11, 13, 0, 0, 0, 0, ZoneOffset.UTC);
                    });
        }
        ledger.newAppend()
                .appendFile(
                        new Files()
                                .write(
                                        ledger,
                                        ledger.io()
                                                .newOutputFile(
                                                        ledger.locationProvider()
                                                                .newDataLocation("old.parquet")),
                                        List.of(old)))
                .commit();
        new Manifests(trades.load()).run();

        ReceiptLedger.fit(ledger);
        ReceiptLedger.fit(ledger);
        record(ledger, List.of());

        assertThat(rows(ledger))
                .extracting(row -> row.getField("kind"))
                .containsExactlyInAnyOrder(null, "manifests");
        assertThat(ledger.schema().columns())
                .extracting(NestedField::name)
                .containsExactlyElementsOf(
                        ReceiptLedger.SCHEMA.columns().stream().map(NestedField::name).toList());
    }

    @Test
    void anotherTableIsNoLedger() {
        Stream.of(
                        trades.load(),
                        create(new Schema(NestedField.required(1, "table", Types.LongType.get()))))
                .forEach(
                        table ->
                                assertThatThrownBy(() -> ReceiptLedger.fit(table))
                                        .isInstanceOf(CareRefusal.class)
                                        .hasMessageContaining("other columns")
                                        .hasMessageContaining("--receipts-table"));
    }

    private Table create(Schema schema) {
        return trades.catalog().createTable(NAME, schema, PartitionSpec.unpartitioned());
    }

    private int record(Table ledger, List<Removal> removals) throws IOException {
        return new ReceiptLedger(ledger, new Files()).record(TRADES, trades.load(), removals);
    }

    private static List<Record> rows(Table ledger) throws IOException {
        ledger.refresh();
        List<Record> rows = new ArrayList<>();
        new ReceiptLedger(ledger, new Files()).read(TRADES, row -> rows.add(row.copy()));
        return rows;
    }

    private static List<Object> values(Record row, String... columns) {
        return Stream.of(columns).map(row::getField).toList();
    }

    private static class Files implements ReceiptLedger.Files {

        @Override
        public CloseableIterable<Record> read(InputFile file, Schema schema) {
            return Parquet.read(file)
                    .project(schema)
                    .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
                    .build();
        }

        @Override
        public DataFile write(Table ledger, OutputFile file, List<Record> rows) throws IOException {
            DataWriter<Record> writer =
                    Parquet.writeData(file)
                            .forTable(ledger)
                            .createWriterFunc(GenericParquetWriter::create)
                            .build();
            try (writer) {
                rows.forEach(writer::write);
            }
            return writer.toDataFile();
        }
    }
}
