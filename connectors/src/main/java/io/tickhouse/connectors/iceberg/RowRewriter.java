package io.tickhouse.connectors.iceberg;

import io.tickhouse.minio.care.CareRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.encryption.EncryptedOutputFile;

/**
 * Writes the rows of one group of files into new ones, each row into the partition that the spec
 * gives it now. No snapshot has the files yet. Their names tell the compaction, so that a later one
 * removes them if this one is killed.
 *
 * <p>Memory is bounded as {@link OpenFiles} and {@link RowSorter} say. What it wrote has to be read
 * again: it promises nothing.
 */
public final class RowRewriter {

    private final Table table;
    private final PartitionSpec spec;
    private final CareRun run;
    private final int group;
    private final OpenFiles files;
    private final RowSorter sorter;
    private int opened;

    /**
     * @param schema of the rows
     * @param specId of the partition spec that the files have
     * @param maxFileSize in bytes at which a file is closed and another one begun
     * @param order in which the new files have the rows; unsorted for that of arrival
     * @param group the number of the group within the attempt
     */
    public RowRewriter(
            Table table,
            Schema schema,
            int specId,
            SortOrder order,
            long maxFileSize,
            CareRun run,
            int group) {
        this.table = table;
        this.spec = table.specs().get(specId);
        this.run = run;
        this.group = group;
        this.files =
                new DataFileFactory(table, schema, spec, order)
                        .files(this::place, maxFileSize, OpenFiles.MOST_HEAP);
        this.sorter = order.isUnsorted() ? null : new RowSorter(schema, order, Runs.FOLDER);
    }

    private EncryptedOutputFile place(StructLike partition) {
        String name = run.file(table, group, opened++);
        String location =
                spec.isUnpartitioned()
                        ? table.locationProvider().newDataLocation(name)
                        : table.locationProvider().newDataLocation(spec, partition, name);
        return table.encryption().encrypt(table.io().newOutputFile(location));
    }

    /** Writes one row; the caller may reuse it. */
    public void write(RowData row) throws IOException {
        if (sorter == null) {
            files.write(row);
        } else {
            sorter.add(row);
        }
    }

    /** Closes all files, and returns them. */
    public List<DataFile> complete() throws IOException {
        if (sorter != null) {
            sorter.drain(files::write);
        }
        return files.complete();
    }

    /** Closes all files without keeping them. */
    public void abandon() throws IOException {
        try {
            if (sorter != null) {
                sorter.close();
            }
        } finally {
            files.abandon();
        }
    }

    /** Where sorted rows wait; made on first use. */
    private static final class Runs {

        static final Path FOLDER = Scratch.make("tickhouse-sort-");
    }
}
