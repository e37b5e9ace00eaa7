package io.tickhouse.jobs.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

class WholeFileTest {

    private static final String PATH = "s3://warehouse/db/trades/data/1.parquet";
    private static final byte[] CONTENT = {1, 2, 3, 4, 5};

    private final Store store = new Store();

    @Test
    void asksTheStoreOnceForASmallFile() throws IOException {
        InputFile file = new WholeFile(store, entry(CONTENT.length)).newInputFile(PATH);

        assertThat(file.location()).isEqualTo(PATH);
        assertThat(file.getLength()).isEqualTo(CONTENT.length);
        assertThat(read(file)).isEqualTo(CONTENT);
        assertThat(read(file)).isEqualTo(CONTENT);
        assertThat(store.requests).containsExactly("open");
    }

    @Test
    void leavesALargeFileInTheStore() throws IOException {
        long length = WholeFile.MOST_IN_MEMORY + 1;

        InputFile file = new WholeFile(store, entry(length)).newInputFile(PATH);

        assertThat(store.requests).isEmpty();
        assertThat(file.getLength()).isEqualTo(length);
        assertThat(read(file)).isEqualTo(CONTENT);
        assertThat(store.requests).containsExactly("open");
    }

    @Test
    void leavesOtherFilesToTheStore() {
        InputFile other =
                new WholeFile(store, entry(CONTENT.length)).newInputFile(PATH + ".deletes");

        assertThat(other.getLength()).isEqualTo(CONTENT.length);
        assertThat(store.requests).containsExactly("length");
    }

    @Test
    void noticesThatAFileIsTooShort() {
        WholeFile file = new WholeFile(store, entry(CONTENT.length + 1));

        assertThatThrownBy(() -> file.newInputFile(PATH))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(EOFException.class);
    }

    private static DataFile entry(long length) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(PATH)
                .withFileSizeInBytes(length)
                .withRecordCount(1)
                .build();
    }

    private static byte[] read(InputFile file) throws IOException {
        try (SeekableInputStream stream = file.newStream()) {
            return stream.readAllBytes();
        }
    }

    /** Has the same content everywhere, and notes what it is asked, as a remote store would. */
    private static final class Store implements FileIO {

        private static final long serialVersionUID = 1L;

        private final List<String> requests = new ArrayList<>();

        @Override
        public InputFile newInputFile(String path) {
            return new Remote(path, -1);
        }

        @Override
        public InputFile newInputFile(String path, long length) {
            return new Remote(path, length);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deleteFile(String path) {
            throw new UnsupportedOperationException();
        }

        private final class Remote extends InMemoryInputFile {

            private final long known;

            Remote(String path, long known) {
                super(path, CONTENT);
                this.known = known;
            }

            @Override
            public long getLength() {
                if (known >= 0) {
                    return known;
                }
                requests.add("length");
                return super.getLength();
            }

            @Override
            public SeekableInputStream newStream() {
                requests.add("open");
                return super.newStream();
            }
        }
    }
}
