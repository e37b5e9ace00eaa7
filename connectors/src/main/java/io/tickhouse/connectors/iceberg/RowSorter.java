package io.tickhouse.connectors.iceberg;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/**
 * Sorts rows that need not fit into memory. Rows that are equal in the order stay in the order of
 * arrival.
 *
 * <p>Guarantee: memory is bounded, whatever the number of rows. Rows are sorted in memory until
 * they have {@link #MOST_MEMORY} bytes, then written to a file as they are; at most {@link
 * #MOST_RUNS} files are read at once, and more are written together before. The files have no name
 * once they are open, so a process that is killed leaves none.
 */
final class RowSorter implements Closeable {

    /** Takes rows in order. */
    interface Rows {

        /**
         * Takes the next row.
         *
         * @param row which the receiver may read until the one after it
         */
        void row(RowData row) throws IOException;
    }

    /** In bytes, with the objects around rows. */
    static final long MOST_MEMORY = 32L << 20;

    static final int MOST_RUNS = 64;

    private static final int AROUND_ROW = 144;
    private static final int BUFFER = 64 << 10;

    private static final class Entry {

        private final byte[] key;
        private final BinaryRowData row;

        Entry(byte[] key, BinaryRowData row) {
            this.key = key;
            this.row = row;
        }
    }

    private final SortKeyBytes keys;
    private final RowDataSerializer serializer;
    private final Path folder;
    private final long mostMemory;
    private final int mostRuns;
    private final List<Entry> waiting = new ArrayList<>();
    private final List<FileChannel> runs = new ArrayList<>();
    private long waitingBytes;

    /**
     * @param schema of the rows
     * @param folder for files, which has to be there
     */
    RowSorter(Schema schema, SortOrder order, Path folder) {
        this(schema, order, folder, MOST_MEMORY, MOST_RUNS);
    }

    RowSorter(Schema schema, SortOrder order, Path folder, long mostMemory, int mostRuns) {
        this.keys = new SortKeyBytes(schema, order);
        this.serializer = new RowDataSerializer(FlinkSchemaUtil.convert(schema));
        this.folder = folder;
        this.mostMemory = mostMemory;
        this.mostRuns = mostRuns;
    }

    /** Takes a row; the caller may reuse it. */
    void add(RowData row) throws IOException {
        Entry entry = new Entry(keys.of(row), serializer.toBinaryRow(row).copy());
        waiting.add(entry);
        waitingBytes += entry.key.length + entry.row.getSizeInBytes() + AROUND_ROW;
        if (waitingBytes >= mostMemory) {
            spill();
        }
    }

    /** Passes on all rows in order, and forgets them. */
    void drain(Rows to) throws IOException {
        if (runs.isEmpty()) {
            sort();
            for (Entry each : waiting) {
                to.row(each.row);
            }
            forgetWaiting();
            return;
        }
        if (!waiting.isEmpty()) {
            spill();
        }
        merge((key, row) -> to.row(row));
    }

    private void sort() {
        waiting.sort((one, other) -> Arrays.compareUnsigned(one.key, other.key));
    }

    private void forgetWaiting() {
        waiting.clear();
        waitingBytes = 0;
    }

    private void spill() throws IOException {
        sort();
        Run run = new Run();
        try {
            for (Entry each : waiting) {
                run.write(each.key, each.row);
            }
            run.end();
        } finally {
            runs.add(run.file);
        }
        forgetWaiting();
        if (runs.size() == mostRuns) {
            Run all = new Run();
            try {
                merge(all::write);
                all.end();
            } finally {
                runs.add(all.file);
            }
        }
    }

    private interface Entries {
        void entry(byte[] key, BinaryRowData row) throws IOException;
    }

    /** Passes on what is in all files, and closes these. */
    private void merge(Entries to) throws IOException {
        PriorityQueue<Cursor> next =
                new PriorityQueue<>(
                        Comparator.comparing((Cursor each) -> each.key, Arrays::compareUnsigned)
                                .thenComparingInt(each -> each.number));
        for (int i = 0; i < runs.size(); i++) {
            Cursor cursor = new Cursor(i, runs.get(i));
            if (cursor.move()) {
                next.add(cursor);
            }
        }
        while (!next.isEmpty()) {
            Cursor least = next.poll();
            to.entry(least.key, least.row);
            if (least.move()) {
                next.add(least);
            }
        }
        closeRuns();
    }

    private void closeRuns() throws IOException {
        for (FileChannel each : runs) {
            each.close();
        }
        runs.clear();
    }

    @Override
    public void close() throws IOException {
        forgetWaiting();
        closeRuns();
    }

    /** A file of sorted rows, each with its key, while it is written. */
    private final class Run {

        private final FileChannel file;
        private final DataOutputViewStreamWrapper out;

        Run() throws IOException {
            file =
                    FileChannel.open(
                            folder.resolve(UUID.randomUUID() + ".run"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
            out =
                    new DataOutputViewStreamWrapper(
                            new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
        }

        void write(byte[] key, BinaryRowData row) throws IOException {
            out.writeInt(key.length);
            out.write(key);
            serializer.serialize(row, out);
        }

        void end() throws IOException {
            out.flush();
            file.position(0);
        }
    }

    /** The next row of a file. */
    private final class Cursor {

        private final int number;
        private final DataInputViewStreamWrapper in;
        private byte[] key;
        private BinaryRowData row;

        Cursor(int number, FileChannel file) {
            this.number = number;
            this.in =
                    new DataInputViewStreamWrapper(
                            new BufferedInputStream(Channels.newInputStream(file), BUFFER));
        }

        boolean move() throws IOException {
            int size;
            try {
                size = in.readInt();
            } catch (EOFException e) {
                return false;
            }
            key = new byte[size];
            in.readFully(key);
            row = (BinaryRowData) serializer.deserialize(in);
            return true;
        }
    }
}
