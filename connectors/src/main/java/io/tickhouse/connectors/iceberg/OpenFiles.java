package io.tickhouse.connectors.iceberg;

import io.tickhouse.model.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.RowDataWrapper;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Type;

/**
 * The data files of one checkpoint: one open file a partition, but at most {@link #MOST}.
 *
 * <p>Guarantee: each row is in exactly one file, rows of a file are in the order of arrival, and
 * memory is bounded for rows of any days. Rows of a further partition wait until they reach {@link
 * #MOST_WAITING} bytes, {@link #MOST_PARTITIONS} partitions or the checkpoint. Then they are
 * written partition by partition. Each partition closes the least recently used file, which is not
 * opened again. Open files are closed in the same way when all together need too much memory.
 *
 * <p>So the number of files is bounded too, and with it the time until a checkpoint. At most {@code
 * MOST_PARTITIONS} files are left to write then. A raw record of 16 MiB, between whose rows no
 * checkpoint is taken, may need about five times as many. That rests on {@link Limits#maxDays} of
 * the flatten rule, and on no table being partitioned finer than the rule counts, which {@link
 * LakeTables#ensure} checks.
 */
final class OpenFiles {

    /**
     * An open Parquet file needs 2.5 MB of heap before its first row (the buffer that compresses a
     * page, a copy of Hadoop's configuration).
     */
    static final int MOST = 16;

    /**
     * Heap limit in bytes for everything here, of a table with many rows. A single file may use
     * what its row group needs.
     */
    static final long MOST_HEAP = 64L << 20;

    /**
     * The same for a table with few rows. The tables of all kinds together need half of the 512 MB
     * that a TaskManager has by default.
     */
    static final long MOST_HEAP_OF_FEW_ROWS = 12L << 20;

    /** How much of that waiting rows may use, in bytes. */
    static final long MOST_WAITING = 16L << 20;

    /** Partitions with waiting rows: as many as one record may have. */
    static final int MOST_PARTITIONS = Limits.DEFAULT.maxDays();

    // Objects and references around the bytes of a waiting row.
    private static final int AROUND_ROW = 80;

    // Asking a file for its length looks at each column.
    private static final int ROWS_BETWEEN_CHECKS = 100;

    private static final long MILLIS_PER_HOUR = 3_600_000;

    /** Transforms that give one value for all times of an hour. */
    private static final Set<String> BY_TIME = Set.of("hour", "day", "month", "year", "void");

    private final Function<StructLike, DataWriter<RowData>> files;
    private final PartitionKey key;
    private final RowDataWrapper wrapper;
    private final RowDataSerializer serializer;
    private final int timeColumn;
    private final int timePrecision;
    private long hour = Long.MIN_VALUE;
    private final long targetFileSize;
    private final long rowGroupSize;
    private final long mostHeap;
    // From the least recently to the most recently used.
    private final LinkedHashMap<PartitionKey, OpenFile> open =
            new LinkedHashMap<>(MOST * 2, 0.75f, true);
    private final Map<PartitionKey, List<RowData>> waiting = new LinkedHashMap<>();
    private long waitingBytes;
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
     * @param targetFileSize size in bytes at which a file is closed and another one begun
     * @param rowGroupSize the most bytes that a file buffers
     * @param mostHeap bytes of heap for all files and for the rows that wait
     */
    OpenFiles(
            PartitionSpec spec,
            Schema schema,
            Function<StructLike, DataWriter<RowData>> files,
            long targetFileSize,
            long rowGroupSize,
            long mostHeap) {
        this.files = files;
        this.key = new PartitionKey(spec, schema);
        RowType type = FlinkSchemaUtil.convert(schema);
        this.wrapper = new RowDataWrapper(type, schema.asStruct());
        this.serializer = new RowDataSerializer(type);
        this.timeColumn = timeColumn(spec, schema);
        this.timePrecision =
                timeColumn < 0 ? 0 : LogicalTypeChecks.getPrecision(type.getTypeAt(timeColumn));
        this.targetFileSize = targetFileSize;
        this.rowGroupSize = rowGroupSize;
        this.mostHeap = mostHeap;
    }

    /**
     * The column whose hour decides the partition; -1 if there is more than one, or another rule.
     */
    private static int timeColumn(PartitionSpec spec, Schema schema) {
        int column = -1;
        for (PartitionField field : spec.fields()) {
            int source = schema.columns().indexOf(schema.findField(field.sourceId()));
            if (source < 0 // within another column
                    || !BY_TIME.contains(field.transform().toString())
                    || (column >= 0 && source != column)
                    || schema.columns().get(source).type().typeId() != Type.TypeID.TIMESTAMP) {
                return -1;
            }
            column = source;
        }
        return column;
    }

    /**
     * Whether the row's partition may differ from that of the row before: asking Iceberg is slow.
     */
    private boolean mayDiffer(RowData row) {
        if (timeColumn < 0 || row.isNullAt(timeColumn)) {
            hour = Long.MIN_VALUE;
            return true;
        }
        long before = hour;
        hour =
                Math.floorDiv(
                        row.getTimestamp(timeColumn, timePrecision).getMillisecond(),
                        MILLIS_PER_HOUR);
        return hour != before;
    }

    void write(RowData row) throws IOException {
        if (mayDiffer(row)) {
            key.partition(wrapper.wrap(row));
        }
        if (last == null || !last.partition.equals(key)) {
            last = open.get(key);
            if (last == null) {
                // If rows of a partition are waiting, later ones wait too, to stay in order.
                if (open.size() == MOST || waiting.containsKey(key)) {
                    keepWaiting(row);
                    return;
                }
                begin(key.copy());
            }
        }
        append(row);
    }

    private void begin(PartitionKey partition) throws IOException {
        last = new OpenFile(partition, files.apply(partition));
        open.put(partition, last);
        makeRoom();
    }

    /** Keeps a copy of the row, because the caller reuses it. */
    private void keepWaiting(RowData row) throws IOException {
        List<RowData> rows = waiting.get(key);
        if (rows == null) {
            if (waiting.size() == MOST_PARTITIONS) {
                writeWaiting();
            }
            rows = new ArrayList<>();
            waiting.put(key.copy(), rows);
        }
        BinaryRowData copy = serializer.toBinaryRow(row).copy();
        rows.add(copy);
        waitingBytes += copy.getSizeInBytes() + AROUND_ROW;
        if (waitingBytes > MOST_WAITING) {
            writeWaiting();
        } else {
            makeRoom();
        }
    }

    private void writeWaiting() throws IOException {
        for (Map.Entry<PartitionKey, List<RowData>> entry : waiting.entrySet()) {
            if (open.size() == MOST) {
                closeUnused();
            }
            begin(entry.getKey());
            for (RowData row : entry.getValue()) {
                if (last == null) {
                    begin(entry.getKey());
                }
                append(row);
            }
        }
        forgetWaiting();
    }

    private void forgetWaiting() {
        waiting.clear();
        waitingBytes = 0;
    }

    private void append(RowData row) throws IOException {
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
        while (open.size() > 1 && heap() > mostHeap) {
            closeUnused();
        }
    }

    long heap() {
        long sum = waitingBytes;
        for (OpenFile file : open.values()) {
            sum += heap(file.length, rowGroupSize);
        }
        return sum;
    }

    /**
     * An upper estimate for files of trades and of bars with 1 to 200,000 rows. It is the sum of a
     * fixed part, dictionaries and pages. Dictionaries are soon full, and then given up. Half of
     * the pages is unused room.
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

    /** Closes all files, and returns those written since the last call. */
    List<DataFile> complete() throws IOException {
        writeWaiting();
        while (!open.isEmpty()) {
            closeUnused();
        }
        last = null;
        List<DataFile> complete = List.copyOf(closed);
        closed.clear();
        return complete;
    }

    /** Closes all files without keeping them: their rows will be read again. */
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
        forgetWaiting();
        if (failure != null) {
            throw failure;
        }
    }
}
