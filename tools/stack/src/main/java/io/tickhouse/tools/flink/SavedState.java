package io.tickhouse.tools.flink;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A complete savepoint or checkpoint.
 *
 * @param path as Flink accepts it: not encoded, so that a space stays a space
 * @param time of its completion, epoch milliseconds
 */
record SavedState(String path, long time) {

    /**
     * The owner: the path of a checkpoint has the job's id, that of a savepoint its first six
     * digits.
     */
    private static final Pattern OWNER =
            Pattern.compile("/([0-9a-f]{32})/chk-\\d+/*$|/savepoint-([0-9a-f]{6})-[0-9a-f]+/*$");

    /** Normalizes a path that a user or Flink wrote, as a URI or not, percent-encoded or not. */
    static String normalized(String path) {
        String given = path.replaceFirst("/+$", "");
        if (!given.startsWith("file:")) {
            return given;
        }
        String plain = given.replaceFirst("^file:/*", "/");
        if (Files.exists(Path.of(plain))) {
            return plain;
        }
        try {
            String decoded = URI.create(given).getPath();
            return decoded != null && Files.exists(Path.of(decoded)) ? decoded : plain;
        } catch (IllegalArgumentException notEncoded) {
            return plain;
        }
    }

    /**
     * Id of the job it belongs to, or the beginning of that id; empty if its name does not tell.
     */
    String owner() {
        Matcher owner = OWNER.matcher(path);
        if (!owner.find()) {
            return "";
        }
        return owner.group(1) == null ? owner.group(2) : owner.group(1);
    }

    /**
     * False if it is certainly gone. We cannot look into other file systems, so they count as
     * existing.
     */
    boolean exists() {
        return !path.startsWith("/") || Files.exists(Path.of(path, "_metadata"));
    }

    Optional<JobPlan> plan(JobRecords records) {
        return records.find(owner());
    }
}
