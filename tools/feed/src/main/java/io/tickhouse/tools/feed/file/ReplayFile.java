package io.tickhouse.tools.feed.file;

import com.github.luben.zstd.ZstdInputStream;
import io.tickhouse.tools.UserError;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An open file to replay. It is unpacked by its first bytes, not by its name, its character set is
 * known, and it is read as a stream.
 */
public final class ReplayFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final int LARGEST_ZSTD_WINDOW = 31; // bits: the most that zstd --long can write
    private static final byte[] TAR = {'u', 's', 't', 'a', 'r'};
    private static final int TAR_AT = 257;

    /** Formats that cannot be read, by their first bytes, with what to do about each. */
    private enum Foreign {
        BZIP2("425a68", "a bzip2 archive: unpack it (bunzip2)"),
        XZ("fd377a585a00", "an xz archive: unpack it (xz -d)"),
        LZ4("04224d18", "an lz4 archive: unpack it (lz4 -d)"),
        SEVEN_ZIP("377abcaf271c", "a 7z archive: unpack it"),
        PARQUET("50415231", "a Parquet file: convert it to CSV"),
        ARROW("4152524f5731", "an Arrow file: convert it to CSV"),
        FEATHER("46454131", "a Feather file: convert it to CSV"),
        HDF5("894844460d0a1a0a", "an HDF5 file: convert it to CSV"),
        DBN("44424e", "a Databento DBN file: convert it to CSV (dbn --csv)"),
        EXCEL("d0cf11e0a1b11ae1", "an Excel workbook: save it as CSV"),
        SQLITE("53514c69746520666f726d61742033", "an SQLite database: export it as CSV"),
        PDF("25504446", "a PDF document");

        private final String magic;
        private final String sentence;

        Foreign(String magic, String sentence) {
            this.magic = magic;
            this.sentence = sentence;
        }
    }

    private final String name;
    private final long size;
    private final Counting counted;
    private final BufferedInputStream content;
    private final Charset charset;
    private final String written;

    private ReplayFile(
            String name,
            long size,
            Counting counted,
            BufferedInputStream content,
            Charset charset,
            String written) {
        this.name = name;
        this.size = size;
        this.counted = counted;
        this.content = content;
        this.charset = charset;
        this.written = written;
    }

    /**
     * Opens the file.
     *
     * @param scratch folder for temporary files, created if needed
     * @throws UserError if it does not exist, is empty, or is neither text nor packed text
     */
    public static ReplayFile open(Path path, FileOptions options, Path scratch) {
        if (!Files.isRegularFile(path)) {
            throw UserError.badUsage(
                    "There is no file %s: name one that is there.".formatted(path));
        }
        try {
            return open(path, options, scratch, new ArrayList<>());
        } catch (IOException e) {
            throw UserError.failed(
                    "Cannot read %s: %s. Is it complete?".formatted(path, e.getMessage()), e);
        }
    }

    private static ReplayFile open(
            Path path, FileOptions options, Path scratch, List<String> packed) throws IOException {
        long size = Files.size(path);
        Counting counted = new Counting(Files.newInputStream(path));
        BufferedInputStream in = new BufferedInputStream(counted, BUFFER);
        try {
            byte[] head = head(in);
            if (startsWith(head, "504b0304") || startsWith(head, "504b0506")) {
                in.close();
                ZipEntry[] entry = {null};
                counted = new Counting(zipped(path, entry));
                in = new BufferedInputStream(counted, BUFFER);
                size = entry[0].getSize();
                packed.add("ZIP (" + entry[0].getName() + ")");
                head = head(in);
            }
            while (startsWith(head, "1f8b") || startsWith(head, "28b52ffd")) {
                boolean gzip = head[0] == 0x1f;
                packed.add(gzip ? "gzip" : "zstd");
                in =
                        new BufferedInputStream(
                                gzip ? new GZIPInputStream(in, BUFFER) : zstd(in, path, scratch),
                                BUFFER);
                head = head(in);
            }
            refuseForeign(path, head);
            return text(path, options, packed, size, counted, in, head);
        } catch (IOException | RuntimeException | Error e) {
            in.close();
            throw e;
        }
    }

    private static ReplayFile text(
            Path path,
            FileOptions options,
            List<String> packed,
            long size,
            Counting counted,
            BufferedInputStream in,
            byte[] head)
            throws IOException {
        int mark = byteOrderMark(head);
        Charset found = mark > 0 ? marked(head) : unmarked(path, head);
        Charset charset = options.encoding() != null ? options.encoding() : found;
        in.skipNBytes(mark);
        if (head.length < BUFFER && new String(head, mark, head.length - mark, charset).isBlank()) {
            throw UserError.failed(
                    "The file %s is empty%s."
                            .formatted(
                                    path,
                                    head.length == 0
                                            ? ""
                                            : head.length == mark
                                                    ? ": it has only a byte order mark"
                                                    : ": it has only blank lines"));
        }
        packed.add(charset + (mark > 0 ? " with a byte order mark" : ""));
        return new ReplayFile(
                path.getFileName().toString(),
                size,
                counted,
                in,
                charset,
                String.join(", ", packed));
    }

    /** The file of an archive with one file. If there are several, the user must choose. */
    private static InputStream zipped(Path path, ZipEntry[] found) throws IOException {
        ZipFile zip = new ZipFile(path.toFile());
        List<ZipEntry> files = new ArrayList<>();
        zip.stream()
                .filter(e -> !e.isDirectory() && !e.getName().startsWith("__MACOSX/"))
                .forEach(files::add);
        if (files.stream().anyMatch(e -> e.getName().equals("[Content_Types].xml"))) {
            zip.close();
            throw UserError.failed("%s is an Excel workbook: save it as CSV.".formatted(path));
        }
        if (files.size() != 1) {
            zip.close();
            throw UserError.failed(
                    "%s is a ZIP archive of %d files: unpack it and replay them one by one."
                            .formatted(path, files.size()));
        }
        found[0] = files.get(0);
        return new FilterInputStream(zip.getInputStream(files.get(0))) {
            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
    }

    /**
     * zstd-jni unpacks its library into a folder from which files may be executed. We use the state
     * folder, because the machine's own temporary folder may forbid that.
     */
    private static InputStream zstd(InputStream in, Path path, Path scratch) throws IOException {
        if (System.getProperty("ZstdTempFolder") == null) {
            Files.createDirectories(scratch);
            System.setProperty("ZstdTempFolder", scratch.toString());
        }
        try {
            return new ZstdInputStream(in).setLongMax(LARGEST_ZSTD_WINDOW);
        } catch (LinkageError e) {
            throw UserError.failed(
                    "The library that unpacks zstd cannot be loaded from %s; files may not be"
                                    .formatted(System.getProperty("ZstdTempFolder"))
                            + " executed there: name another --home, or unpack %s (zstd -d)."
                                    .formatted(path),
                    e);
        }
    }

    private static void refuseForeign(Path path, byte[] head) {
        for (Foreign foreign : Foreign.values()) {
            if (startsWith(head, foreign.magic)) {
                throw UserError.failed("%s is %s.".formatted(path, foreign.sentence));
            }
        }
        if (head.length > TAR_AT + TAR.length
                && Arrays.equals(head, TAR_AT, TAR_AT + TAR.length, TAR, 0, TAR.length)) {
            throw UserError.failed(
                    "%s is a tar archive: unpack it (tar -xf) and replay its files one by one."
                            .formatted(path));
        }
        String start =
                new String(head, 0, Math.min(head.length, 200), StandardCharsets.ISO_8859_1)
                        .strip()
                        .toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype") || start.startsWith("<html")) {
            throw UserError.failed(
                    "%s is a web page, not data: look at it in a browser, and load the file again."
                            .formatted(path));
        }
        if (start.startsWith("<?xml")) {
            throw UserError.failed("%s is XML: convert it to CSV.".formatted(path));
        }
    }

    private static int byteOrderMark(byte[] head) {
        if (startsWith(head, "efbbbf")) {
            return 3;
        }
        if (startsWith(head, "fffe0000") || startsWith(head, "0000feff")) {
            return 4;
        }
        return startsWith(head, "fffe") || startsWith(head, "feff") ? 2 : 0;
    }

    private static Charset marked(byte[] head) {
        return switch (head[0] & 0xff) {
            case 0xef -> StandardCharsets.UTF_8;
            case 0 -> Charset.forName("UTF-32BE");
            case 0xfe -> StandardCharsets.UTF_16BE;
            default ->
                    startsWith(head, "fffe0000")
                            ? Charset.forName("UTF-32LE")
                            : StandardCharsets.UTF_16LE;
        };
    }

    /** Text has no zero bytes, except UTF-16, which has one next to each ASCII letter. */
    private static Charset unmarked(Path path, byte[] head) {
        int[] zeros = {0, 0};
        for (int i = 0; i < head.length; i++) {
            zeros[i & 1] += head[i] == 0 ? 1 : 0;
        }
        if (zeros[0] + zeros[1] == 0) {
            return StandardCharsets.UTF_8;
        }
        if (zeros[0] == 0 && zeros[1] > head.length / 3) {
            return StandardCharsets.UTF_16LE;
        }
        if (zeros[1] == 0 && zeros[0] > head.length / 3) {
            return StandardCharsets.UTF_16BE;
        }
        throw UserError.failed("%s is not text: it has zero bytes.".formatted(path));
    }

    private static byte[] head(BufferedInputStream in) throws IOException {
        in.mark(BUFFER);
        byte[] head = in.readNBytes(BUFFER);
        in.reset();
        return head;
    }

    private static boolean startsWith(byte[] head, String magic) {
        byte[] bytes = HexFormat.of().parseHex(magic);
        return head.length >= bytes.length
                && Arrays.equals(head, 0, bytes.length, bytes, 0, bytes.length);
    }

    /** JSON begins with a bracket or a brace; a table does not. */
    boolean isJson() throws IOException {
        String start = firstText().stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    /** The beginning of the text, to detect its format. */
    String firstText() throws IOException {
        return new String(head(content), charset);
    }

    InputStream content() {
        return content;
    }

    Charset charset() {
        return charset;
    }

    /** The file's own name, without folders. */
    public String name() {
        return name;
    }

    /** Packing and character set, in words. */
    String written() {
        return written;
    }

    /** The value of {@link #bytesRead} at the end. */
    public long size() {
        return size;
    }

    /**
     * Bytes read so far: of the file as it is, packed or not; for a ZIP archive, of its content.
     */
    public long bytesRead() {
        return counted.count;
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
