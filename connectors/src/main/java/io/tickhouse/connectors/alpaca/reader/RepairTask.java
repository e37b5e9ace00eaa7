package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.history.HistoryRequest;
import io.tickhouse.connectors.alpaca.memory.RepairCursor;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A repair in progress: what to ask for next. A batch with symbols that the history rejects is
 * divided until those symbols are alone. The position in a divided batch is not in any checkpoint,
 * because its page tokens do not fit the whole batch. After a restore the batch is read from its
 * beginning, and what was already recovered is dropped as a duplicate. No I/O; one thread.
 */
final class RepairTask {

    /** How often a part of a batch is restarted because its page token is not accepted. */
    private static final int RESTARTS = 2;

    private final FeedSplit.Repair split;
    private final Set<String> refused = new HashSet<>();
    private final Deque<List<String>> parts = new ArrayDeque<>(); // of the batch; the first is read
    private RepairCursor cursor;
    private String token;
    private boolean divided;
    private int restarts;

    /** The earliest time for the next request. */
    Instant due;

    /** Consecutive answers that require waiting. */
    int failures;

    /** Whether its gap record says that it is denied. */
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

    /** The position that a checkpoint may hold. */
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
     * Notes that a page was read.
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
     * Notes that the request was rejected. With a page token, that part of the batch is restarted.
     * Without one, or if restarts do not help, the part is divided. A single symbol cannot be
     * recovered.
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
            cursor = cursor.next(split.batches().size());
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
