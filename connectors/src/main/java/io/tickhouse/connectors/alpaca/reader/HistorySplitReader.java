package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.history.History;
import io.tickhouse.connectors.alpaca.history.HistoryAnswer;
import io.tickhouse.connectors.alpaca.live.Backoff;
import io.tickhouse.connectors.alpaca.memory.RepairCursor;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * Reads the history of open gaps, page by page, in a fetcher thread next to that of the live feed.
 * One request is pending at a time. While one gap waits for its second reading, others go on. What
 * can succeed later is retried for ever, at growing intervals; its gap record stays open. Only a
 * symbol that the history rejects on its own is given up.
 */
final class HistorySplitReader implements SplitReader<Fetched, FeedSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(HistorySplitReader.class);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final byte[] NO_MESSAGES = {'[', ']'};

    private final AlpacaFeed feed;
    private final History history;
    private final RepairOptions options;
    private final Backoff backoff;
    private final Clock clock;
    private final Random jitter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<RepairTask> tasks = new ArrayDeque<>();
    private RepairTask asked;
    private CompletableFuture<HistoryAnswer> out;
    private HistoryAnswer answer;
    private Throwable failure;
    private Instant limitedUntil = Instant.MIN;
    private boolean woken;

    HistorySplitReader(
            AlpacaFeed feed,
            History history,
            RepairOptions options,
            Backoff backoff,
            Clock clock,
            Random jitter) {
        this.feed = feed;
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
                boolean last = repair.cursor().pass() > 0 && repair.cursor().token() == null;
                Instant now = clock.instant();
                Instant due = latest(now, available(repair));
                tasks.add(new RepairTask(repair, last ? latest(due, complete(repair)) : due));
            }
        }
    }

    /**
     * The time from which all of a gap may be requested. For most gaps that is at once: the second
     * reading brings what is still missing at the end. Bars are remembered only by their minute, so
     * the bar of a running minute would keep the final one away. The last minute must be over, and
     * late trades must be in its bar. A delayed feed may have its delay from the account's plan,
     * and the history denies that plan anything younger.
     */
    private Instant available(FeedSplit.Repair repair) {
        Instant to = EpochNanos.toInstant(repair.to()).plus(feed.delay());
        if (repair.channel() == Channel.BARS) {
            return to.truncatedTo(ChronoUnit.MINUTES).plus(MINUTE).plus(options.recheckAfter());
        }
        return feed.delay().isZero() ? Instant.MIN : to.plus(options.slack());
    }

    /** When nothing that belongs to the gap can reach the history late any more. */
    private Instant complete(FeedSplit.Repair repair) {
        return EpochNanos.toInstant(repair.to()).plus(feed.delay()).plus(options.recheckAfter());
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
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

    /** Sends the request that has been due for longest, if any. */
    private void ask() {
        RepairTask next = earliest();
        Instant now = clock.instant();
        if (next == null || now.isBefore(next.due) || now.isBefore(limitedUntil)) {
            return;
        }
        asked = next;
        out = history.fetch(next.request(options.pageSize()));
        var unused = out.whenComplete(this::received);
    }

    private RepairTask earliest() {
        RepairTask earliest = null;
        for (RepairTask task : tasks) {
            if (earliest == null || task.due.isBefore(earliest.due)) {
                earliest = task;
            }
        }
        return earliest;
    }

    /** Time until the next request is due; unlimited if there is none, or one is pending. */
    private long nanosToWait() {
        RepairTask next = earliest();
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
        RepairTask task = asked;
        HistoryAnswer result = answer;
        asked = null;
        answer = null;
        if (result instanceof HistoryAnswer.Page page) {
            return page(task, page);
        }
        if (result instanceof HistoryAnswer.Busy busy) {
            return busy(task, busy);
        }
        if (result instanceof HistoryAnswer.Rejected rejected) {
            return rejected(task, rejected);
        }
        return denied(task, (HistoryAnswer.Denied) result);
    }

    private Fetched.Batch page(RepairTask task, HistoryAnswer.Page page) {
        int pass = task.cursor().pass();
        task.advance(page.nextToken());
        task.failures = 0;
        task.denied = false;
        if (page.notBefore() != null) {
            limitedUntil = believed(page.notBefore());
        }
        return goOn(task, pass, new ArrayList<>(), page.frame());
    }

    /**
     * Queues the task after those that are waiting, so that a long gap does not hold up a short
     * one.
     */
    private Fetched.Batch goOn(RepairTask task, int pass, List<Fetched> items, byte[] frame) {
        RepairCursor cursor = task.cursor();
        task.due = clock.instant();
        if (cursor.pass() > pass) {
            task.due = task.due.plus(options.recheckAfter());
        }
        items.add(new Fetched.Page(task.split().gap(), frame, cursor));
        if (cursor.isDone()) {
            tasks.remove(task);
            return Fetched.Batch.lastOf(task.split().splitId(), items);
        }
        return Fetched.Batch.of(task.split().splitId(), items);
    }

    private Fetched.Batch busy(RepairTask task, HistoryAnswer.Busy busy) {
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
                task.split().gap(),
                wait.toMillis(),
                task.failures);
        return Fetched.Batch.nothing();
    }

    private Fetched.Batch rejected(RepairTask task, HistoryAnswer.Rejected rejected) {
        FeedSplit.Repair split = task.split();
        int pass = task.cursor().pass();
        String symbol = task.reject();
        if (symbol == null) {
            task.due = clock.instant().plus(backoff.afterFailure(1, jitter));
            LOG.warn("{}; gap {} is asked for in another way", rejected.reason(), split.gap());
            return Fetched.Batch.nothing();
        }
        if (task.isHopeless()) {
            tasks.remove(task);
            return Fetched.Batch.lastOf(
                    split.splitId(),
                    List.of(new Fetched.Unrepairable(split.gap(), rejected.reason())));
        }
        List<Fetched> items = new ArrayList<>();
        items.add(new Fetched.Refused(split.gap(), symbol, rejected.reason()));
        return goOn(task, pass, items, NO_MESSAGES);
    }

    private Fetched.Batch denied(RepairTask task, HistoryAnswer.Denied denied) {
        Duration wait = backoff.afterDenial(jitter);
        task.due = clock.instant().plus(wait);
        LOG.warn(
                "{}; gap {} stays open and is asked for again in {} s",
                denied.reason(),
                task.split().gap(),
                wait.toSeconds());
        if (task.denied) {
            return Fetched.Batch.nothing();
        }
        task.denied = true;
        return Fetched.Batch.of(
                task.split().splitId(),
                List.of(new Fetched.Denied(task.split().gap(), denied.reason())));
    }

    /** Limits the wait, so that a server with a wrong clock does not stop us for long. */
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
                out.cancel(true); // otherwise its connection would outlive the job
            }
        } finally {
            lock.unlock();
        }
    }
}
