package io.tickhouse.tools.audit;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The audit of what a job made of the raw topic. It looks at every element of the raw topic, from
 * its beginning to a cut. Each must be a row in Iceberg and a row in the flattened topics, or a
 * dead letter. It must be there exactly once, and in the topic or table of its kind.
 *
 * <p>The cut is the end of the raw topic when the audit starts. Rows of later records are not
 * checked. Rows whose coordinate the raw topic does not have are a fault; the raw topic is asked
 * for its end after the side was read. Nothing is written anywhere.
 *
 * <p>Within the time to wait, services may go away and come back: what was read stays valid, and
 * reading continues where it stopped.
 *
 * <p>Memory: 8 bytes for each raw record, and for each side two compressed bitmaps with at most one
 * bit for each element.
 */
public final class Audit {

    private static final Duration NEWS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AuditOptions options;
    private final Sides sides;
    private final Duration pause;
    private final Consumer<String> progress;
    private final long started = System.nanoTime();
    private final long deadline;
    private long lastSaid = started;

    /**
     * An audit that has not looked yet.
     *
     * @param pause from one look to the next at least
     */
    Audit(AuditOptions options, Sides sides, Duration pause, Consumer<String> progress) {
        this.options = options;
        this.sides = sides;
        this.pause = pause;
        this.progress = progress;
        this.deadline = started + options.patience().toNanos();
    }

    /**
     * Runs an audit and repeats it, reading only what is new, until it is clean or the time to wait
     * is over.
     *
     * @throws UserError if the raw topic does not exist, or a service cannot be reached within the
     *     time to wait
     */
    public static AuditReport run(AuditOptions options) throws InterruptedException {
        return run(options, line -> {});
    }

    /** The same, but reports progress line by line. */
    public static AuditReport run(AuditOptions options, Consumer<String> progress)
            throws InterruptedException {
        try (Sides sides = new ServiceSides(options, progress)) {
            return new Audit(options, sides, PAUSE, progress).run();
        }
    }

    AuditReport run() throws InterruptedException {
        RawIndex raw = patiently(sides::raw);
        List<String> notes = patiently(sides::notes);
        while (true) {
            long roundStarted = System.nanoTime();
            // Reading may take long: the final verdict needs a reading that began after the wait.
            boolean last = roundStarted >= deadline;
            AuditReport report = patiently(() -> round(raw, notes, last));
            if (report.clean() || last || !report.enough()) {
                return report;
            }
            long now = System.nanoTime();
            say(
                    "Not complete yet, %,d rows missing; looking again."
                            .formatted(report.sides().stream().mapToLong(Side::missing).sum()));
            // The pause is at least as long as the round.
            long rest = Math.max(pause.toNanos(), now - roundStarted);
            long left = Math.max(0, deadline - now);
            Thread.sleep(Duration.ofNanos(Math.min(rest, left) + 1_000_000).toMillis());
        }
    }

    private AuditReport round(RawIndex raw, List<String> notes, boolean last)
            throws InterruptedException {
        List<Side> found = new ArrayList<>();
        // Rows are read before dead letters: an element that is missing can only turn up later, on
        // either side.
        Seen icebergRows = sides.iceberg();
        Seen topicRows = sides.flattened();
        Reconciliation reconciliation = new Reconciliation(raw, sides.deadLetters());
        found.add(reconciliation.deadLetters(options.toleratesDuplicates()));
        if (icebergRows != null) {
            found.add(reconciliation.rows("iceberg", icebergRows, false));
        }
        if (topicRows != null) {
            found.add(
                    reconciliation.rows(
                            "flattened topics", topicRows, options.toleratesDuplicates()));
        }
        return new AuditReport(
                options.sourceTopic(),
                raw.records(),
                raw.elements(),
                raw.emptyArrays(),
                raw.broken(),
                options.atLeast(),
                found,
                sides.pinot(last),
                sides.faults(),
                notes,
                (System.nanoTime() - started) / 1e9);
    }

    /** Asks again while a service is unavailable, until the time to wait is over. */
    private <T> T patiently(Question<T> question) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                return question.ask();
            } catch (UserError e) {
                long left = deadline - System.nanoTime();
                if (!e.isOutage() || options.patience().isZero()) {
                    throw e;
                }
                if (left <= 0) {
                    throw UserError.failed(
                            "Waited %d s without success: %s"
                                    .formatted(options.patience().toSeconds(), e.getMessage()),
                            e);
                }
                String waiting =
                        "Waiting for a service to come back, %d s at most: %s"
                                .formatted(left / 1_000_000_000 + 1, e.getMessage());
                if (told) {
                    say(waiting);
                } else {
                    told = true;
                    progress.accept(waiting);
                }
                Thread.sleep(pause.toMillis());
            }
        }
    }

    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    private void say(String line) {
        long now = System.nanoTime();
        if (now - lastSaid > NEWS.toNanos()) {
            lastSaid = now;
            progress.accept(line);
        }
    }
}
