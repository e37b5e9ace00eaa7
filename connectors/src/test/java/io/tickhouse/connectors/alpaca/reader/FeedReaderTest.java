package io.tickhouse.connectors.alpaca.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.history.History;
import io.tickhouse.connectors.alpaca.history.HistoryAnswer;
import io.tickhouse.connectors.alpaca.history.HistoryRequest;
import io.tickhouse.connectors.alpaca.live.Backoff;
import io.tickhouse.connectors.alpaca.live.Outcome;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a gap, from the loss of the connection to its gap record. */
class FeedReaderTest {

    private static final AlpacaFeed FEED =
            AlpacaFeed.of("ws://localhost/v2/iex", "http://localhost");
    private static final Subscriptions TRADES =
            Subscriptions.of(List.of(Channel.TRADES), List.of("AAPL"));
    private static final Instant T = Instant.parse("2026-03-02T15:00:00Z");
    private static final RepairOptions OPTIONS =
            new RepairOptions(
                    Duration.ofSeconds(60),
                    Duration.ZERO,
                    Duration.ofMillis(50),
                    1000,
                    10,
                    100,
                    null);
    private static final Backoff BACKOFF =
            new Backoff(
                    Duration.ofMillis(10),
                    Duration.ofMillis(20),
                    List.of(Duration.ofMillis(10)),
                    Duration.ofSeconds(1));

    /** The size limit: any trade here fits, and nothing much larger. */
    private static final int LARGEST = 200;

    private final ScriptedFeed feed = new ScriptedFeed();
    private final List<HistoryRequest> asked = new CopyOnWriteArrayList<>();
    private final TestingReaderOutput<FeedRecord> output = new TestingReaderOutput<>();
    private volatile Function<HistoryRequest, CompletableFuture<HistoryAnswer>> history =
            request -> page(null);
    private final TestClock clock = new TestClock();
    private FeedReader reader = start(feed, FeedSplit.Live.unread());

    @AfterEach
    void close() throws Exception {
        reader.close();
        assertThat(feed.isClosed()).isTrue();
    }

    @Test
    void gapIsOpenedReadTwiceAndClosed() {
        history =
                request ->
                        asked.size() < 2
                                ? page(null, trade(1, T), trade(2, T.plusMillis(1)))
                                : page(null, trade(2, T.plusMillis(1)), trade(3, T.plusMillis(2)));
        loseOnce();
        untilClosed(1);
        assertThat(ids()).containsExactly(1, 2, 3);
        assertThat(ledger().get(0).state()).isEqualTo(GapRecord.State.OPEN);
        GapRecord gap = closed().get(0);
        assertThat(gap.state()).isEqualTo(GapRecord.State.REPAIRED);
        assertThat(gap.rows()).isEqualTo(2);
        assertThat(gap.cause()).isEqualTo("close_abnormal");
        assertThat(gap.symbols()).containsExactly("AAPL");
        assertThat(gap.to()).isEqualTo(T.plusSeconds(10));
        // The symbol counts from the first acknowledgement on, which is within the overlap.
        assertThat(asked.get(0).from()).isEqualTo(T.minusSeconds(1));
        assertThat(asked).hasSize(2);
    }

    /** A request to the history names its symbols, and this one was never seen. */
    @Test
    void aSymbolThatIsFirstSeenInAGapIsNotRepairedAndTheGapSaysSo() {
        history = request -> page(null, trade(2, T.plusMillis(1)));
        loseOnce(feed, List.of("*"));
        untilClosed(1);
        assertThat(asked).allSatisfy(r -> assertThat(r.symbols()).containsExactly("AAPL"));
        assertThat(ledger().get(0).detail())
                .contains("the history of symbols that were never seen before the gap is not read");
        assertThat(closed().get(0).symbols()).containsExactly("AAPL");
    }

    @Test
    void aGapBeforeAnySymbolWasSeenIsWrittenDown() {
        Subscriptions all = Subscriptions.of(List.of(Channel.TRADES), List.of("*"));
        feed.subscribed(all, T.minusSeconds(1));
        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(5));
        feed.subscribed(all, T.plusSeconds(10));
        untilClosed(1);
        assertThat(closed().get(0).state()).isEqualTo(GapRecord.State.UNREPAIRABLE);
        assertThat(closed().get(0).symbols()).containsExactly("*");
        assertThat(closed().get(0).detail()).contains("never seen before");
        assertThat(asked).isEmpty();
    }

    @Test
    void theTimeIsToldOnceAMinuteWhileTheFeedIsLive() {
        feed.subscribed(TRADES, T.minusSeconds(1));
        until(() -> clocks().size() == 1);
        clock.pass(Duration.ofMinutes(2));
        until(() -> clocks().size() == 2);
        feed.trade("AAPL", 1, T.plusSeconds(150), T.plusSeconds(180));
        until(() -> clocks().size() == 3);
        assertThat(clocks())
                .containsExactly(T.minusSeconds(1), T.plusSeconds(119), T.plusSeconds(179));
        List<FeedRecord> emitted = output.getEmittedRecords();
        assertThat(emitted.get(emitted.size() - 2).count()).isEqualTo(1);
        assertThat(emitted.get(emitted.size() - 1).feed).isEqualTo(FEED.name());

        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(181));
        feed.trade("AAPL", 2, T.plusSeconds(300), T.plusSeconds(300));
        until(() -> ids().contains(2));
        assertThat(clocks()).hasSize(3);
        feed.subscribed(TRADES, T.plusSeconds(400));
        clock.pass(Duration.ofMinutes(5));
        until(() -> clocks().size() == 4);
    }

    @Test
    void liveDataFlowsWhileTheHistoryHangs() {
        history = request -> new CompletableFuture<>();
        loseOnce();
        until(() -> asked.size() == 1);
        feed.trade("AAPL", 9, T.plusSeconds(11));
        until(() -> ids().contains(9));
        assertThat(closed()).isEmpty();
    }

    @Test
    void busyHistoryIsAskedAgain() {
        history =
                request ->
                        asked.size() < 3
                                ? answer(new HistoryAnswer.Busy("HTTP 429", null))
                                : page(null, trade(2, T.plusMillis(1)));
        loseOnce();
        untilClosed(1);
        assertThat(closed().get(0).state()).isEqualTo(GapRecord.State.REPAIRED);
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void onlySymbolThatIsRejectedIsWrittenDown() {
        history = request -> answer(new HistoryAnswer.Rejected("invalid symbol"));
        loseOnce();
        untilClosed(1);
        assertThat(closed().get(0).state()).isEqualTo(GapRecord.State.UNREPAIRABLE);
        assertThat(closed().get(0).detail()).isEqualTo("invalid symbol");
        assertThat(asked).hasSize(1);
    }

    @Test
    void rejectedSymbolsDoNotTakeTheirNeighboursWithThem() {
        List<String> bad = List.of("BAD", "WORSE");
        history =
                request ->
                        request.symbols().stream().anyMatch(bad::contains)
                                ? answer(new HistoryAnswer.Rejected("invalid symbol"))
                                : request.symbols().contains("AAPL")
                                        ? page(null, trade(2, T.plusMillis(1)))
                                        : page(null);
        loseOnce(feed, List.of("AAPL", "BAD", "F", "IBM", "MSFT", "WORSE"));
        untilClosed(3);
        GapRecord gap = closed().get(2);
        assertThat(closed())
                .extracting(GapRecord::id, GapRecord::symbols, GapRecord::state)
                .containsExactly(
                        tuple(gap.id() + "-BAD", List.of("BAD"), GapRecord.State.UNREPAIRABLE),
                        tuple(gap.id() + "-WORSE", List.of("WORSE"), GapRecord.State.UNREPAIRABLE),
                        tuple(
                                gap.id(),
                                List.of("AAPL", "F", "IBM", "MSFT"),
                                GapRecord.State.REPAIRED));
        assertThat(closed().get(0).detail()).isEqualTo("invalid symbol");
        assertThat(ids()).containsExactly(1, 2);
        assertThat(asked.get(asked.size() - 1).symbols())
                .as("the second reading knows them")
                .containsExactlyInAnyOrder("AAPL", "F", "IBM", "MSFT");
    }

    @Test
    void dividedBatchIsReadInFullAfterARestore() throws Exception {
        history =
                request -> {
                    if (request.symbols().contains("BAD")) {
                        return answer(new HistoryAnswer.Rejected("invalid symbol"));
                    }
                    return request.token() == null ? page("next") : new CompletableFuture<>();
                };
        loseOnce(feed, List.of("AAPL", "BAD", "MSFT"));
        whileTimePasses(() -> asked.stream().anyMatch(request -> request.token() != null));
        FeedSplit state = reader.snapshotState(1).get(0);
        reader.close();
        asked.clear();
        history = request -> new CompletableFuture<>();
        reader = start(new ScriptedFeed(), roundTrip(state));
        until(() -> asked.size() == 1);
        assertThat(asked.get(0).token()).as("that of a part is not good for all").isNull();
        assertThat(asked.get(0).symbols()).containsExactlyInAnyOrder("AAPL", "BAD", "MSFT");
    }

    @Test
    void rejectedTokenBeginsTheBatchAgain() {
        history =
                request -> {
                    if (request.token() == null) {
                        return page("next", trade(2, T.plusMillis(1)));
                    }
                    return asked.size() < 3
                            ? answer(new HistoryAnswer.Rejected("invalid page_token"))
                            : page(null, trade(3, T.plusMillis(2)));
                };
        loseOnce();
        untilClosed(1);
        assertThat(closed().get(0).state()).isEqualTo(GapRecord.State.REPAIRED);
        assertThat(asked.subList(0, 4))
                .extracting(HistoryRequest::token)
                .containsExactly(null, "next", null, "next");
        assertThat(ids()).containsExactly(1, 2, 3);
    }

    @Test
    void tokenThatIsNeverAcceptedEndsTheRepair() {
        history =
                request ->
                        request.token() == null
                                ? page("next", trade(2, T.plusMillis(1)))
                                : answer(new HistoryAnswer.Rejected("invalid page_token"));
        loseOnce();
        untilClosed(1);
        assertThat(closed().get(0).state()).isEqualTo(GapRecord.State.UNREPAIRABLE);
        assertThat(asked).hasSize(6);
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void deniedGapStaysOpenWithTheRemedyOnTheLedger() {
        history =
                request ->
                        asked.size() < 4
                                ? answer(new HistoryAnswer.Denied("wrong keys: correct them"))
                                : page(null, trade(2, T.plusMillis(1)));
        Instant start = clock.instant();
        loseOnce();
        untilClosed(1);
        assertThat(ledger())
                .extracting(GapRecord::state)
                .containsExactly(
                        GapRecord.State.OPEN, GapRecord.State.OPEN, GapRecord.State.REPAIRED);
        assertThat(ledger().get(1).detail()).isEqualTo("wrong keys: correct them");
        assertThat(ids()).containsExactly(1, 2);
        assertThat(Duration.between(start, clock.instant()))
                .as("three times ten of the longest waits")
                .isGreaterThan(BACKOFF.max().multipliedBy(30));
    }

    @Test
    void clockThatIsBehindDoesNotEndAGapTooEarly() {
        Duration behind = Duration.ofMinutes(2);
        feed.subscribed(TRADES, T.minus(behind));
        for (int i = 0; i < FeedClock.RUN; i++) {
            feed.trade("AAPL", i, T.plusMillis(i), T.plusMillis(i).minus(behind));
        }
        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(1).minus(behind));
        feed.subscribed(TRADES, T.plusSeconds(30).minus(behind));
        history = request -> page(null, trade(100, T.plusSeconds(29)));
        untilClosed(1);
        assertThat(closed().get(0).to()).isEqualTo(T.plusSeconds(30));
        assertThat(ids()).contains(100);
    }

    @Test
    void messageFromTheFutureMovesNothingAndHasNoDoubles() {
        feed.subscribed(TRADES, T);
        feed.trade("AAPL", 1, T);
        feed.trade("AAPL", 2, T.plus(Duration.ofHours(1)), T.plusMillis(1));
        feed.trade("AAPL", 2, T.plus(Duration.ofHours(1)), T.plusMillis(2));
        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(1));
        feed.subscribed(TRADES, T.plusSeconds(2));
        history = request -> page(null, trade(1, T), trade(3, T.plusMillis(1500)));
        untilClosed(1);
        assertThat(closed().get(0).from()).isEqualTo(T);
        assertThat(closed().get(0).to()).isEqualTo(T.plusSeconds(2));
        assertThat(ids()).containsExactly(1, 2, 3);
    }

    @Test
    void channelWithoutHistoryIsUnrepairableAtOnce() {
        Subscriptions both =
                Subscriptions.of(List.of(Channel.TRADES, Channel.STATUSES), List.of("AAPL"));
        feed.subscribed(both, T);
        feed.trade("AAPL", 1, T);
        feed.lost(Outcome.STALLED, T.plusSeconds(1));
        feed.subscribed(both, T.plusSeconds(2));
        untilClosed(2);
        assertThat(closed())
                .extracting(GapRecord::channel, GapRecord::state)
                .contains(tuple("statuses", GapRecord.State.UNREPAIRABLE));
    }

    @Test
    void framesThatCannotBeReadAreOneGapWithACause() {
        history = request -> page(null, trade(1, T), trade(2, T.plusMillis(1)));
        feed.subscribed(TRADES, T.minusSeconds(1));
        feed.trade("AAPL", 1, T);
        feed.frame("[{\"T\":\"t\",\"S\":\"AAPL\",\"i\":2", T.plusSeconds(1));
        feed.trade("AAPL", 3, T.plusSeconds(2));
        feed.frame("\u0093\u0085\u00a1T\u00a1t", T.plusSeconds(3));
        until(() -> unreadable() == 2);
        assertThat(ledger()).as("more may follow").isEmpty();
        clock.pass(FeedEmitter.BLIND);
        untilClosed(1);
        assertThat(ids()).containsExactly(1, 3, 2);
        GapRecord gap = closed().get(0);
        assertThat(gap.state()).isEqualTo(GapRecord.State.REPAIRED);
        assertThat(gap.cause()).isEqualTo("unreadable");
        assertThat(gap.detail()).contains("not a JSON array");
        assertThat(gap.symbols()).containsExactly("AAPL");
        assertThat(gap.from()).isBeforeOrEqualTo(T);
        assertThat(gap.to()).isAfter(T.plusSeconds(3));
        assertThat(gap.rows()).isOne();
    }

    /** Otherwise each would be requested on its own, and the reader would fall further behind. */
    @Test
    void framesOfABacklogThatCannotBeReadAreOneGap() {
        clock.pass(Duration.ofMinutes(1));
        feed.subscribed(TRADES, T.minusSeconds(1));
        feed.trade("AAPL", 1, T);
        for (int i = 1; i <= 20; i++) {
            feed.frame("garbage", T.plusSeconds(i));
        }
        until(() -> unreadable() == 20);
        assertThat(ledger()).isEmpty();
        clock.pass(FeedEmitter.BLIND);
        untilClosed(1);
        assertThat(closed().get(0).to()).isAfter(T.plusSeconds(20));
    }

    @Test
    void lossBehindAFrameThatCannotBeReadIsAGapOfItsOwn() {
        feed.subscribed(TRADES, T.minusSeconds(1));
        feed.trade("AAPL", 1, T);
        feed.frame("garbage", T.plusSeconds(1));
        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(2));
        feed.subscribed(TRADES, T.plusSeconds(3));
        untilClosed(2);
        assertThat(ledger().stream().filter(g -> g.closed() == null))
                .extracting(GapRecord::cause)
                .containsExactly("unreadable", "close_abnormal");
    }

    @Test
    void whatIsTooLargeForTheTargetIsOnTheLedgerAndItsNeighboursGoOn() {
        String large =
                trade(2, T.plusMillis(1))
                        .replace("\"V\"", "\"V\",\"c\":\"" + "@".repeat(LARGEST) + "\"");
        feed.subscribed(TRADES, T.minusSeconds(1));
        feed.frame(
                "["
                        + ScriptedFeed.message("AAPL", 1, T)
                        + ","
                        + large
                        + ","
                        + ScriptedFeed.message("AAPL", 3, T.plusMillis(2))
                        + "]",
                T.plusMillis(3));
        feed.frame("x".repeat(LARGEST + 1), T.plusMillis(4));
        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(2));
        until(() -> ledger().size() == 2);
        assertThat(ids()).containsExactly(1, 3);
        assertThat(unreadable()).isZero();
        GapRecord refused = ledger().get(0);
        assertThat(refused.state()).isEqualTo(GapRecord.State.UNREPAIRABLE);
        assertThat(refused.cause()).isEqualTo("too_large");
        assertThat(refused.channel()).isEqualTo("trades");
        assertThat(refused.symbols()).containsExactly("AAPL");
        assertThat(refused.from()).isEqualTo(T.plusMillis(1)).isEqualTo(refused.to());
        assertThat(refused.detail()).contains("max.message.bytes");
        assertThat(ledger().get(1).cause()).isEqualTo("unreadable");
        assertThat(ledger().get(1).detail()).contains("too large");
    }

    @Test
    void openGapGoesOnAtItsPageAfterARestore() throws Exception {
        history =
                request ->
                        request.token() == null
                                ? page("next", trade(2, T.plusMillis(1)))
                                : new CompletableFuture<>();
        loseOnce();
        until(() -> asked.size() == 2 && ids().contains(2));
        List<FeedSplit> state = reader.snapshotState(1);
        assertThat(state).hasSize(1);
        reader.close();
        asked.clear();
        history = request -> page(null, trade(2, T.plusMillis(1)), trade(3, T.plusMillis(2)));
        ScriptedFeed second = new ScriptedFeed();
        reader = start(second, roundTrip(state.get(0)));
        untilClosed(1);
        assertThat(asked.get(0).token()).isEqualTo("next");
        assertThat(ids()).containsExactly(1, 2, 3);
        second.subscribed(TRADES, T.plusSeconds(20));
        untilClosed(2);
        assertThat(closed().get(1).cause()).isEqualTo("restored");
        assertThat(ids()).containsExactly(1, 2, 3);
    }

    @Test
    void ledgerOfARunWithoutStateLeavesThatOfTheRunBeforeAsItIs() throws Exception {
        loseOnce();
        untilClosed(1);
        String first = closed().get(0).id();
        reader.close();
        ScriptedFeed second = new ScriptedFeed();
        clock.pass(Duration.ofDays(1));
        reader = start(second, FeedSplit.Live.unread());
        loseOnce(second);
        untilClosed(2);
        assertThat(closed().get(1).id()).isNotEqualTo(first).isGreaterThan(first);
    }

    /** The gap has several parts, because one of the symbols was silent for long. */
    @Test
    void refusedSymbolOfAnEarlyPartDoesNotTakeTheOthersWithIt() {
        Subscriptions both = Subscriptions.of(List.of(Channel.TRADES), List.of("AAPL", "RARE"));
        history =
                request ->
                        request.symbols().contains("RARE")
                                ? CompletableFuture.completedFuture(
                                        new HistoryAnswer.Rejected("invalid symbol"))
                                : page(null, trade(2, T.plusSeconds(601)));
        clock.pass(Duration.ofMinutes(15));
        feed.subscribed(both, T);
        feed.trade("RARE", 9, T);
        feed.trade("AAPL", 1, T.plusSeconds(600));
        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(601));
        feed.subscribed(both, T.plusSeconds(602));
        untilClosed(2);
        assertThat(closed())
                .extracting(GapRecord::state, GapRecord::symbols)
                .containsExactly(
                        tuple(GapRecord.State.UNREPAIRABLE, List.of("RARE")),
                        tuple(GapRecord.State.REPAIRED, List.of("AAPL")));
        assertThat(ids()).containsExactly(9, 1, 2);
    }

    @Test
    void finalOutcomeIsOneSentence() {
        feed.failed(Outcome.AUTH_FAILED);
        assertThatThrownBy(() -> until(() -> false))
                .isInstanceOf(Refusal.class)
                .hasMessage(Outcome.AUTH_FAILED.sentence());
    }

    /** Flink restarts the job then, which it does not after a {@link Refusal}. */
    @Test
    void unexpectedEndKeepsItsCause() {
        Error cause = new StackOverflowError();
        feed.broken(cause);
        assertThatThrownBy(() -> until(() -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(cause);
    }

    private void loseOnce() {
        loseOnce(feed);
    }

    private static void loseOnce(ScriptedFeed feed) {
        loseOnce(feed, List.of("AAPL"));
    }

    private static void loseOnce(ScriptedFeed feed, List<String> symbols) {
        Subscriptions wanted = Subscriptions.of(List.of(Channel.TRADES), symbols);
        feed.subscribed(wanted, T.minusSeconds(1));
        feed.trade("AAPL", 1, T);
        feed.trade("AAPL", 1, T);
        feed.lost(Outcome.CLOSE_ABNORMAL, T.plusSeconds(5));
        feed.lost(Outcome.CANNOT_CONNECT, T.plusSeconds(6));
        feed.subscribed(wanted, T.plusSeconds(10));
    }

    private FeedReader start(ScriptedFeed connection, FeedSplit split) {
        FeedClock feedClock = new FeedClock(clock);
        TestingReaderContext context = new TestingReaderContext();
        FeedMetrics metrics = new FeedMetrics(context.metricGroup(), feedClock);
        History recorded =
                request -> {
                    asked.add(request);
                    return history.apply(request);
                };
        FeedReader started =
                new FeedReader(
                        FeedFetchers.of(
                                () -> new LiveSplitReader(connection, clock),
                                () ->
                                        new HistorySplitReader(
                                                FEED,
                                                recorded,
                                                OPTIONS,
                                                BACKOFF,
                                                feedClock,
                                                new Random(1)),
                                context.getConfiguration()),
                        new FeedEmitter(metrics, feedClock, LARGEST),
                        metrics,
                        FEED,
                        OPTIONS,
                        feedClock,
                        context);
        started.start();
        started.addSplits(List.of(split));
        return started;
    }

    private static FeedSplit roundTrip(FeedSplit split) throws IOException {
        FeedSplitSerializer serializer = new FeedSplitSerializer();
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    }

    /** Reads until the condition holds. No time passes. */
    private void until(Callable<Boolean> condition) {
        read(condition, Duration.ZERO);
    }

    private void untilClosed(int gaps) {
        whileTimePasses(() -> closed().size() == gaps);
    }

    /** Reads until the condition holds, while the pauses of repairs pass. */
    private void whileTimePasses(Callable<Boolean> condition) {
        read(condition, Duration.ofMillis(5));
    }

    private void read(Callable<Boolean> condition, Duration betweenPolls) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> {
                            clock.pass(betweenPolls);
                            reader.pollNext(output);
                            return condition.call();
                        });
    }

    /** Starts with the feed's day, and stands still unless told otherwise. */
    private static final class TestClock extends Clock {

        private volatile Instant now = T;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private long unreadable() {
        return output.getEmittedRecords().stream().filter(FeedRecord::isUnreadable).count();
    }

    private List<Instant> clocks() {
        return output.getEmittedRecords().stream()
                .filter(FeedRecord::isClock)
                .map(record -> record.clock)
                .toList();
    }

    private List<GapRecord> ledger() {
        return output.getEmittedRecords().stream()
                .filter(FeedRecord::isGap)
                .map(r -> r.gap)
                .toList();
    }

    private List<GapRecord> closed() {
        return ledger().stream().filter(g -> g.closed() != null).toList();
    }

    private List<Integer> ids() {
        List<Integer> ids = new ArrayList<>();
        for (FeedRecord record : output.getEmittedRecords()) {
            for (int m = 0; m < record.count(); m++) {
                String message =
                        new String(
                                record.frame,
                                record.start(m),
                                record.end(m) - record.start(m),
                                StandardCharsets.UTF_8);
                ids.add(Integer.valueOf(message.replaceAll(".*\"i\":(\\d+).*", "$1")));
            }
        }
        return ids;
    }

    private static String trade(long id, Instant time) {
        return ScriptedFeed.message("AAPL", id, time);
    }

    private static CompletableFuture<HistoryAnswer> answer(HistoryAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static CompletableFuture<HistoryAnswer> page(String next, String... trades) {
        byte[] frame = ("[" + String.join(",", trades) + "]").getBytes(StandardCharsets.UTF_8);
        return answer(new HistoryAnswer.Page(frame, next, null));
    }
}
