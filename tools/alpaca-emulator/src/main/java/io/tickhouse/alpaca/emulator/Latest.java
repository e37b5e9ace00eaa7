package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.HistoryApi.Answer;
import io.tickhouse.alpaca.emulator.HistoryQuery.Shape;
import io.tickhouse.alpaca.emulator.HistoryReader.Row;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The latest trade, quote and bar of a symbol, alone and as a snapshot. */
final class Latest {

    private static final Timeframe MINUTE = Timeframe.parse("1Min");
    private static final Timeframe DAY = Timeframe.parse("1Day");

    private final Market market;
    private final Feed feed;
    private final HistoryReader reader;
    private final long now;

    /**
     * @param now in nanoseconds
     */
    Latest(Market market, Feed feed, long now) {
        this.market = market;
        this.feed = feed;
        this.reader = new HistoryReader(market, feed);
        this.now = now;
    }

    Answer answer(HistoryQuery query) throws IOException {
        Map<String, String> bySymbol = new LinkedHashMap<>();
        for (String symbol : query.symbols()) {
            int index = market.day(feed).symbols().indexOf(symbol);
            String found = index < 0 ? null : of(query, index);
            if (found != null) {
                bySymbol.put(symbol, found);
            }
        }
        return new Answer(200, body(query, bySymbol), new LinkedHashMap<>());
    }

    private static String body(HistoryQuery query, Map<String, String> bySymbol) {
        boolean snapshot = query.shape() == Shape.SNAPSHOT;
        if (query.single()) {
            String symbol = query.symbols().get(0);
            String found = bySymbol.getOrDefault(symbol, snapshot ? "{}" : "null");
            String start = "{\"symbol\":" + JsonFields.quoted(symbol);
            if (snapshot) {
                return start + (found.equals("{}") ? "}" : "," + found.substring(1));
            }
            String key = query.channel().key();
            return start + ",\"" + key.substring(0, key.length() - 1) + "\":" + found + "}";
        }
        String all = object(bySymbol);
        if (snapshot && !query.crypto()) {
            return all;
        }
        return "{\"" + (snapshot ? "snapshots" : query.channel().key()) + "\":" + all + "}";
    }

    private static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> JsonFields.quoted(field.getKey()) + ":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** JSON, or null if nothing was published yet. */
    private String of(HistoryQuery query, int symbol) throws IOException {
        if (query.shape() == Shape.LATEST) {
            return newest(query.channel(), MINUTE, symbol);
        }
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("latestTrade", newest(Channel.TRADES, null, symbol));
        parts.put("latestQuote", newest(Channel.QUOTES, null, symbol));
        parts.put("minuteBar", newest(Channel.BARS, MINUTE, symbol));
        parts.put("dailyBar", newest(Channel.BARS, DAY, symbol));
        parts.values().removeIf(part -> part == null);
        return parts.isEmpty() ? null : object(parts);
    }

    private String newest(Channel channel, Timeframe timeframe, int symbol) throws IOException {
        Row[] newest = new Row[1];
        reader.read(
                channel,
                timeframe,
                symbol,
                0,
                now,
                false,
                null,
                row -> {
                    boolean valid = row.mark() == null || row.mark().equals("corrected");
                    newest[0] = valid ? row : null;
                    return !valid;
                });
        if (newest[0] == null) {
            return null;
        }
        JsonFields json = new JsonFields();
        EventFields.writeRow(newest[0].event(), newest[0].mark(), json);
        String array = json.takeText();
        return array.substring(1, array.length() - 1);
    }
}
