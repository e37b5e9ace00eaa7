package io.tickhouse.connectors.alpaca.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.FrameReader;
import io.tickhouse.connectors.alpaca.wire.Hash128;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** The cost of the state, and its warnings when it runs short. */
class FeedStateBoundsTest {

    private static final AlpacaFeed FEED =
            AlpacaFeed.of("ws://localhost/v2/iex", "http://localhost");
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
        FeedState state = FeedState.empty(FEED, options(T), "run");
        List<GapRecord> ledger = new ArrayList<>(state.gaps().subscribed(TRADES, END));
        assertThat(ledger).hasSize(1);
        Deque<Gap> due = new ArrayDeque<>(state.gaps().startRepairs());
        int parts = 0;
        while (!due.isEmpty()) {
            Gap gap = due.poll();
            read(state, gap);
            if (!state.gaps().proceed(gap)) {
                ledger.add(state.gaps().close(gap, END, null));
            }
            if (++parts == 5 && again) {
                state = restore(state);
                state.gaps().lost(GapBook.RESTORED, "restored", END.plusSeconds(10));
                ledger.addAll(state.gaps().subscribed(TRADES, END.plusSeconds(20)));
                due.clear();
            }
            due.addAll(state.gaps().startRepairs());
        }
        assertThat(state.gaps().count()).isZero();
        System.out.printf(
                "%d messages in %d parts, at most %d known%n", emitted.size(), parts, largest);
        assertThat(duplicates).isZero();
        assertThat(emitted).hasSize(2 * (int) Duration.between(T, END).dividedBy(APART));
        assertThat(largest).isLessThan(MOST);
        assertThat(parts).isGreaterThan(10);
        assertThat(state.seen().overlapNanos()).isEqualTo(options(T).overlap().toNanos());
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
        FeedState state = FeedState.empty(FEED, options(null), "run");
        state.gaps().subscribed(TRADES, T);
        for (int i = 0; i < 2 * MOST; i++) {
            assertThat(
                            state.seen()
                                    .live(
                                            Channel.TRADES,
                                            "AAPL",
                                            EpochNanos.of(T) + i * 1_000_000L,
                                            hash(i)))
                    .isTrue();
        }
        assertThat(state.seen().shortened()).isPositive();
        assertThat(state.seen().overlapNanos()).isLessThan(options(null).overlap().toNanos());
        assertThat(state.seen().identities()).isLessThanOrEqualTo(MOST * 5L / 4);
    }

    /** All bars of a day have the time of its start, so none would ever be old enough. */
    @Test
    void ofADailyBarOnlyTheLastIsRemembered() {
        FeedState state = FeedState.empty(FEED, options(null), "run");
        long day = EpochNanos.of(T);
        Hash128 identity = new Hash128();
        for (int minute = 0; minute < 390; minute++) {
            identity.high = minute;
            assertThat(state.seen().live(Channel.DAILY_BARS, "AAPL", day, identity)).isTrue();
            assertThat(state.seen().live(Channel.DAILY_BARS, "AAPL", day, identity)).isFalse();
        }
        assertThat(state.seen().identities()).isEqualTo(1);
    }

    /** A checkpoint accepts no text of more than 65,535 bytes, and the server chooses the words. */
    @Test
    void whatAServerSaysFitsIntoTheState() throws IOException {
        FeedState state = FeedState.empty(FEED, options(null), "run");
        Subscriptions wanted = Subscriptions.of(Set.of(Channel.TRADES), List.of("AAPL"));
        state.gaps().subscribed(wanted, T);
        state.gaps().lost("error", "€".repeat(100_000), T.plusSeconds(10));
        assertThat(written(state)).isLessThan(10_000);
    }

    @Test
    void aSymbolThatAServerSendsFitsIntoTheState() throws Exception {
        FeedState state = FeedState.empty(FEED, options(null), "run");
        FrameReader reader = new FrameReader();
        for (int length : new int[] {1_000, 70_000}) {
            // Java writes a NUL as two bytes, which is the worst case of one byte.
            String trade = "[{\"T\":\"t\",\"S\":\"" + "\\u0000".repeat(length / 2) + "\"}]";
            reader.read(trade.getBytes(StandardCharsets.UTF_8));
            if (reader.symbol(0) != null) {
                state.seen().live(Channel.TRADES, reader.symbol(0), EpochNanos.of(T), hash(length));
            }
        }
        assertThat(written(state)).isPositive();
    }

    private static int written(FeedState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1024);
        state.write(out);
        return out.length();
    }

    /** Like the history reader and the emitter: page by page, for the readings that are due. */
    private void read(FeedState state, Gap gap) {
        List<Gap.Batch> batches = gap.batches();
        RepairCursor cursor = gap.cursor();
        while (!cursor.isDone()) {
            Gap.Batch batch = batches.get(cursor.batch());
            for (String symbol : batch.symbols()) {
                long apart = APART.toNanos();
                long first = Math.floorDiv(batch.from() + apart - 1, apart) * apart;
                long last = Math.min(gap.end(), EpochNanos.of(END) - 1);
                for (long time = first; time <= last; time += apart) {
                    if (state.gaps().recovered(gap, symbol, time, hash(time))) {
                        duplicates += emitted.add(symbol + time) ? 0 : 1;
                        gap.advance(cursor, 1);
                    }
                }
                largest = Math.max(largest, state.seen().identities());
            }
            cursor = cursor.next(batches.size());
        }
        gap.advance(cursor, 0);
    }

    private static FeedState restore(FeedState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        state.write(out);
        return FeedState.read(new DataInputDeserializer(out.getCopyOfBuffer()), FEED, options(T));
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
