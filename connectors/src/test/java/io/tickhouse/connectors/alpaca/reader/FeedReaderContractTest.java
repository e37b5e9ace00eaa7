package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.live.Backoff;
import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.testutils.source.reader.SourceReaderTestBase;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.memory.DataInputDeserializer;

/**
 * Flink's own contract tests for readers. They are made for readers of several splits of numbers.
 * Here there is one split, because there is one connection, and a trade counts as its id.
 */
class FeedReaderContractTest extends SourceReaderTestBase<FeedSplit> {

    private static final AlpacaFeed FEED = AlpacaFeed.of("ws://localhost/v2/iex", null);
    private static final Instant T = Instant.parse("2026-03-02T15:00:00Z");

    @Override
    protected int getNumSplits() {
        return 1;
    }

    @Override
    protected SourceReader<Integer, FeedSplit> createReader() {
        ScriptedFeed connection = new ScriptedFeed();
        for (int id = 0; id < NUM_RECORDS_PER_SPLIT; id++) {
            connection.trade("AAPL", id, T.plusMillis(id));
        }
        TestingReaderContext context = new TestingReaderContext();
        FeedClock clock = new FeedClock(Clock.systemUTC());
        FeedMetrics metrics = new FeedMetrics(context.metricGroup(), clock);
        return new OfIds(
                new FeedReader(
                        FeedFetchers.of(
                                () -> new LiveSplitReader(connection, clock.local()),
                                () ->
                                        new HistorySplitReader(
                                                FEED,
                                                request -> new CompletableFuture<>(),
                                                RepairOptions.DEFAULT,
                                                Backoff.DEFAULT,
                                                clock,
                                                new Random(1)),
                                context.getConfiguration()),
                        new FeedEmitter(metrics, clock, Integer.MAX_VALUE),
                        metrics,
                        FEED,
                        RepairOptions.DEFAULT,
                        clock,
                        context));
    }

    @Override
    protected List<FeedSplit> getSplits(int splits, int records, Boundedness boundedness) {
        return List.of(FeedSplit.Live.unread());
    }

    @Override
    protected FeedSplit getSplit(int id, int records, Boundedness boundedness) {
        return FeedSplit.Live.unread();
    }

    /** The number of remembered messages. */
    @Override
    protected long getNextRecordIndex(FeedSplit split) {
        FeedSplit.Live live = (FeedSplit.Live) split;
        try {
            return FeedState.read(
                            new DataInputDeserializer(live.state()), FEED, RepairOptions.DEFAULT)
                    .seen()
                    .identities();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The reader, with ids instead of frames. */
    @SuppressWarnings("try") // close() may be interrupted; Flink's tests close it
    private record OfIds(FeedReader reader) implements SourceReader<Integer, FeedSplit> {

        @Override
        public void start() {
            reader.start();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<Integer> output) throws Exception {
            return reader.pollNext(new Ids(output));
        }

        @Override
        public List<FeedSplit> snapshotState(long checkpointId) {
            return reader.snapshotState(checkpointId);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return reader.isAvailable();
        }

        @Override
        public void addSplits(List<FeedSplit> splits) {
            reader.addSplits(splits);
        }

        @Override
        public void notifyNoMoreSplits() {
            reader.notifyNoMoreSplits();
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    private record Ids(ReaderOutput<Integer> output) implements ReaderOutput<FeedRecord> {

        @Override
        public void collect(FeedRecord record) {
            for (int m = 0; m < record.count(); m++) {
                String message =
                        new String(
                                record.frame,
                                record.start(m),
                                record.end(m) - record.start(m),
                                StandardCharsets.UTF_8);
                output.collect(Integer.valueOf(message.replaceAll(".*\"i\":(\\d+).*", "$1")));
            }
        }

        @Override
        public void collect(FeedRecord record, long timestamp) {
            collect(record);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            output.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {
            output.markIdle();
        }

        @Override
        public void markActive() {
            output.markActive();
        }

        @Override
        public SourceOutput<FeedRecord> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            // No reader was created.
        }
    }
}
