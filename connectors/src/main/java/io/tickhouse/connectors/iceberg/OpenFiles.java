package io.tickhouse.connectors.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.RowDataWrapper;
import org.apache.iceberg.io.DataWriter;

/**
 * The data files of one checkpoint: one open file a partition, but never more than {@link #MOST}.
 *
 * <p>Guarantee: each row is in exactly one file, rows of a file are in the order in which they
 * came, and memory is bounded whatever days the rows are of. So the file that was unused for
 * longest is closed, for good, when there are too many, or when together they need too much memory;
 * a later row of its partition begins another file. The price is a file per closing. Rows that come
 * by day, as they do, cost none.
 */
final class OpenFiles {

    /**
     * An open Parquet file takes 2.5 MB of heap before its first row (the buffer that compresses a
     * page, a copy of Hadoop's configuration), so three tables have 120 MB open at most.
     */
    static final int MOST = 16;

    /**
     * What the open files may take of the heap together, in bytes: 192 MB for three tables, of the
     * 512 MB that a TaskManager has by default. A single file may take what its row group needs.
     */
    static final long MOST_HEAP = 64L << 20;

    // Asking for the length looks at each column.
    private static final int ROWS_BETWEEN_CHECKS = 100;

    private final Function<StructLike, DataWriter<RowData>> files;
    private final PartitionKey key;
    private final RowDataWrapper wrapper;
    private final long targetFileSize;
    private final long rowGroupSize;
    // From the one that was unused for longest to the one that was used last.
    private final LinkedHashMap<PartitionKey, OpenFile> open =
            new LinkedHashMap<>(MOST * 2, 0.75f, true);
    private final List<DataFile> closed = new ArrayList<>();
    private OpenFile last;

    private static final class OpenFile {
        final PartitionKey partition;
        final DataWriter<RowData> writer;
        int rowsUntilCheck = ROWS_BETWEEN_CHECKS;
        long length;

        OpenFile(PartitionKey partition, DataWriter<RowData> writer) {
            this.partition = partition;
            this.writer = writer;
        }
    }

    /**
     * @param schema of the rows
     * @param files opens a file for a partition
     * @param targetFileSize a file of this size in bytes is closed, and another begun
     * @param rowGroupSize no file buffers more, in bytes
     */
    OpenFiles(
            PartitionSpec spec,
            Schema schema,
            Function<StructLike, DataWriter<RowData>> files,
            long targetFileSize,
            long rowGroupSize) {
        this.files = files;
        this.key = new PartitionKey(spec, schema);
        this.wrapper = new RowDataWrapper(FlinkSchemaUtil.convert(schema), schema.asStruct());
        this.targetFileSize = targetFileSize;
        this.rowGroupSize = rowGroupSize;
    }

    void write(RowData row) throws IOException {
        key.partition(wrapper.wrap(row));
        if (last == null || !last.partition.equals(key)) {
            last = open.get(key);
            if (last == null) {
                if (open.size() == MOST) {
                    closeUnused();
                }
                PartitionKey partition = key.copy();
                last = new OpenFile(partition, files.apply(partition));
                open.put(partition, last);
                makeRoom();
            }
        }
        last.writer.write(row);
        if (--last.rowsUntilCheck == 0) {
            last.rowsUntilCheck = ROWS_BETWEEN_CHECKS;
            last.length = last.writer.length();
            if (last.length >= targetFileSize) {
                open.remove(last.partition);
                close(last);
                last = null;
            } else {
                makeRoom();
            }
        }
    }

    private void makeRoom() throws IOException {
        while (open.size() > 1 && heap() > MOST_HEAP) {
            closeUnused();
        }
    }

    long heap() {
        long sum = 0;
        for (OpenFile file : open.values()) {
            sum += heap(file.length, rowGroupSize);
        }
        return sum;
    }

    /**
     * An estimate from above for files of trades and of bars with 1 to 200,000 rows: a fixed part,
     * dictionaries (which soon are full, and then given up), and pages, half of it unused room.
     */
    private static long heap(long length, long rowGroupSize) {
        return (5L << 19) + Math.min(10 * length, 10L << 20) + 2 * Math.min(length, rowGroupSize);
    }

    private void closeUnused() throws IOException {
        Iterator<OpenFile> files = open.values().iterator();
        OpenFile unused = files.next();
        files.remove();
        close(unused);
    }

    private void close(OpenFile file) throws IOException {
        file.writer.close();
        closed.add(file.writer.toDataFile());
    }

    int open() {
        return open.size();
    }

    /** Closes all, and gives what was written since the last time. */
    List<DataFile> complete() throws IOException {
        while (!open.isEmpty()) {
            closeUnused();
        }
        last = null;
        List<DataFile> complete = List.copyOf(closed);
        closed.clear();
        return complete;
    }

    /** Closes all without a care for what is in them: their rows will be read again. */
    void abandon() throws IOException {
        IOException failure = null;
        for (OpenFile file : open.values()) {
            try {
                file.writer.close();
            } catch (IOException | UncheckedIOException e) {
                failure = failure == null ? new IOException(e) : failure;
            }
        }
        open.clear();
        last = null;
        if (failure != null) {
            throw failure;
        }
    }
}
