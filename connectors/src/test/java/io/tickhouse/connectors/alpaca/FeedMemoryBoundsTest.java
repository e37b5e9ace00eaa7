package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cost of the memory, and its warnings when it runs short. */
class FeedMemoryBoundsTest {

    private static final AlpacaFeed FEED =
            AlpacaFeed.of("ws://localhost/v2/iex", URI.create("http://localhost"));
    private static final Subscriptions TRADES =
            Subscriptions.of(List.of(Channel.TRADES), List.of("AAPL", "SPY"));
    private static final Instant T = Instant.parse("2026-03-02T14:30:00Z");
    private static final Instant END = T.plus(Duration.ofHours(8));
    private static final int MOST = 4_000;
    private static final Duration APART = Duration.ofMillis(100);

    private final Set<String> emitted = new HashSet<>();
    private int duplicates;
    private long largest;

    /** A missed day with no live message since; perhaps lost again in the middle of its repair. */
    @ParameterizedTest(name = "lost and restored amid its repair: {0}")
    @ValueSource(booleans = {false, true})
    void longGapIsReadInPartsThatFitIntoMemory(boolean again) throws IOException {
        FeedMemory memory = FeedMemory.empty(FEED, options(T), "run");
        List<GapRecord> ledger = new ArrayList<>(memory.subscribed(TRADES, END));
        assertThat(ledger).hasSize(1);
        Deque<Gap> due = new ArrayDeque<>(memory.startRepairs());
        int parts = 0;
        while (!due.isEmpty()) {
            Gap gap = due.poll();
            read(memory, gap);
            if (!memory.proceed(gap)) {
                ledger.add(memory.close(gap, END, null));
            }
            if (++parts == 5 && again) {
                memory = restore(memory);
                memory.lost(FeedMemory.RESTORED, "restored", END.plusSeconds(10));
                ledger.addAll(memory.subscribed(TRADES, END.plusSeconds(20)));
                due.clear();
            }
            due.addAll(memory.startRepairs());
        }
        assertThat(memory.gapsOpen()).isZero();
        System.out.printf(
                "%d messages in %d parts, at most %d known%n", emitted.size(), parts, largest);
        assertThat(duplicates).isZero();
        assertThat(emitted).hasSize(2 * (int) Duration.between(T, END).dividedBy(APART));
        assertThat(largest).isLessThan(MOST);
        assertThat(parts).isGreaterThan(10);
        assertThat(memory.overlapNanos()).isEqualTo(options(T).overlap().toNanos());
        assertThat(ledger)
                .as("a line when it is opened, one when it is closed")
                .hasSize(again ? 4 : 2);
        assertThat(ledger.get(ledger.size() - 1).rows() + ledger.get(ledger.size() - 2).rows())
                .isEqualTo(emitted.size());
        if (again) {
            assertThat(ledger.get(1).from())
                    .as("what the open gap will have is not asked for again")
                    .isAfter(T.plusSeconds(60));
        }
    }

    @Test
    void overlapThatIsShortenedIsCounted() {
        FeedMemory memory = FeedMemory.empty(FEED, options(null), "run");
        memory.subscribed(TRADES, T);
        for (int i = 0; i < 2 * MOST; i++) {
            assertThat(
                            memory.live(
                                    Channel.TRADES,
                                    "AAPL",
                                    EpochNanos.of(T) + i * 1_000_000L,
                                    hash(i)))
                    .isTrue();
        }
        assertThat(memory.shortened()).isPositive();
        assertThat(memory.overlapNanos()).isLessThan(options(null).overlap().toNanos());
        assertThat(memory.identities()).isLessThanOrEqualTo(MOST * 5L / 4);
    }

    /** Like the history reader and the emitter: page by page, for the readings that are due. */
    private void read(FeedMemory memory, Gap gap) {
        List<Gap.Batch> batches = gap.batches();
        RepairCursor cursor = gap.cursor();
        while (!cursor.isDone()) {
            Gap.Batch batch = batches.get(cursor.batch());
            for (String symbol : batch.symbols()) {
                long apart = APART.toNanos();
                long first = Math.floorDiv(batch.from() + apart - 1, apart) * apart;
                long last = Math.min(gap.end(), EpochNanos.of(END) - 1);
                for (long time = first; time <= last; time += apart) {
                    if (memory.recovered(gap, symbol, time, hash(time))) {
                        duplicates += emitted.add(symbol + time) ? 0 : 1;
                        gap.advance(cursor, 1);
                    }
                }
                largest = Math.max(largest, memory.identities());
            }
            cursor = cursor.next(null, batches.size());
        }
        gap.advance(cursor, 0);
    }

    private static FeedMemory restore(FeedMemory memory) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        memory.write(out);
        return FeedMemory.read(
                new DataInputDeserializer(out.getCopyOfBuffer()),
                FeedMemory.VERSION,
                FEED,
                options(T),
                "another");
    }

    private static RepairOptions options(Instant start) {
        return new RepairOptions(
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                MOST,
                1,
                100,
                start);
    }

    private static Hash128 hash(long id) {
        Hash128 hash = new Hash128();
        hash.of(id, 0, 0);
        return hash;
    }
}
