package io.tickhouse.alpaca.emulator;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One endpoint of the stream. */
public enum Feed {
    IEX("iex", "/v2/iex", false),
    SIP("sip", "/v2/sip", true),
    /** The same day as {@link #SIP}, fifteen minutes late. */
    DELAYED_SIP("delayed_sip", "/v2/delayed_sip", false),
    /** One symbol that does not exist, FAKEPACA; never closes. */
    TEST("test", "/v2/test", false),
    /** Also served at the paths of the locations us-1 and eu-1. */
    CRYPTO("us", "/v1beta3/crypto/us", false);

    private static final Set<String> CRYPTO_LOCATIONS =
            Set.of("/v1beta3/crypto/us-1", "/v1beta3/crypto/eu-1");
    private static final Set<Channel> STOCK_CHANNELS =
            EnumSet.complementOf(EnumSet.of(Channel.ORDERBOOKS));
    private static final Set<Channel> CRYPTO_CHANNELS =
            EnumSet.range(Channel.TRADES, Channel.DAILY_BARS);
    private static final Set<Channel> TEST_CHANNELS =
            EnumSet.of(Channel.TRADES, Channel.QUOTES, Channel.BARS);

    private final String feedName;
    private final String path;
    private final boolean paid;

    Feed(String feedName, String path, boolean paid) {
        this.feedName = feedName;
        this.path = path;
        this.paid = paid;
    }

    /** The value of the parameter {@code feed} of the history, or the location for crypto. */
    public String feedName() {
        return feedName;
    }

    /** The path of the WebSocket. */
    public String path() {
        return path;
    }

    /** The exchanges of its trades; none for crypto. */
    List<String> exchanges() {
        return switch (this) {
            case IEX -> List.of("V");
            case SIP, DELAYED_SIP -> List.of("N", "Q", "P", "T", "K", "Z", "D", "V");
            case TEST -> List.of("O", "R");
            case CRYPTO -> List.of();
        };
    }

    /** Whether the free plan is refused with error 409. */
    boolean paid() {
        return paid;
    }

    Duration delay() {
        return this == DELAYED_SIP ? Duration.ofMinutes(15) : Duration.ZERO;
    }

    /** The feed whose day this one shows. */
    Feed origin() {
        return this == DELAYED_SIP ? SIP : this;
    }

    Set<Channel> channels() {
        return switch (this) {
            case CRYPTO -> CRYPTO_CHANNELS;
            case TEST -> TEST_CHANNELS;
            default -> STOCK_CHANNELS;
        };
    }

    /** Whether it has corrections and cancels of trades. */
    boolean amends() {
        return this == IEX || this == SIP || this == DELAYED_SIP;
    }

    static Optional<Feed> ofPath(String path) {
        for (Feed feed : values()) {
            if (feed.path.equals(path) || (feed == CRYPTO && CRYPTO_LOCATIONS.contains(path))) {
                return Optional.of(feed);
            }
        }
        return Optional.empty();
    }

    static Optional<Feed> ofName(String name) {
        for (Feed feed : values()) {
            if (feed.feedName.equals(name)) {
                return Optional.of(feed);
            }
        }
        return Optional.empty();
    }
}
