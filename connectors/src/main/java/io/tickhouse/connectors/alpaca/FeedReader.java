package io.tickhouse.connectors.alpaca;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
final class FeedReader extends SourceReaderBase<Fetched, FeedRecord, FeedSplit, FeedMemory> {

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
    private FeedMemory memory;

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

    @Override
    public InputStatus pollNext(ReaderOutput<FeedRecord> output) throws Exception {
        InputStatus status = super.pollNext(output);
        if (memory != null) {
            emitter.tick(output, memory);
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
        if (memory != null) {
            List<Gap> due = memory.startRepairs();
            if (!due.isEmpty()) {
                super.addSplits(due.stream().<FeedSplit>map(FeedSplit.Repair::of).toList());
            }
        }
    }

    @Override
    protected FeedMemory initializedState(FeedSplit split) {
        if (split instanceof FeedSplit.Live live) {
            memory = read(live);
            metrics.watch(memory, context.metricGroup());
        }
        return memory;
    }

    private FeedMemory read(FeedSplit.Live live) {
        String run = RUN.format(clock.instant());
        if (live.memory().length == 0) {
            return FeedMemory.empty(feed, repair, run);
        }
        try {
            FeedMemory restored =
                    FeedMemory.read(
                            new DataInputDeserializer(live.memory()),
                            live.version(),
                            feed,
                            repair,
                            run);
            restored.lost(FeedMemory.RESTORED, "the job was restored", clock.instant());
            return restored;
        } catch (IOException e) {
            throw new FeedFailure(
                    "The state of the Alpaca source cannot be used: " + e.getMessage());
        }
    }

    @Override
    public List<FeedSplit> snapshotState(long checkpointId) {
        return memory == null ? List.of() : List.of(snapshot());
    }

    @Override
    protected FeedSplit toSplitType(String splitId, FeedMemory state) {
        return snapshot();
    }

    private FeedSplit snapshot() {
        try {
            long size = 1024 + memory.identities() * BYTES_OF_IDENTITY;
            DataOutputSerializer out =
                    new DataOutputSerializer((int) Math.min(size, LARGEST_GUESS));
            memory.write(out);
            return new FeedSplit.Live(FeedMemory.VERSION, out.getCopyOfBuffer());
        } catch (IOException e) {
            throw new IllegalStateException("The state cannot be written", e);
        }
    }

    @Override
    protected void onSplitFinished(Map<String, FeedMemory> finished) {
        // A repair is over, and the emitter has closed its gap.
    }
}
