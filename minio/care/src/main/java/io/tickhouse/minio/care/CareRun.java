package io.tickhouse.minio.care;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Table;

/**
 * One attempt of a compaction. Each attempt plans anew, and the names of its files tell it, so that
 * what it leaves behind if it is killed is known by name.
 *
 * @param id of the compaction: a UUID
 * @param attempt 8 hexadecimal digits, other ones each time
 */
public record CareRun(String id, String attempt) {

    private static final Pattern FILE =
            Pattern.compile(
                    "(?:.*/)?care-([0-9a-f-]{36})-([0-9a-f]{8})-([0-9a-f-]{36})-\\d+-\\d+\\.parquet");

    /** A first or further attempt of a compaction. */
    public static CareRun attemptOf(String id) {
        return new CareRun(id, "%08x".formatted(new SecureRandom().nextInt()));
    }

    /**
     * The name of a file that this attempt writes, without a folder. It also tells the table,
     * because tables may share a folder.
     *
     * @param group of files that is rewritten
     * @param number of the file within the group
     */
    public String file(Table table, int group, int number) {
        return "care-%s-%s-%s-%05d-%05d.parquet"
                .formatted(id, attempt, table.uuid(), group, number);
    }

    /** The attempt that wrote a file for this table; empty for every other file. */
    public static Optional<CareRun> ofFile(Table table, String location) {
        Matcher file = FILE.matcher(location);
        return file.matches() && file.group(3).equals(table.uuid().toString())
                ? Optional.of(new CareRun(file.group(1), file.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return id + "-" + attempt;
    }
}
