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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
                            "iex, sip, delayed_sip, boats, overnight, test, crypto, or a WebSocket"
                                    + " address.");

    public static final ConfigOption<String> HISTORY_URL =
            ConfigOptions.key(AlpacaFeed.HISTORY_KEY)
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Base of the REST history. A feed that is named has Alpaca's; one that"
                                    + " is given by its address has none without this.");

    public static final ConfigOption<Boolean> PLAINTEXT =
            ConfigOptions.key(AlpacaFeed.PLAINTEXT_KEY)
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether the keys may go to another machine in clear text, by ws:// or"
                                    + " http://.");

    public static final ConfigOption<List<String>> SYMBOLS =
            ConfigOptions.key("alpaca.symbols")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription("Symbols, or * for all that the feed has.");

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
                            "A properties file with "
                                    + Credentials.KEY
                                    + " and "
                                    + Credentials.SECRET
                                    + ", on the machine that reads the feed; the environment if"
                                    + " not set.");

    public static final ConfigOption<String> CREDENTIALS_KEY_NAME =
            ConfigOptions.key("alpaca.credentials.key-name")
                    .stringType()
                    .defaultValue(Credentials.KEY)
                    .withDescription("The variable, or line of the file, that has the key.");

    public static final ConfigOption<String> CREDENTIALS_SECRET_NAME =
            ConfigOptions.key("alpaca.credentials.secret-name")
                    .stringType()
                    .defaultValue(Credentials.SECRET)
                    .withDescription("The variable, or line of the file, that has the secret.");

    public static final ConfigOption<Boolean> LOGIN_BY_HEADER =
            ConfigOptions.key("alpaca.login.by-header")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("Send the keys in the handshake, not in a message.");

    public static final ConfigOption<Boolean> COMPRESSION =
            ConfigOptions.key("alpaca.compression")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Offer permessage-deflate: a quarter of the bytes on the wire, for"
                                    + " some CPU.");

    public static final ConfigOption<String> START =
            ConfigOptions.key("alpaca.start")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The feed is to be complete from this time on (RFC 3339): what was"
                                    + " before the first connection is read from the history.");

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
                            "Frames that may wait before the socket is not read any more.");

    public static final ConfigOption<MemorySize> QUEUE_BYTES =
            ConfigOptions.key("alpaca.queue.bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(LiveFeedOptions.Queue.DEFAULT.bytes()))
                    .withDescription("Bytes that may wait before the socket is not read any more.");

    public static final ConfigOption<Duration> BACKOFF_FIRST =
            ConfigOptions.key("alpaca.reconnect.first-backoff")
                    .durationType()
                    .defaultValue(Backoff.DEFAULT.first())
                    .withDescription("The most that is waited after a first failure.");

    public static final ConfigOption<Duration> BACKOFF_MAX =
            ConfigOptions.key("alpaca.reconnect.max-backoff")
                    .durationType()
                    .defaultValue(Backoff.DEFAULT.max())
                    .withDescription("The most that is waited after any failure.");

    public static final ConfigOption<List<Duration>> SLOT_WAITS =
            ConfigOptions.key("alpaca.reconnect.slot-waits")
                    .durationType()
                    .asList()
                    .defaultValues(Backoff.DEFAULT.slot().toArray(Duration[]::new))
                    .withDescription(
                            "What is waited while the account's connection is taken, in turn; the"
                                    + " last again and again.");

    public static final ConfigOption<Map<String, String>> STALL_AFTER =
            ConfigOptions.key("alpaca.stall-after")
                    .mapType()
                    .noDefaultValue()
                    .withDescription(
                            "Silence during regular trading that means a stall, by channel, as in"
                                    + " trades:60s. Not set, it follows from feed and symbols.");

    public static final ConfigOption<Duration> OVERLAP =
            ConfigOptions.key("alpaca.repair.overlap")
                    .durationType()
                    .defaultValue(RepairOptions.DEFAULT.overlap())
                    .withDescription(
                            "How far before the last message of a symbol a repair begins, so how"
                                    + " late a message may be and still be found.");

    public static final ConfigOption<Duration> SLACK =
            ConfigOptions.key("alpaca.repair.slack")
                    .durationType()
                    .defaultValue(RepairOptions.DEFAULT.slack())
                    .withDescription("How far behind the acknowledgement a repair ends.");

    public static final ConfigOption<Duration> RECHECK_AFTER =
            ConfigOptions.key("alpaca.repair.recheck-after")
                    .durationType()
                    .defaultValue(RepairOptions.DEFAULT.recheckAfter())
                    .withDescription(
                            "Between the two readings of a gap; longer than late trades take to"
                                    + " show up in the history.");

    public static final ConfigOption<Integer> MAX_IDENTITIES =
            ConfigOptions.key(RepairOptions.MAX_IDENTITIES_KEY)
                    .intType()
                    .defaultValue(RepairOptions.DEFAULT.maxIdentities())
                    .withDescription(
                            "Messages that are remembered, about 50 bytes each. Above it the"
                                    + " overlap is shortened, and the log says so. What an open gap needs comes"
                                    + " on top: a long gap is read in parts of ten minutes at most, and of"
                                    + " a quarter of this number where the history shows more.");

    public static final ConfigOption<Integer> BATCH_SIZE =
            ConfigOptions.key("alpaca.history.symbols-per-request")
                    .intType()
                    .defaultValue(RepairOptions.DEFAULT.batchSize())
                    .withDescription("Symbols that are asked for in one request.");

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
                                + " to subscribe: leave it out of "
                                + CHANNELS.key()
                                + ".");
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
                                        + " names the channel "
                                        + name
                                        + ", which does not exist");
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
                    "The history can be asked for symbols only, not for *: list the "
                            + SYMBOLS.key()
                            + ", or leave out "
                            + START.key()
                            + ".");
        }
        Instant start;
        try {
            start = Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal(
                    START.key() + " is " + text + ": write a time as in 2026-03-02T14:30:00Z.");
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
