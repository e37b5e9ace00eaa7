package io.tickhouse.connectors.alpaca;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the history of open gaps, page by page, in a fetcher thread of its own beside that of the
 * live feed. One request is out at a time; while one gap waits for its second reading, others go
 * on. What can succeed later is tried for ever, ever more rarely: the gap is on the ledger
 * meanwhile.
 */
final class HistorySplitReader implements SplitReader<Fetched, FeedSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(HistorySplitReader.class);

    private final History history;
    private final RepairOptions options;
    private final Backoff backoff;
    private final Clock clock;
    private final Random jitter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Task> tasks = new ArrayDeque<>();
    private Task asked;
    private CompletableFuture<HistoryAnswer> out;
    private HistoryAnswer answer;
    private Throwable failure;
    private Instant limitedUntil = Instant.MIN;
    private boolean woken;

    /** A gap on its way. */
    private static final class Task {

        private final FeedSplit.Repair split;
        private RepairCursor cursor;
        private Instant due;
        private int failures;

        private Task(FeedSplit.Repair split, Instant due) {
            this.split = split;
            this.cursor = split.cursor();
            this.due = due;
        }
    }

    HistorySplitReader(
            History history, RepairOptions options, Backoff backoff, Clock clock, Random jitter) {
        this.history = history;
        this.options = options;
        this.backoff = backoff;
        this.clock = clock;
        this.jitter = jitter;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<FeedSplit> change) {
        for (FeedSplit split : change.splits()) {
            if (split instanceof FeedSplit.Repair repair) {
                boolean again = repair.cursor().pass() > 0 && repair.cursor().token() == null;
                Instant now = clock.instant();
                tasks.add(new Task(repair, again ? now.plus(options.recheckAfter()) : now));
            }
        }
    }

    @Override
    public RecordsWithSplitIds<Fetched> fetch() {
        lock.lock();
        try {
            while (!woken) {
                if (asked == null) {
                    ask();
                }
                if (answer != null || failure != null) {
                    return take();
                }
                changed.awaitNanos(nanosToWait());
            }
            woken = false;
            return Fetched.Batch.nothing();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Fetched.Batch.nothing();
        } finally {
            lock.unlock();
        }
    }

    /** Sends the request that has been due for longest, if one is. */
    private void ask() {
        Task next = earliest();
        Instant now = clock.instant();
        if (next == null || now.isBefore(next.due) || now.isBefore(limitedUntil)) {
            return;
        }
        Gap.Batch batch = next.split.batches().get(next.cursor.batch());
        asked = next;
        out =
                history.fetch(
                        new HistoryRequest(
                                next.split.channel(),
                                batch.symbols(),
                                EpochNanos.toInstant(batch.from()),
                                EpochNanos.toInstant(next.split.to()),
                                options.pageSize(),
                                next.cursor.token()));
        var unused = out.whenComplete(this::received);
    }

    private Task earliest() {
        Task earliest = null;
        for (Task task : tasks) {
            if (earliest == null || task.due.isBefore(earliest.due)) {
                earliest = task;
            }
        }
        return earliest;
    }

    /** Until the next request is due; without end if none is, or one is out. */
    private long nanosToWait() {
        Task next = earliest();
        if (asked != null || next == null) {
            return Long.MAX_VALUE;
        }
        Instant due = next.due.isBefore(limitedUntil) ? limitedUntil : next.due;
        return Math.max(0, Duration.between(clock.instant(), due).toNanos()) + 1;
    }

    private Fetched.Batch take() {
        if (failure != null) {
            throw new IllegalStateException("Reading the history failed", failure);
        }
        Task task = asked;
        HistoryAnswer result = answer;
        asked = null;
        answer = null;
        if (result instanceof HistoryAnswer.Page page) {
            return page(task, page);
        }
        if (result instanceof HistoryAnswer.Busy busy) {
            return busy(task, busy);
        }
        return refused(task, (HistoryAnswer.Refused) result);
    }

    private Fetched.Batch page(Task task, HistoryAnswer.Page page) {
        RepairCursor before = task.cursor;
        task.cursor = before.next(page.nextToken(), task.split.batches().size());
        task.failures = 0;
        if (page.notBefore() != null) {
            limitedUntil = believed(page.notBefore());
        }
        // Behind those that wait already, so that a long gap does not hold up a short one.
        task.due = clock.instant();
        if (task.cursor.pass() > before.pass()) {
            task.due = task.due.plus(options.recheckAfter());
        }
        List<Fetched> item = List.of(new Fetched.Page(task.split.gap(), page.frame(), task.cursor));
        if (task.cursor.isDone()) {
            tasks.remove(task);
            return Fetched.Batch.lastOf(task.split.splitId(), item);
        }
        return Fetched.Batch.of(task.split.splitId(), item);
    }

    private Fetched.Batch busy(Task task, HistoryAnswer.Busy busy) {
        task.failures++;
        Duration asked =
                busy.notBefore() == null
                        ? null
                        : Duration.between(clock.instant(), busy.notBefore());
        Duration wait = backoff.afterServersWord(asked, task.failures, jitter);
        task.due = clock.instant().plus(wait);
        if (busy.notBefore() != null) {
            limitedUntil = believed(busy.notBefore());
        }
        LOG.warn(
                "{}; the repair of gap {} goes on in {} ms (attempt {})",
                busy.detail(),
                task.split.gap(),
                wait.toMillis(),
                task.failures);
        return Fetched.Batch.nothing();
    }

    private Fetched.Batch refused(Task task, HistoryAnswer.Refused refused) {
        tasks.remove(task);
        List<Fetched> items = new ArrayList<>();
        items.add(new Fetched.Unrepairable(task.split.gap(), refused.reason()));
        return Fetched.Batch.lastOf(task.split.splitId(), items);
    }

    /** A server whose clock is wrong does not stop us for long. */
    private Instant believed(Instant until) {
        Instant latest = clock.instant().plus(Backoff.LONGEST_BELIEVED);
        return until.isAfter(latest) ? latest : until;
    }

    private void received(HistoryAnswer result, Throwable error) {
        lock.lock();
        try {
            answer = result;
            failure = error;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wakeUp() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (out != null) {
                out.cancel(true); // else its connection would outlive the job
            }
        } finally {
            lock.unlock();
        }
    }
}
