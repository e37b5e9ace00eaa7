package io.tickhouse.connectors.alpaca;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.live.Backoff;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.util.TimeUtils;

/** The options of {@link AlpacaSource}. Keys and secrets are not among them. */
public final class AlpacaSourceOptions {

    public static final ConfigOption<String> FEED =
            ConfigOptions.key(AlpacaFeed.FEED_KEY)
                    .stringType()
                    .defaultValue("iex")
                    .withDescription(
                            "Name of a feed (iex, sip, delayed_sip, boats, overnight, test,"
                                    + " crypto), or its WebSocket address.");

    public static final ConfigOption<String> HISTORY_URL =
            ConfigOptions.key(AlpacaFeed.HISTORY_KEY)
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Base of the REST history. Default: Alpaca's for a name or for Alpaca's"
                                    + " own address; none for another address.");

    public static final ConfigOption<Boolean> PLAINTEXT =
            ConfigOptions.key(AlpacaFeed.PLAINTEXT_KEY)
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether keys may go to another machine unencrypted, by ws:// or"
                                    + " http://.");

    public static final ConfigOption<List<String>> SYMBOLS =
            ConfigOptions.key("alpaca.symbols")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription("Symbols, or * for all symbols of the feed.");

    public static final ConfigOption<List<Channel>> CHANNELS =
            ConfigOptions.key("alpaca.channels")
                    .enumType(Channel.class)
                    .asList()
                    .defaultValues(Channel.TRADES)
                    .withDescription("Channels. Corrections and cancels come with trades.");

    public static final ConfigOption<String> CREDENTIALS_FILE =
            ConfigOptions.key("alpaca.credentials.file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Properties file with "
                                    + Credentials.KEY
                                    + " and "
                                    + Credentials.SECRET
                                    + ", on the machine of the TaskManager. Default: its"
                                    + " environment.");

    public static final ConfigOption<String> CREDENTIALS_KEY_NAME =
            ConfigOptions.key("alpaca.credentials.key-name")
                    .stringType()
                    .defaultValue(Credentials.KEY)
                    .withDescription("Variable, or line of the file, that has the key.");

    public static final ConfigOption<String> CREDENTIALS_SECRET_NAME =
            ConfigOptions.key("alpaca.credentials.secret-name")
                    .stringType()
                    .defaultValue(Credentials.SECRET)
                    .withDescription("Variable, or line of the file, that has the secret.");

    public static final ConfigOption<Boolean> LOGIN_BY_HEADER =
            ConfigOptions.key("alpaca.login.by-header")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether the keys go into the handshake instead of a message.");

    public static final ConfigOption<Boolean> COMPRESSION =
            ConfigOptions.key("alpaca.compression")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether to offer permessage-deflate: a quarter of the bytes on the"
                                    + " wire, for some CPU.");

    public static final ConfigOption<String> START =
            ConfigOptions.key("alpaca.start")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The feed is complete from this time on (RFC 3339). What came before"
                                    + " the first connection is read from the history.");

    public static final ConfigOption<Integer> CHUNK =
            ConfigOptions.key("alpaca.subscribe.chunk")
                    .intType()
                    .defaultValue(LiveFeedOptions.DEFAULT_CHUNK)
                    .withDescription("Pairs of channel and symbol in one subscribe message.");

    public static final ConfigOption<Integer> QUEUE_FRAMES =
            ConfigOptions.key("alpaca.queue.frames")
                    .intType()
                    .defaultValue(LiveFeedOptions.Queue.DEFAULT.frames())
                    .withDescription(
                            "Frames that may wait. When there are more, the socket is not read.");

    public static final ConfigOption<MemorySize> QUEUE_BYTES =
            ConfigOptions.key("alpaca.queue.bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(LiveFeedOptions.Queue.DEFAULT.bytes()))
                    .withDescription(
                            "Bytes that may wait. When there are more, the socket is not read.");

    public static final ConfigOption<Duration> BACKOFF_FIRST =
            ConfigOptions.key("alpaca.reconnect.first-backoff")
                    .durationType()
                    .defaultValue(Backoff.DEFAULT.first())
                    .withDescription("Longest wait after the first failure.");

    public static final ConfigOption<Duration> BACKOFF_MAX =
            ConfigOptions.key("alpaca.reconnect.max-backoff")
                    .durationType()
                    .defaultValue(Backoff.DEFAULT.max())
                    .withDescription("Longest wait after any failure.");

    public static final ConfigOption<List<Duration>> SLOT_WAITS =
            ConfigOptions.key("alpaca.reconnect.slot-waits")
                    .durationType()
                    .asList()
                    .defaultValues(Backoff.DEFAULT.slot().toArray(Duration[]::new))
                    .withDescription(
                            "Waits while the account's connection is taken, in order. The last one"
                                    + " repeats.");

    public static final ConfigOption<Map<String, String>> STALL_AFTER =
            ConfigOptions.key("alpaca.stall-after")
                    .mapType()
                    .noDefaultValue()
                    .withDescription(
                            "Silence during regular trading that counts as a stall, by channel, as"
                                    + " in trades:60s. Default: it follows from the feed and its"
                                    + " symbols.");

    public static final ConfigOption<Duration> OVERLAP =
            ConfigOptions.key("alpaca.repair.overlap")
                    .durationType()
                    .defaultValue(RepairOptions.DEFAULT.overlap())
                    .withDescription(
                            "A repair begins this long before a symbol's last message. Later"
                                    + " messages may be missed.");

    public static final ConfigOption<Duration> SLACK =
            ConfigOptions.key("alpaca.repair.slack")
                    .durationType()
                    .defaultValue(RepairOptions.DEFAULT.slack())
                    .withDescription("A repair ends this long after the acknowledgement.");

    public static final ConfigOption<Duration> RECHECK_AFTER =
            ConfigOptions.key("alpaca.repair.recheck-after")
                    .durationType()
                    .defaultValue(RepairOptions.DEFAULT.recheckAfter())
                    .withDescription(
                            "Time between the two readings of a gap. It should be longer than late"
                                    + " trades take to reach the history.");

    public static final ConfigOption<Integer> MAX_IDENTITIES =
            ConfigOptions.key(RepairOptions.MAX_IDENTITIES_KEY)
                    .intType()
                    .defaultValue(RepairOptions.DEFAULT.maxIdentities())
                    .withDescription(
                            "Messages that are remembered, about 50 bytes each. With more, the"
                                    + " overlap is shortened, and a warning is logged. Open gaps"
                                    + " need more than that. A long gap is read in parts of at most"
                                    + " ten minutes, and of a quarter of this number where the"
                                    + " history shows more.");

    public static final ConfigOption<Integer> BATCH_SIZE =
            ConfigOptions.key("alpaca.history.symbols-per-request")
                    .intType()
                    .defaultValue(RepairOptions.DEFAULT.batchSize())
                    .withDescription("Symbols in one history request.");

    public static final ConfigOption<Integer> PAGE_SIZE =
            ConfigOptions.key("alpaca.history.page-size")
                    .intType()
                    .defaultValue(RepairOptions.DEFAULT.pageSize())
                    .withDescription("Messages in one page, at most 10000.");

    /** A start may be ahead of this machine's clock, but not by more. */
    private static final Duration LONGEST_AHEAD = Duration.ofDays(1);

    private static final List<ConfigOption<?>> ALL =
            List.of(
                    FEED,
                    HISTORY_URL,
                    PLAINTEXT,
                    SYMBOLS,
                    CHANNELS,
                    CREDENTIALS_FILE,
                    CREDENTIALS_KEY_NAME,
                    CREDENTIALS_SECRET_NAME,
                    LOGIN_BY_HEADER,
                    COMPRESSION,
                    START,
                    CHUNK,
                    QUEUE_FRAMES,
                    QUEUE_BYTES,
                    BACKOFF_FIRST,
                    BACKOFF_MAX,
                    SLOT_WAITS,
                    STALL_AFTER,
                    OVERLAP,
                    SLACK,
                    RECHECK_AFTER,
                    MAX_IDENTITIES,
                    BATCH_SIZE,
                    PAGE_SIZE);

    private AlpacaSourceOptions() {}

    /** The keys of all options, in the order of this class. */
    public static List<String> keys() {
        return ALL.stream().map(ConfigOption::key).toList();
    }

    static LiveFeedOptions live(ReadableConfig options) {
        AlpacaFeed feed = AlpacaFeed.of(options.get(FEED), options.get(HISTORY_URL));
        if (!options.get(PLAINTEXT)) {
            feed.refusePlaintext();
        }
        return LiveFeedOptions.of(
                feed,
                wanted(feed, options),
                options.get(LOGIN_BY_HEADER)
                        ? LiveFeedOptions.Login.HEADER
                        : LiveFeedOptions.Login.MESSAGE,
                options.get(COMPRESSION),
                options.get(CHUNK),
                new LiveFeedOptions.Queue(
                        options.get(QUEUE_FRAMES), options.get(QUEUE_BYTES).getBytes()),
                new Backoff(
                        options.get(BACKOFF_FIRST),
                        options.get(BACKOFF_MAX),
                        options.get(SLOT_WAITS),
                        Backoff.DEFAULT.slotBudget()),
                stalls(options.get(STALL_AFTER)));
    }

    private static Subscriptions wanted(AlpacaFeed feed, ReadableConfig options) {
        List<String> symbols = options.get(SYMBOLS);
        if (symbols == null || symbols.isEmpty()) {
            throw new Refusal(
                    "Nothing is subscribed: name symbols, as in --symbols AAPL,MSFT ("
                            + SYMBOLS.key()
                            + "), or * for all.");
        }
        List<Channel> channels = options.get(CHANNELS);
        for (Channel channel : channels) {
            if (!feed.channels().contains(channel)) {
                throw new Refusal(
                        "The feed "
                                + feed.name()
                                + " has no channel "
                                + channel.wireName()
                                + ": remove it from --channels ("
                                + CHANNELS.key()
                                + ").");
            }
        }
        return Subscriptions.of(channels, symbols);
    }

    private static Map<Channel, Duration> stalls(Map<String, String> texts) {
        if (texts == null) {
            return null;
        }
        Map<Channel, Duration> stalls = new EnumMap<>(Channel.class);
        texts.forEach(
                (name, text) -> {
                    Channel channel = Channel.ofWireName(name);
                    if (channel == null) {
                        throw new IllegalArgumentException(
                                STALL_AFTER.key()
                                        + " names an unknown channel, "
                                        + name
                                        + "; the channels are "
                                        + Arrays.stream(Channel.values())
                                                .map(Channel::wireName)
                                                .collect(Collectors.joining(", ")));
                    }
                    stalls.put(channel, TimeUtils.parseDuration(text));
                });
        return stalls;
    }

    static RepairOptions repair(ReadableConfig options) {
        return new RepairOptions(
                options.get(OVERLAP),
                options.get(SLACK),
                options.get(RECHECK_AFTER),
                options.get(MAX_IDENTITIES),
                options.get(BATCH_SIZE),
                options.get(PAGE_SIZE),
                start(options));
    }

    private static Instant start(ReadableConfig options) {
        String text = options.get(START);
        if (text == null) {
            return null;
        }
        if (options.get(SYMBOLS).contains(Subscriptions.ALL)) {
            throw new Refusal(
                    "A start time needs named symbols, because the history cannot be asked for *:"
                            + " list the symbols, or leave out the start.");
        }
        Instant start;
        try {
            start = Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal(
                    "--start ("
                            + START.key()
                            + ") is '"
                            + text
                            + "', which is not a time: write it like 2026-03-02T14:30:00Z.");
        }
        if (EpochNanos.has(start) && start.isAfter(Instant.now().plus(LONGEST_AHEAD))) {
            throw new Refusal(
                    "--start ("
                            + START.key()
                            + ") is "
                            + start
                            + ", which is still to come: name a time in the past.");
        }
        return start;
    }

    static CredentialsOrigin credentials(ReadableConfig options) {
        return new CredentialsOrigin(
                options.get(CREDENTIALS_FILE),
                options.get(CREDENTIALS_KEY_NAME),
                options.get(CREDENTIALS_SECRET_NAME));
    }
}
