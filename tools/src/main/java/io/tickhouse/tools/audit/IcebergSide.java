package io.tickhouse.tools.audit;

import io.tickhouse.tools.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/**
 * The rows of the Iceberg tables. Reads all files of one snapshot of each table, only the three
 * columns of the coordinate, and only again when a table has another snapshot.
 */
final class IcebergSide implements AutoCloseable {

    private static final String PARTITION = "src_partition";
    private static final String OFFSET = "src_offset";
    private static final String INDEX = "src_index";
    private static final long NO_TABLE = -1;

    private final RawIndex raw;
    private final CatalogSettings settings;
    private final Catalog catalog;
    private final List<TableIdentifier> tables;
    private List<Long> snapshots = List.of();
    private Seen seen;

    IcebergSide(RawIndex raw, CatalogSettings settings, List<String> tables) {
        this.raw = raw;
        this.settings = settings;
        this.seen = new Seen(raw);
        String[] first = tables.get(0).split("\\.", -1);
        String catalogName = first.length > 2 ? first[0] : "local";
        this.tables = tables.stream().map(name -> identifier(name, catalogName)).toList();
        try {
            this.catalog = settings.open(catalogName);
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    private static TableIdentifier identifier(String name, String catalogName) {
        boolean named = name.split("\\.", -1).length > 2;
        return TableIdentifier.parse(named ? name.substring(catalogName.length() + 1) : name);
    }

    /** What the tables hold now; a table that does not exist yet holds nothing. */
    Seen read() {
        List<Table> existing = new ArrayList<>();
        List<Long> current = new ArrayList<>();
        for (TableIdentifier identifier : tables) {
            Table table = load(identifier);
            Snapshot snapshot = table == null ? null : table.currentSnapshot();
            current.add(snapshot == null ? NO_TABLE : snapshot.snapshotId());
            if (snapshot != null) {
                existing.add(table);
            }
        }
        if (!current.equals(snapshots)) {
            seen = new Seen(raw);
            existing.forEach(this::scan);
            snapshots = current;
        }
        return seen;
    }

    private Table load(TableIdentifier identifier) {
        try {
            return catalog.loadTable(identifier);
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return null;
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    private void scan(Table table) {
        if (table.schema().findField(PARTITION) == null) {
            throw UserError.failed(
                    "Table "
                            + table.name()
                            + " has no column "
                            + PARTITION
                            + ": the audit works on tables that the flatten job made.");
        }
        Schema coordinate = table.schema().select(PARTITION, OFFSET, INDEX);
        try (CloseableIterable<FileScanTask> files =
                table.newScan().useSnapshot(table.currentSnapshot().snapshotId()).planFiles()) {
            for (FileScanTask file : files) {
                if (!file.deletes().isEmpty()) {
                    throw UserError.failed(
                            "Rows of table "
                                    + table.name()
                                    + " were deleted since the flatten job wrote them, which an"
                                    + " audit cannot tell from loss: compact the table first.");
                }
                scan(table, file, coordinate);
            }
        } catch (UserError e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unreachable(e); // the store's client has exceptions of its own
        }
    }

    /** Parquet alone, which is what the flatten job and Iceberg's own maintenance write. */
    private void scan(Table table, FileScanTask file, Schema coordinate) throws IOException {
        try (CloseableIterable<Record> rows =
                Parquet.read(table.io().newInputFile(file.file().location()))
                        .project(coordinate)
                        .createReaderFunc(
                                schema -> GenericParquetReaders.buildReader(coordinate, schema))
                        .build()) {
            for (Record row : rows) {
                if (row.getField(PARTITION) instanceof Integer partition
                        && row.getField(OFFSET) instanceof Long offset
                        && row.getField(INDEX) instanceof Integer index) {
                    seen.row(new Coordinate(partition, offset, index));
                } else {
                    seen.unreadable();
                }
            }
        }
    }

    private UserError unreachable(Exception e) {
        return UserError.failed(
                "Cannot read the Iceberg tables through the "
                        + settings
                        + " ("
                        + e.getMessage()
                        + "): start the local stack with ./tickhouse up, or correct --catalog-uri"
                        + " and the S3 options.",
                e);
    }

    @Override
    public void close() throws IOException {
        if (catalog instanceof Closeable closeable) {
            closeable.close();
        }
    }
}
