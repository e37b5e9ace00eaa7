package io.tickhouse.connectors.alpaca;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions;
import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.reader.FeedEnumerator;
import io.tickhouse.connectors.alpaca.reader.FeedReader;
import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.alpaca.reader.FeedSplit;
import io.tickhouse.connectors.alpaca.reader.FeedSplitSerializer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A source of Alpaca's market data, live from its WebSocket, with gaps filled from its REST
 * history.
 *
 * <pre>
 *   WebSocket --LiveFeed--> fetcher --+
 *                                     +--> emitter (drops duplicates, reports gaps) --> FeedRecord
 *   REST -----History----> fetcher --+
 * </pre>
 *
 * <p>Guarantee: trades, quotes and minute bars of the subscribed symbols come out once each, from
 * the first acknowledgement (or {@link AlpacaSourceOptions#START}) on. Failures of the connection
 * and of the job do not change that. It rests on what {@link FeedState} lists. With {@code *}, only
 * symbols seen before a gap are repaired. Channels without history are live only. Each gap has a
 * gap record. One symbol's messages are in the order of the feed, except that recovered ones come
 * after those that arrived live during the repair.
 *
 * <p>One reader has the connection at any parallelism; 1 is the right parallelism.
 */
public final class AlpacaSource
        implements Source<FeedRecord, FeedSplit, FeedEnumerator.State>,
                ResultTypeQueryable<FeedRecord> {

    private static final long serialVersionUID = 1L;

    private final LiveFeedOptions live;
    private final RepairOptions repair;
    private final CredentialsOrigin credentials;
    private final int largestMessage;

    private AlpacaSource(
            LiveFeedOptions live,
            RepairOptions repair,
            CredentialsOrigin credentials,
            int largestMessage) {
        this.live = live;
        this.repair = repair;
        this.credentials = credentials;
        this.largestMessage = largestMessage;
    }

    /**
     * The same source for a target with a size limit. A message larger than this many bytes is
     * replaced by a gap record.
     */
    public AlpacaSource withLargestMessage(int bytes) {
        return new AlpacaSource(live, repair, credentials, bytes);
    }

    /** Whether no gap can be filled, because the feed's address has no history with it. */
    public boolean lacksHistoryUrl() {
        return live.feed().lacksHistoryUrl();
    }

    /**
     * Checks the options and makes the source.
     *
     * @param options those of {@link AlpacaSourceOptions}
     * @throws Refusal if an option is missing or wrong; the message names it
     */
    public static AlpacaSource of(ReadableConfig options) {
        try {
            return new AlpacaSource(
                    AlpacaSourceOptions.live(options),
                    AlpacaSourceOptions.repair(options),
                    AlpacaSourceOptions.credentials(options),
                    Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    "An option of the Alpaca source is not valid: "
                            + e.getMessage().replaceAll("\\.$", "")
                            + ".");
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public TypeInformation<FeedRecord> getProducedType() {
        return TypeInformation.of(FeedRecord.class);
    }

    @Override
    public SourceReader<FeedRecord, FeedSplit> createReader(SourceReaderContext context) {
        return FeedReader.of(live, repair, credentials::load, largestMessage, context);
    }

    @Override
    public SplitEnumerator<FeedSplit, FeedEnumerator.State> createEnumerator(
            SplitEnumeratorContext<FeedSplit> context) {
        return new FeedEnumerator(context, new FeedEnumerator.State(FeedSplit.Live.unread()));
    }

    @Override
    public SplitEnumerator<FeedSplit, FeedEnumerator.State> restoreEnumerator(
            SplitEnumeratorContext<FeedSplit> context, FeedEnumerator.State state) {
        return new FeedEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<FeedSplit> getSplitSerializer() {
        return new FeedSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<FeedEnumerator.State> getEnumeratorCheckpointSerializer() {
        return new FeedEnumerator.Serializer();
    }
}
