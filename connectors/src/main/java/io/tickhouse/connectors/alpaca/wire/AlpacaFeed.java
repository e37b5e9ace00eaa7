package io.tickhouse.connectors.alpaca.wire;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.MarketCalendar.Hours;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One stream of Alpaca and the history that belongs to it.
 *
 * @param name short, for logs and metrics
 * @param stream where the WebSocket is
 * @param history base of the REST history, null if this stream has none
 * @param historyFeed the value of {@code feed=} there, null if it takes no such parameter
 * @param assets what is traded; this decides paths and channels
 * @param hours when data is sent
 * @param delay how long after its event time a message is sent, without the time on the network
 */
public record AlpacaFeed(
        String name,
        URI stream,
        URI history,
        String historyFeed,
        Assets assets,
        Hours hours,
        Duration delay)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The option of the feed, for messages. */
    public static final String FEED_KEY = "alpaca.feed";

    /** The option that allows keys in clear text, for messages. */
    public static final String PLAINTEXT_KEY = "alpaca.plaintext";

    /** The option of {@code history}, for messages. */
    public static final String HISTORY_KEY = "alpaca.history.url";

    private static final String STREAM_HOST = "stream.data.alpaca.markets";
    private static final String HISTORY = "https://data.alpaca.markets";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final int LARGEST_PORT = 65_535;
    private static final Duration SIP_DELAY = Duration.ofMinutes(15);
    private static final List<String> NAMES =
            List.of("iex", "sip", "delayed_sip", "boats", "overnight", "test", "crypto");

    /** Data that Alpaca makes up, or derives for the night. */
    private static final Set<String> WITHOUT_HISTORY = Set.of("test", "overnight");

    /** Alpaca's streams without trades, quotes or bars in JSON, by a part of their path. */
    private static final Map<String, String> OTHERS =
            Map.of(
                    "opra", "options, which Alpaca sends only as msgpack",
                    "indicative", "options, which Alpaca sends only as msgpack",
                    "news", "news, which have no table",
                    "crypto-perps", "perpetual futures, which have no table");

    /** Asset classes with a JSON stream. */
    public enum Assets {
        STOCKS,
        CRYPTO
    }

    /**
     * A feed by its name ({@code iex}, {@code sip}, {@code delayed_sip}, {@code boats}, {@code
     * overnight}, {@code test}, {@code crypto}) or by any WebSocket address, whose path tells the
     * asset class and the feed.
     *
     * @param historyUrl base of the REST history if it is not the one that the name implies; null
     *     for Alpaca's, or for none if the address is not Alpaca's
     * @throws Refusal if it is neither, or an address is not valid
     */
    public static AlpacaFeed of(String nameOrAddress, String historyUrl) {
        URI stream = stream(nameOrAddress);
        String history =
                historyUrl == null && stream.getHost().equals(STREAM_HOST) ? HISTORY : historyUrl;
        return of(
                stream,
                history == null
                        ? null
                        : checked(
                                history,
                                "--history-url (" + HISTORY_KEY + ")",
                                List.of("https", "http"),
                                HISTORY));
    }

    private static URI stream(String nameOrAddress) {
        if (NAMES.contains(nameOrAddress)) {
            String path =
                    switch (nameOrAddress) {
                        case "crypto" -> "/v1beta3/crypto/us";
                        case "boats", "overnight" -> "/v1beta1/" + nameOrAddress;
                        default -> "/v2/" + nameOrAddress;
                    };
            return URI.create("wss://" + STREAM_HOST + path);
        }
        if (nameOrAddress.contains(":") || nameOrAddress.contains("@")) {
            return checked(
                    nameOrAddress,
                    "--feed (" + FEED_KEY + ")",
                    List.of("wss", "ws"),
                    "wss://" + STREAM_HOST + "/v2/iex");
        }
        throw new Refusal(
                "There is no feed "
                        + nameOrAddress
                        + ": name one of "
                        + String.join(", ", NAMES)
                        + ", or give an address that starts with wss:// or ws://.");
    }

    /**
     * Checks an address. A refusal does not repeat it, because it may contain a secret.
     *
     * @param option the option that has the address, for messages
     * @param example a valid address, for messages
     * @return the address with its scheme and host in lower case
     */
    private static URI checked(String text, String option, List<String> schemes, String example) {
        if (text.contains("@") || text.contains("?") || text.contains("#")) {
            throw new Refusal(
                    option
                            + " contains a user name or a query, which logs would show: remove it;"
                            + " keys go into the environment or a file.");
        }
        try {
            URI address = new URI(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            String host = address.getHost();
            if (schemes.contains(scheme) && host != null && address.getPort() <= LARGEST_PORT) {
                String port = address.getPort() < 0 ? "" : ":" + address.getPort();
                return URI.create(
                        scheme
                                + "://"
                                + host.toLowerCase(Locale.ROOT)
                                + port
                                + address.getRawPath());
            }
        } catch (URISyntaxException e) {
            // Refused below. The message of the exception repeats the address.
        }
        throw new Refusal(
                option
                        + " is not a valid URL: write it like "
                        + example
                        + ", with a host name of letters, digits, dots and hyphens.");
    }

    private static AlpacaFeed of(URI stream, URI history) {
        List<String> path =
                Arrays.stream(stream.getPath().split("/")).filter(s -> !s.isEmpty()).toList();
        path.stream()
                .filter(OTHERS::containsKey)
                .findFirst()
                .ifPresent(
                        part -> {
                            throw new Refusal(
                                    "The feed %s sends %s: name one of %s."
                                            .formatted(
                                                    stream,
                                                    OTHERS.get(part),
                                                    String.join(", ", NAMES)));
                        });
        boolean crypto = path.contains("crypto");
        String last = path.isEmpty() ? stream.getHost() : path.get(path.size() - 1);
        String name = crypto ? "crypto" : last.toLowerCase(Locale.ROOT);
        String historyFeed =
                switch (name) {
                    case "delayed_sip" -> "sip";
                    case "crypto", "test", "overnight" -> null;
                    default -> name;
                };
        return new AlpacaFeed(
                name,
                stream,
                WITHOUT_HISTORY.contains(name) ? null : history,
                historyFeed,
                crypto ? Assets.CRYPTO : Assets.STOCKS,
                hoursOf(name),
                name.equals("delayed_sip") ? SIP_DELAY : Duration.ZERO);
    }

    private static Hours hoursOf(String name) {
        return switch (name) {
            case "crypto", "test" -> Hours.AROUND_THE_CLOCK;
            case "iex" -> Hours.IEX;
            case "boats", "overnight" -> Hours.OVERNIGHT;
            default -> Hours.TAPE;
        };
    }

    /**
     * Refuses addresses at which the keys would cross a network in clear text.
     *
     * @throws Refusal if an address is neither encrypted nor on this machine
     */
    public void refusePlaintext() {
        for (URI address : history == null ? List.of(stream) : List.of(stream, history)) {
            boolean plain = List.of("ws", "http").contains(address.getScheme());
            if (plain && !LOOPBACK.matcher(address.getHost()).matches()) {
                throw new Refusal(
                        "The keys would go to "
                                + address
                                + " in clear text: use wss:// and https://, or allow it with"
                                + " --alpaca-property "
                                + PLAINTEXT_KEY
                                + "=true.");
            }
        }
    }

    /** The newest event time that the feed can have sent at a moment. */
    public Instant eventTimeAt(Instant moment) {
        return moment.minus(delay);
    }

    /** Channels that may be subscribed on this feed. */
    public Set<Channel> channels() {
        if (assets == Assets.CRYPTO) {
            return EnumSet.of(
                    Channel.TRADES,
                    Channel.QUOTES,
                    Channel.ORDERBOOKS,
                    Channel.BARS,
                    Channel.UPDATED_BARS,
                    Channel.DAILY_BARS);
        }
        EnumSet<Channel> channels = EnumSet.allOf(Channel.class);
        channels.removeIf(c -> !c.canBeSubscribed() || c == Channel.ORDERBOOKS);
        return channels;
    }

    /** Whether the stream is likely to have a history, and only its address was not given. */
    public boolean lacksHistoryUrl() {
        return history == null && !WITHOUT_HISTORY.contains(name);
    }

    /** Whether a gap in this channel can be filled. */
    public boolean hasHistory(Channel channel) {
        return history != null && channel.hasHistory();
    }

    /** The REST address of a channel's history, without parameters. */
    public URI historyOf(Channel channel) {
        if (!hasHistory(channel)) {
            throw new IllegalArgumentException(name + " has no history of " + channel.wireName());
        }
        String venue = stream.getPath().replaceAll("/+$", "").replaceAll(".*/", "");
        String path = assets == Assets.CRYPTO ? "/v1beta3/crypto/" + venue : "/v2/stocks";
        return URI.create(
                history.toString().replaceAll("/+$", "") + path + "/" + channel.wireName());
    }
}
