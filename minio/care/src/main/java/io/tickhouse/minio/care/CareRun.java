package io.tickhouse.minio.care;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt of a compaction. Each attempt plans anew, and the names of its files tell it, so that
 * what it leaves behind if it is killed is known by name.
 *
 * @param id of the compaction: a UUID
 * @param attempt 8 hexadecimal digits, other ones each time
 */
public record CareRun(String id, String attempt) {

    private static final Pattern FILE =
            Pattern.compile("(?:.*/)?care-([0-9a-f-]{36})-([0-9a-f]{8})-\\d+-\\d+\\.[a-z]+");

    /** A first or further attempt of a compaction. */
    public static CareRun attemptOf(String id) {
        return new CareRun(id, "%08x".formatted(new SecureRandom().nextInt()));
    }

    /**
     * The name of a file that this attempt writes, without a folder.
     *
     * @param group of files that is rewritten
     * @param number of the file within the group
     */
    public String file(int group, int number) {
        return "care-%s-%s-%05d-%05d.parquet".formatted(id, attempt, group, number);
    }

    /** The attempt that wrote a file; empty for every other file. */
    public static Optional<CareRun> ofFile(String location) {
        Matcher file = FILE.matcher(location);
        return file.matches()
                ? Optional.of(new CareRun(file.group(1), file.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return id + "-" + attempt;
    }
}
