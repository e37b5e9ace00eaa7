package io.tickhouse.connectors.alpaca;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The repair of a gap on its way: what is asked for next. A batch of symbols that the history
 * rejects is divided until the symbols that it rejects are alone. Where a divided batch is read is
 * in no checkpoint, since its page tokens are of no use for the batch as a whole: after a restore
 * it is read from its beginning, and what was recovered already is dropped as a double. No I/O; one
 * thread.
 */
final class RepairTask {

    /** How often a part of a batch is begun again because its page token is not accepted. */
    private static final int RESTARTS = 2;

    private final FeedSplit.Repair split;
    private final Set<String> refused = new HashSet<>();
    private final Deque<List<String>> parts = new ArrayDeque<>(); // of the batch; the first is read
    private RepairCursor cursor;
    private String token;
    private boolean divided;
    private int restarts;

    /** Not before this time is the next request sent. */
    Instant due;

    /** Answers in a row that have to be waited out. */
    int failures;

    /** Whether the ledger says that it is denied. */
    boolean denied;

    RepairTask(FeedSplit.Repair split, Instant due) {
        this.split = split;
        this.cursor = split.cursor();
        this.due = due;
        begin();
        this.token = cursor.token();
    }

    FeedSplit.Repair split() {
        return split;
    }

    /** How far a checkpoint may say that this got. */
    RepairCursor cursor() {
        return cursor;
    }

    HistoryRequest request(int pageSize) {
        return new HistoryRequest(
                split.channel(),
                parts.getFirst(),
                EpochNanos.toInstant(split.batches().get(cursor.batch()).from()),
                EpochNanos.toInstant(split.to()),
                pageSize,
                token);
    }

    /**
     * A page was read.
     *
     * @param nextToken null if it was the last of the part
     */
    void advance(String nextToken) {
        token = nextToken;
        if (token == null) {
            parts.removeFirst();
            restarts = 0;
        }
        settle();
    }

    /**
     * The request was rejected: with a page token, that part of the batch is begun again; else, and
     * if that is of no use, it is divided; of a single symbol there is nothing to be had.
     *
     * @return that symbol, null if there is another way to ask
     */
    String reject() {
        if (token != null && restarts < RESTARTS) {
            restarts++;
            token = null;
            settle();
            return null;
        }
        List<String> part = parts.removeFirst();
        token = null;
        restarts = 0;
        String alone = null;
        if (part.size() == 1) {
            alone = part.get(0);
            refused.add(alone);
        } else {
            divided = true;
            parts.addFirst(part.subList(part.size() / 2, part.size()));
            parts.addFirst(part.subList(0, part.size() / 2));
        }
        settle();
        return alone;
    }

    /** Whether every symbol was rejected. */
    boolean isHopeless() {
        return split.batches().stream().allMatch(batch -> refused.containsAll(batch.symbols()));
    }

    private void settle() {
        cursor = new RepairCursor(cursor.pass(), cursor.batch(), divided ? null : token);
        while (parts.isEmpty() && !cursor.isDone()) {
            cursor = cursor.next(null, split.batches().size());
            begin();
        }
    }

    private void begin() {
        divided = false;
        if (!cursor.isDone()) {
            List<String> symbols =
                    split.batches().get(cursor.batch()).symbols().stream()
                            .filter(symbol -> !refused.contains(symbol))
                            .toList();
            if (!symbols.isEmpty()) {
                parts.add(symbols);
            }
        }
    }
}
