package io.tickhouse.jobs.compact;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Gives one file of a table to Parquet's reader, which would ask the store four times for it: for
 * its length, its last bytes, its footer and its pages. The table knows the length, and a small
 * file is in memory after one request. Opening costs more than anything else when files are small.
 */
final class WholeFile implements FileIO {

    private static final long serialVersionUID = 1L;

    /** In bytes. Beyond it, the reader's own requests are few beside the rows. */
    static final long MOST_IN_MEMORY = 4L << 20;

    private final FileIO store;
    private final String location;
    private final long length;

    WholeFile(FileIO store, DataFile file) {
        this.store = store;
        this.location = file.location();
        this.length = file.fileSizeInBytes();
    }

    /**
     * @throws UncheckedIOException if a small file cannot be read, or is shorter than its entry
     *     says
     */
    @Override
    public InputFile newInputFile(String path) {
        if (!path.equals(location)) {
            return store.newInputFile(path);
        }
        InputFile file = store.newInputFile(path, length);
        return length > MOST_IN_MEMORY ? file : new InMemoryInputFile(path, bytes(file));
    }

    private byte[] bytes(InputFile file) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        try (SeekableInputStream stream = file.newStream()) {
            IOUtil.readFully(stream, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return store.newOutputFile(path);
    }

    @Override
    public void deleteFile(String path) {
        store.deleteFile(path);
    }
}
