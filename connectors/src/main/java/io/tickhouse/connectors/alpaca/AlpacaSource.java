package io.tickhouse.connectors.alpaca;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.live.Backoff;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions;
import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.reader.FeedEnumerator;
import io.tickhouse.connectors.alpaca.reader.FeedReader;
import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.alpaca.reader.FeedSplit;
import io.tickhouse.connectors.alpaca.reader.FeedSplitSerializer;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.TimeUtils;

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
 * the first acknowledgement (or {@link AlpacaSourceOptions#START}) on, whatever happens to the
 * connection or the job. It rests on what {@link FeedState} lists. With {@code *}, only symbols
 * seen before a gap are repaired. Channels without history are live only. Each gap has a gap
 * record. One symbol's messages are in the order of the feed, except that recovered ones come after
 * those that arrived live during the repair.
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

    public static Builder builder() {
        return new Builder();
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

    /** Collects options; {@link #build} checks them together. */
    public static final class Builder {

        /** A start may be ahead of this machine's clock, but not by more. */
        private static final Duration LONGEST_AHEAD = Duration.ofDays(1);

        private final Configuration options = new Configuration();

        private Builder() {}

        /** {@link AlpacaSourceOptions#FEED}. */
        public Builder feed(String nameOrAddress) {
            return set(AlpacaSourceOptions.FEED, nameOrAddress);
        }

        /** {@link AlpacaSourceOptions#HISTORY_URL}. */
        public Builder history(URI base) {
            return set(AlpacaSourceOptions.HISTORY_URL, base.toString());
        }

        /** {@link AlpacaSourceOptions#SYMBOLS}. */
        public Builder symbols(Collection<String> symbols) {
            return set(AlpacaSourceOptions.SYMBOLS, List.copyOf(symbols));
        }

        /** {@link AlpacaSourceOptions#SYMBOLS}. */
        public Builder symbols(String... symbols) {
            return symbols(Arrays.asList(symbols));
        }

        /** {@link AlpacaSourceOptions#CHANNELS}. */
        public Builder channels(Channel... channels) {
            return set(AlpacaSourceOptions.CHANNELS, List.of(channels));
        }

        /** {@link AlpacaSourceOptions#CREDENTIALS_FILE}; without it the environment is read. */
        public Builder credentialsFile(String path) {
            return set(AlpacaSourceOptions.CREDENTIALS_FILE, path);
        }

        /** {@link AlpacaSourceOptions#START}. */
        public Builder completeFrom(Instant start) {
            return set(AlpacaSourceOptions.START, start.toString());
        }

        /** Any option. */
        public <T> Builder set(ConfigOption<T> option, T value) {
            options.set(option, value);
            return this;
        }

        /** All options of a configuration; options that it lacks keep their values. */
        public Builder options(Configuration configuration) {
            options.addAll(configuration);
            return this;
        }

        /**
         * Checks the options and makes the source.
         *
         * @throws Refusal if an option is missing or wrong; the message names it
         */
        public AlpacaSource build() {
            try {
                return checked();
            } catch (IllegalArgumentException e) {
                throw new Refusal("An option of the Alpaca source is not valid: " + e.getMessage());
            }
        }

        private AlpacaSource checked() {
            AlpacaFeed feed =
                    AlpacaFeed.of(
                            options.get(AlpacaSourceOptions.FEED),
                            options.get(AlpacaSourceOptions.HISTORY_URL));
            if (!options.get(AlpacaSourceOptions.PLAINTEXT)) {
                feed.refusePlaintext();
            }
            Subscriptions wanted = wanted(feed, options);
            RepairOptions repair = repair(options);
            if (repair.start() != null
                    && repair.start().isAfter(Instant.now().plus(LONGEST_AHEAD))) {
                throw new Refusal(
                        "--start (alpaca.start) is "
                                + repair.start()
                                + ", which is still to come: name a time in the past.");
            }
            if (repair.start() != null
                    && options.get(AlpacaSourceOptions.SYMBOLS).contains(Subscriptions.ALL)) {
                throw new Refusal(
                        "The history can be asked for symbols only, not for *: list the "
                                + AlpacaSourceOptions.SYMBOLS.key()
                                + ", or leave out "
                                + AlpacaSourceOptions.START.key()
                                + ".");
            }
            return new AlpacaSource(
                    live(feed, wanted, options),
                    repair,
                    new CredentialsOrigin(
                            options.get(AlpacaSourceOptions.CREDENTIALS_FILE),
                            options.get(AlpacaSourceOptions.CREDENTIALS_KEY_NAME),
                            options.get(AlpacaSourceOptions.CREDENTIALS_SECRET_NAME)),
                    Integer.MAX_VALUE);
        }

        private static Subscriptions wanted(AlpacaFeed feed, ReadableConfig options) {
            List<String> symbols = options.get(AlpacaSourceOptions.SYMBOLS);
            if (symbols == null || symbols.isEmpty()) {
                throw new Refusal(
                        "Nothing is subscribed: set "
                                + AlpacaSourceOptions.SYMBOLS.key()
                                + " to a list of symbols, or to * for all.");
            }
            List<Channel> channels = options.get(AlpacaSourceOptions.CHANNELS);
            for (Channel channel : channels) {
                if (!feed.channels().contains(channel)) {
                    throw new Refusal(
                            "The feed "
                                    + feed.name()
                                    + " has no channel "
                                    + channel.wireName()
                                    + " to subscribe: leave it out of "
                                    + AlpacaSourceOptions.CHANNELS.key()
                                    + ".");
                }
            }
            return Subscriptions.of(channels, symbols);
        }

        private static LiveFeedOptions live(
                AlpacaFeed feed, Subscriptions wanted, ReadableConfig options) {
            LiveFeedOptions live =
                    LiveFeedOptions.of(feed, wanted)
                            .withLogin(
                                    options.get(AlpacaSourceOptions.LOGIN_BY_HEADER)
                                            ? LiveFeedOptions.Login.HEADER
                                            : LiveFeedOptions.Login.MESSAGE)
                            .withCompression(options.get(AlpacaSourceOptions.COMPRESSION))
                            .withChunk(options.get(AlpacaSourceOptions.CHUNK))
                            .withQueue(
                                    new LiveFeedOptions.Queue(
                                            options.get(AlpacaSourceOptions.QUEUE_FRAMES),
                                            options.get(AlpacaSourceOptions.QUEUE_BYTES)
                                                    .getBytes()))
                            .withBackoff(
                                    new Backoff(
                                            options.get(AlpacaSourceOptions.BACKOFF_FIRST),
                                            options.get(AlpacaSourceOptions.BACKOFF_MAX),
                                            options.get(AlpacaSourceOptions.SLOT_WAITS),
                                            Backoff.DEFAULT.slotBudget()));
            Map<String, String> stalls = options.get(AlpacaSourceOptions.STALL_AFTER);
            return stalls == null ? live : live.withStallAfter(stalls(stalls));
        }

        private static Map<Channel, Duration> stalls(Map<String, String> texts) {
            Map<Channel, Duration> stalls = new EnumMap<>(Channel.class);
            texts.forEach(
                    (name, text) -> {
                        Channel channel = Channel.ofWireName(name);
                        if (channel == null) {
                            throw new IllegalArgumentException(
                                    AlpacaSourceOptions.STALL_AFTER.key()
                                            + " names the channel "
                                            + name
                                            + ", which does not exist");
                        }
                        stalls.put(channel, TimeUtils.parseDuration(text));
                    });
            return stalls;
        }

        private static RepairOptions repair(ReadableConfig options) {
            String start = options.get(AlpacaSourceOptions.START);
            try {
                return new RepairOptions(
                        options.get(AlpacaSourceOptions.OVERLAP),
                        options.get(AlpacaSourceOptions.SLACK),
                        options.get(AlpacaSourceOptions.RECHECK_AFTER),
                        options.get(AlpacaSourceOptions.MAX_IDENTITIES),
                        options.get(AlpacaSourceOptions.BATCH_SIZE),
                        options.get(AlpacaSourceOptions.PAGE_SIZE),
                        start == null ? null : Instant.parse(start));
            } catch (DateTimeException e) {
                throw new Refusal(
                        AlpacaSourceOptions.START.key()
                                + " is "
                                + start
                                + ": write a time as in 2026-03-02T14:30:00Z.");
            }
        }
    }
}
