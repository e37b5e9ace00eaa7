package io.tickhouse.alpaca.emulator;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the history.
 *
 * @param shape of the answer
 * @param channel null for a snapshot, which covers all channels
 * @param feed null: the best that the plan allows
 * @param symbols sorted
 * @param single whether the symbol was in the path, which changes the shape of the answer
 * @param start null: not given
 * @param end null: not given
 */
record HistoryQuery(
        Shape shape,
        Channel channel,
        boolean crypto,
        Feed feed,
        List<String> symbols,
        boolean single,
        Instant start,
        Instant end,
        int limit,
        boolean ascending,
        PageToken token,
        Timeframe timeframe) {

    /** The kind of answer requested. */
    enum Shape {
        /** Everything in a time range, in pages. */
        PAGES,
        /** The latest message of a channel. */
        LATEST,
        /** The latest message of each channel, and the bars of the minute and the day. */
        SNAPSHOT
    }

    private static final int MAX_LIMIT = 10_000;
    private static final int DEFAULT_LIMIT = 1000;

    /** The query of a URI; empty if the path does not belong to the history. */
    static Optional<HistoryQuery> parse(String uri) {
        QueryStringDecoder decoder = new QueryStringDecoder(uri);
        List<String> path = List.of(decoder.path().substring(1).split("/", -1));
        boolean stocks = path.size() >= 3 && path.subList(0, 2).equals(List.of("v2", "stocks"));
        boolean crypto =
                path.size() >= 4 && path.subList(0, 2).equals(List.of("v1beta3", "crypto"));
        if (!stocks && !crypto) {
            return Optional.empty();
        }
        // The rest of the path, after a crypto location or a stock symbol, says what is requested.
        List<String> rest = path.subList(crypto ? 3 : 2, path.size());
        String symbol = null;
        if (stocks && rest.size() > 1 && Channel.of(rest.get(0)).isEmpty()) {
            symbol = rest.get(0);
            rest = rest.subList(1, rest.size());
        }
        Shape shape = Shape.PAGES;
        Channel channel = null;
        if (rest.equals(List.of(symbol == null ? "snapshots" : "snapshot"))) {
            shape = Shape.SNAPSHOT;
        } else {
            int latest = rest.indexOf("latest");
            if (rest.size() == 2 && latest == (crypto ? 0 : 1)) {
                shape = Shape.LATEST;
                rest = List.of(rest.get(1 - latest));
            }
            channel =
                    rest.size() == 1
                            ? Channel.of(rest.get(0)).filter(HistoryQuery::kept).orElse(null)
                            : null;
            if (channel == null) {
                return Optional.empty();
            }
        }
        return Optional.of(parse(shape, channel, crypto, symbol, decoder.parameters()));
    }

    private static boolean kept(Channel channel) {
        return channel == Channel.TRADES || channel == Channel.QUOTES || channel == Channel.BARS;
    }

    private static HistoryQuery parse(
            Shape shape,
            Channel channel,
            boolean crypto,
            String pathSymbol,
            Map<String, List<String>> parameters) {
        List<String> symbols =
                symbols(pathSymbol != null ? pathSymbol : text(parameters, "symbols", ""));
        if (symbols.isEmpty()) {
            throw new IllegalArgumentException("symbols are required");
        }
        String asof = text(parameters, "asof", "-");
        if (!asof.equals("-")) {
            instant("asof", asof, false);
        }
        String sort = text(parameters, "sort", "asc").toLowerCase(Locale.ROOT);
        if (!sort.equals("asc") && !sort.equals("desc")) {
            throw new IllegalArgumentException("invalid sort: " + sort);
        }
        String token = text(parameters, "page_token", "");
        return new HistoryQuery(
                shape,
                channel,
                crypto,
                crypto ? Feed.CRYPTO : feed(text(parameters, "feed", null)),
                symbols,
                pathSymbol != null,
                instant("start", text(parameters, "start", null), false),
                instant("end", text(parameters, "end", null), true),
                limit(text(parameters, "limit", null)),
                sort.equals("asc"),
                token.isEmpty() ? null : token(channel, token),
                channel == Channel.BARS
                        ? Timeframe.parse(text(parameters, "timeframe", "1Min"))
                        : null);
    }

    private static List<String> symbols(String list) {
        return Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(symbol -> !symbol.isEmpty())
                .sorted()
                .distinct()
                .toList();
    }

    private static String text(
            Map<String, List<String>> parameters, String name, String otherwise) {
        List<String> values = parameters.get(name);
        return values == null || values.get(0).isEmpty() ? otherwise : values.get(0);
    }

    private static Feed feed(String name) {
        if (name == null) {
            return null;
        }
        return Feed.ofName(name)
                .filter(feed -> feed != Feed.CRYPTO)
                .orElseThrow(() -> new IllegalArgumentException("invalid feed: " + name));
    }

    private static int limit(String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("invalid limit: " + text, e);
        }
        throw new IllegalArgumentException("invalid limit: larger than the maximum or below 1");
    }

    private static PageToken token(Channel channel, String text) {
        try {
            return PageToken.decode(channel, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid page_token", e);
        }
    }

    /** A date means its first moment, or its last if it is an end. */
    private static Instant instant(String name, String text, boolean end) {
        if (text == null) {
            return null;
        }
        try {
            if (text.length() == 10) {
                LocalDate date = LocalDate.parse(text);
                return end
                        ? date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1)
                        : date.atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("invalid " + name + ": " + text, e);
        }
    }
}
