package io.tickhouse.tools.feed;

import com.github.luben.zstd.ZstdInputStream;
import io.tickhouse.tools.UserError;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** A file to replay, open: unpacked if its name ends in .gz or .zst. */
final class ReplayFile implements AutoCloseable {

    /** How the messages stand in it. */
    enum Format {
        CSV,
        NDJSON
    }

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final Counting raw;
    private final BufferedInputStream content;

    private ReplayFile(String name, Counting raw, BufferedInputStream content) {
        this.name = name;
        this.raw = raw;
        this.content = content;
    }

    /**
     * Opens the file.
     *
     * @throws UserError when it is not there or not packed as its name says
     */
    static ReplayFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw UserError.badUsage("There is no file " + path + ": name one that is there.");
        }
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        try {
            Counting raw = new Counting(Files.newInputStream(path));
            try {
                InputStream packed = new BufferedInputStream(raw, BUFFER);
                InputStream plain = packed;
                if (name.endsWith(".gz")) {
                    plain = new GZIPInputStream(packed, BUFFER);
                } else if (name.endsWith(".zst")) {
                    plain = new ZstdInputStream(packed);
                }
                return new ReplayFile(
                        name.replaceFirst("\\.(gz|zst)$", ""),
                        raw,
                        new BufferedInputStream(plain, BUFFER));
            } catch (IOException e) {
                raw.close();
                throw e;
            }
        } catch (IOException e) {
            throw UserError.failed(
                    "Cannot read %s (%s): is it packed as its name says?"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }

    /** By its name, or else by its first character. */
    Format format() throws IOException {
        if (name.endsWith(".csv")) {
            return Format.CSV;
        }
        if (name.endsWith(".ndjson") || name.endsWith(".jsonl") || name.endsWith(".json")) {
            return Format.NDJSON;
        }
        content.mark(BUFFER);
        int first = content.read();
        while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
            first = content.read();
        }
        content.reset();
        return first == '{' || first == '[' ? Format.NDJSON : Format.CSV;
    }

    InputStream content() {
        return content;
    }

    /** Bytes read so far from the file as it is, packed or not. */
    long bytesRead() {
        return raw.count;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    private static final class Counting extends FilterInputStream {

        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
