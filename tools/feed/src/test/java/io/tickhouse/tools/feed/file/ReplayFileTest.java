package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.tickhouse.tools.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayFileTest {

    private static final byte[] TABLE =
            "symbol,price,time\nA,1,1772461800\n".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void unpacksByContentWhateverTheName() throws IOException {
        assertRead("plain.csv", TABLE);
        assertRead("gzip.csv.gz", gzip(TABLE));
        assertRead("gzip.csv", gzip(TABLE));
        assertRead("zstd", Zstd.compress(TABLE));
        assertRead("already-unpacked.csv.gz", TABLE);
        assertRead("zip.dat", zip("data.csv"));
        assertRead("zip-with-gzip.zip", zipOf(gzip(TABLE), "data.csv.gz"));
        assertRead("mac.zip", zip("data.csv", "__MACOSX/._data.csv"));
        byte[] twice = Arrays.copyOf(gzip(TABLE), 2 * gzip(TABLE).length);
        System.arraycopy(gzip(TABLE), 0, twice, gzip(TABLE).length, gzip(TABLE).length);
        assertThat(FileReading.of(write("members.gz", twice)).badRows)
                .hasSize(1); // a second header
    }

    private void assertRead(String name, byte[] bytes) throws IOException {
        Path path = write(name, bytes);
        assertThat(FileReading.of(path).messages).as(name).hasSize(1);
        try (ReplayFile file = ReplayFile.open(path, FileReading.options(), folder)) {
            file.content().readAllBytes();
            assertThat(file.bytesRead()).as(name).isEqualTo(file.size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PAR1xxxx            | a Parquet file",
                "BZh91AY             | bzip2",
                "DBN1                | dbn",
                "<!DOCTYPE html>     | a web page",
                "<?xml version='1.0' | XML",
                "SQLite format 3     | SQLite",
                "%PDF-1.7            | PDF",
            })
    void namesWhatCannotBeRead(String start, String named) throws IOException {
        assertRefused(write("x.csv", start.strip().getBytes(StandardCharsets.UTF_8)), named);
    }

    @Test
    void refusesArchivesOfSeveralFilesAndBinaries() throws IOException {
        assertRefused(write("two.zip", zip("a.csv", "b.csv")), "2 files", "unpack it");
        assertRefused(write("none.zip", zip()), "0 files");
        assertRefused(write("book.xlsx", zip("[Content_Types].xml", "a")), "Excel", "CSV");
        assertRefused(write("binary.csv", new byte[] {1, 2, 0, 0, 3, 4, 5}), "zero bytes");
        byte[] tar = new byte[512];
        Arrays.fill(tar, (byte) 'x');
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertRefused(write("a.tar.gz", gzip(tar)), "tar archive");
        assertRefused(folder, "There is no file");
    }

    @Test
    void aPackedFileThatBreaksOffIsTold() throws IOException {
        byte[] packed = gzip(TABLE);
        Path cut = write("cut.csv.gz", Arrays.copyOf(packed, packed.length - 10));
        assertThatThrownBy(() -> FileReading.of(cut))
                .isInstanceOfAny(UserError.class, IOException.class);
    }

    @Test
    void theLibraryOfZstdIsUnpackedIntoTheStateFolder() throws IOException {
        assertRead("a.zst", Zstd.compress(TABLE));
        assertThat(System.getProperty("ZstdTempFolder")).isNotNull();
    }

    private void assertRefused(Path path, String... said) {
        assertThatThrownBy(() -> ReplayFile.open(path, FileReading.options(), folder))
                .isInstanceOf(UserError.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(said));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] zip(String... names) throws IOException {
        return zipOf(TABLE, names);
    }

    private static byte[] zipOf(byte[] content, String... names) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.write(content);
            }
        }
        return packed.toByteArray();
    }
}
