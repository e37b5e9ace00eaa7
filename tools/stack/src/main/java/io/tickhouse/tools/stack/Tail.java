package io.tickhouse.tools.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
final class Tail {

    private static final int MOST_BYTES = 1 << 20;

    private Tail() {}

    /** The last lines, from at most the last MiB; empty if the file does not exist. */
    static List<String> of(Path file, int lines) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - MOST_BYTES);
            List<String> all = read(in, from).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        }
    }

    /** What was written since the position. */
    static String since(Path file, long position) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            return read(in, position);
        }
    }

    private static String read(RandomAccessFile in, long from) throws IOException {
        byte[] bytes = new byte[(int) Math.min(MOST_BYTES, Math.max(0, in.length() - from))];
        in.seek(from);
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
