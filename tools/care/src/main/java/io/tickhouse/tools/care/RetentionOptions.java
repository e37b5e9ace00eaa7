package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Expiry.Rules;
import io.tickhouse.minio.care.WriterPositions.Writer;
import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.iceberg.Table;
import picocli.CommandLine.Option;

/** The options that say which snapshots may go. What they do not say, the table says. */
final class RetentionOptions {

    @Option(
            names = "--older-than",
            paramLabel = "AGE|TIME",
            description =
                    "Snapshots from before may go, such as 12h or 2025-11-13T14:30:00Z (default:"
                            + " history.expire.max-snapshot-age-ms of the table, or 5d). The last"
                            + " minute stays.")
    private String olderThan;

    @Option(
            names = "--retain-last",
            paramLabel = "N",
            description =
                    "So many snapshots stay whatever their age (default:"
                            + " history.expire.min-snapshots-to-keep of the table, or 1).")
    private Integer retainLast;

    /**
     * Looks at the options before anything is changed.
     *
     * @throws UserError if they are not valid
     */
    void check() {
        if (olderThan != null) {
            Age.before(Instant.now(), "--older-than", olderThan);
        }
        if (retainLast != null && retainLast < 1) {
            throw UserError.badUsage("--retain-last takes 1 or more, not " + retainLast + ".");
        }
    }

    Rules rules(Table table, Instant now, Duration writerGrace, Set<Writer> forgotten) {
        return new Rules(
                olderThan == null
                        ? Rules.standardOlderThanMs(table, now.toEpochMilli())
                        : Age.before(now, "--older-than", olderThan).toEpochMilli(),
                retainLast == null ? Rules.standardRetainLast(table) : retainLast,
                writerGrace,
                forgotten);
    }
}
