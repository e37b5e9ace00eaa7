package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.history.History;
import io.tickhouse.connectors.alpaca.history.HistoryClient;
import io.tickhouse.connectors.alpaca.live.LiveFeed;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions;
import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.Gap;
import io.tickhouse.connectors.alpaca.memory.GapBook;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Reads the feed and repairs its gaps. This reader creates the repair splits itself. Only the live
 * split is in a checkpoint, and it holds everything.
 */
@SuppressWarnings("try") // close() of the base class may be interrupted; Flink closes it
public final class FeedReader extends SourceReaderBase<Fetched, FeedRecord, FeedSplit, FeedState> {

    private static final long BYTES_OF_IDENTITY = 25;
    private static final long LARGEST_GUESS = 1 << 30;

    /** Sorts in the order of time. */
    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final FeedEmitter emitter;
    private final FeedMetrics metrics;
    private final AlpacaFeed feed;
    private final RepairOptions repair;
    private final Clock clock;
    private FeedState state;

    FeedReader(
            FeedFetchers fetchers,
            FeedEmitter emitter,
            FeedMetrics metrics,
            AlpacaFeed feed,
            RepairOptions repair,
            Clock clock,
            SourceReaderContext context) {
        super(fetchers, emitter, context.getConfiguration(), context);
        this.emitter = emitter;
        this.metrics = metrics;
        this.feed = feed;
        this.repair = repair;
        this.clock = clock;
    }

    /**
     * The reader of a source, with all that it is made of.
     *
     * @param keys read only where a connection is made: an idle reader needs none
     * @param largestMessage in bytes; a larger one is replaced by a gap record
     */
    public static FeedReader of(
            LiveFeedOptions live,
            RepairOptions repair,
            Supplier<Credentials> keys,
            int largestMessage,
            SourceReaderContext context) {
        FeedClock clock = new FeedClock(Clock.systemUTC());
        Random jitter = new Random();
        FeedMetrics metrics = new FeedMetrics(context.metricGroup(), clock);
        metrics.watch(clock, context.metricGroup());
        History history =
                new HistoryClient(live.feed(), keys, clock, HistoryClient.EXCHANGE_TIMEOUT);
        FeedFetchers fetchers =
                FeedFetchers.of(
                        () -> {
                            LiveFeed feed = new LiveFeed(live, clock, keys.get(), jitter, metrics);
                            metrics.watch(feed, context.metricGroup());
                            return new LiveSplitReader(feed, clock.local());
                        },
                        () ->
                                new HistorySplitReader(
                                        live.feed(),
                                        history,
                                        repair,
                                        live.backoff(),
                                        clock,
                                        jitter),
                        context.getConfiguration());
        return new FeedReader(
                fetchers,
                new FeedEmitter(metrics, clock, largestMessage),
                metrics,
                live.feed(),
                repair,
                clock,
                context);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<FeedRecord> output) throws Exception {
        InputStatus status = super.pollNext(output);
        if (state != null) {
            emitter.tick(output, state);
        }
        startRepairs();
        return status;
    }

    @Override
    public void addSplits(List<FeedSplit> splits) {
        super.addSplits(splits);
        startRepairs(); // those of a restored state
    }

    private void startRepairs() {
        if (state != null) {
            List<Gap> due = state.gaps().startRepairs();
            if (!due.isEmpty()) {
                super.addSplits(due.stream().<FeedSplit>map(FeedSplit.Repair::of).toList());
            }
        }
    }

    @Override
    protected FeedState initializedState(FeedSplit split) {
        if (split instanceof FeedSplit.Live live) {
            state = read(live);
            metrics.watch(state, context.metricGroup());
        }
        return state;
    }

    private FeedState read(FeedSplit.Live live) {
        if (live.state().length == 0) {
            return FeedState.empty(feed, repair, RUN.format(clock.instant()));
        }
        try {
            FeedState restored =
                    FeedState.read(new DataInputDeserializer(live.state()), feed, repair);
            restored.gaps().lost(GapBook.RESTORED, "the job was restored", clock.instant());
            return restored;
        } catch (IOException e) {
            throw new Refusal(
                    "The saved state of the Alpaca source cannot be read ("
                            + e.getMessage()
                            + "): use the program that wrote it, or start without the state.");
        }
    }

    @Override
    public List<FeedSplit> snapshotState(long checkpointId) {
        return state == null ? List.of() : List.of(snapshot());
    }

    @Override
    protected FeedSplit toSplitType(String splitId, FeedState state) {
        return snapshot();
    }

    private FeedSplit snapshot() {
        try {
            long size = 1024 + state.seen().identities() * BYTES_OF_IDENTITY;
            DataOutputSerializer out =
                    new DataOutputSerializer((int) Math.min(size, LARGEST_GUESS));
            state.write(out);
            return new FeedSplit.Live(out.getCopyOfBuffer());
        } catch (IOException e) {
            throw new IllegalStateException("The state cannot be written", e);
        }
    }

    @Override
    protected void onSplitFinished(Map<String, FeedState> finished) {
        // A repair is over, and the emitter has closed its gap.
    }
}
