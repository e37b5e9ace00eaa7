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
 * @param path as Flink takes it: letters as they are, so that a space stays a space
 * @param time of its completion, epoch milliseconds
 */
record SavedState(String path, long time) {

    /** Checkpoints are under the id of the job, savepoints have its first six digits. */
    private static final Pattern OWNER =
            Pattern.compile("/([0-9a-f]{32})/chk-\\d+/*$|/savepoint-([0-9a-f]{6})-[0-9a-f]+/*$");

    /** A path that a user or Flink wrote, as a URI or not, percent-encoded or not. */
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

    /** Id of the job it belongs to, or the beginning of that id; empty when its name tells none. */
    String owner() {
        Matcher owner = OWNER.matcher(path);
        if (!owner.find()) {
            return "";
        }
        return owner.group(1) == null ? owner.group(2) : owner.group(1);
    }

    /** False where it is surely gone; of another file system the cluster knows more than we. */
    boolean exists() {
        return !path.startsWith("/") || Files.exists(Path.of(path, "_metadata"));
    }

    Optional<JobPlan> plan(JobRecords records) {
        return records.find(owner());
    }
}
