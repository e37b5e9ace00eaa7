package io.tickhouse.tools.flink;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line of {@code tickhouse jobs}.
 *
 * @param restarts since the job was submitted
 * @param lastFailure time of the last failure, RFC 3339; null if it never failed
 * @param reason of the last failure, in one line; null if there was none
 */
record JobStatus(
        String id,
        String name,
        String state,
        long startTime,
        long duration,
        long checkpoints,
        long restarts,
        String lastFailure,
        String reason) {

    static JobStatus of(FlinkJob job, long checkpoints, long counted, Failures failures) {
        // The counter lags by some seconds and is gone after the job has ended; the history
        // forgets.
        long remembered = (long) failures.count() - (job.state().equals("FAILED") ? 1 : 0);
        return new JobStatus(
                job.id(),
                job.name(),
                job.state(),
                job.startTime(),
                job.duration(),
                checkpoints,
                Math.max(counted, remembered),
                failures.last()
                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(null),
                failures.why().orElse(null));
    }

    /** One line, and a second one with the reason of the last failure. */
    String text(Instant now) {
        String line =
                "%s  %-10s %8s  checkpoints %-5d restarts %-3d %s"
                        .formatted(
                                id,
                                state,
                                Duration.ofMillis(duration)
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString()
                                        .substring(2),
                                checkpoints,
                                restarts,
                                name);
        if (reason == null) {
            return line;
        }
        if (state.equals("FAILED")) {
            return line + System.lineSeparator() + "  " + reason;
        }
        long ago = Math.max(0, Duration.between(Instant.parse(lastFailure), now).toSeconds());
        return line + System.lineSeparator() + "  last failure %d s ago: %s".formatted(ago, reason);
    }
}
