package io.tickhouse.tools.sql;

import io.tickhouse.minio.care.ReceiptLedger;
import io.tickhouse.minio.care.Removal;
import io.tickhouse.minio.lake.LakeSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/** The tables that the procedures look after, and the ledger of their receipts. */
final class CareTables {

    /** Where the commands have it, too. */
    private static final TableIdentifier LEDGER = TableIdentifier.of("db", "lake_receipts");

    private final Catalog catalog;
    private final LakeSettings settings;

    /**
     * @param catalog that the settings opened
     */
    CareTables(Catalog catalog, LakeSettings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    /** A table by its name, with or without that of the catalog. */
    Table load(String name) {
        return catalog.loadTable(id(name));
    }

    private static TableIdentifier id(String name) {
        TableIdentifier id = TableIdentifier.parse(name);
        if (id.namespace().length() < 2) {
            return id;
        }
        String[] levels = id.namespace().levels();
        return TableIdentifier.of(
                Namespace.of(Arrays.copyOfRange(levels, 1, levels.length)), id.name());
    }

    /** Adds the receipts of the table's snapshots that are not there yet. */
    void record(String name, Table table) {
        if (ReceiptLedger.isNeededFor(table)) {
            record(id(name), table, List.of());
        }
    }

    /**
     * The same with a removal.
     *
     * @param removal null if nothing was removed
     */
    void record(String name, Table table, Removal removal) {
        if (removal != null) {
            record(id(name), table, List.of(removal));
        }
    }

    /**
     * What is removed of the ledger itself has no row: each care would be a reason for the next.
     */
    private void record(TableIdentifier id, Table table, List<Removal> removals) {
        if (id.equals(LEDGER)) {
            return;
        }
        try {
            Table ledger = settings.loadOrCreate(catalog, LEDGER, ReceiptLedger.SCHEMA);
            ReceiptLedger.fit(ledger);
            new ReceiptLedger(ledger, new Files()).record(id.toString(), table, removals);
        } catch (IOException | RuntimeException e) { // the store's client has its own exceptions
            throw new IllegalStateException(
                    "A receipt of table %s is not in the ledger %s, though the work is done: %s"
                            .formatted(id, LEDGER, e.getMessage()),
                    e);
        }
    }

    /** With the Parquet that Flink has. */
    private static final class Files implements ReceiptLedger.Files {

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
