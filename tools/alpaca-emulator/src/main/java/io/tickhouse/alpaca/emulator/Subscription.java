package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The subscription of a client. */
final class Subscription implements Interest {

    static final String ALL = "*";

    private static final Pattern SYMBOL = Pattern.compile("\\*|[A-Z0-9][A-Z0-9./-]{0,19}");

    /** Channels that come with trades and cannot be requested; some clients request them anyway. */
    private static final Set<String> IMPLIED = Set.of("corrections", "cancelErrors");

    private final Feed feed;
    private final Map<Channel, Set<String>> symbols;

    Subscription(Feed feed) {
        this.feed = feed;
        this.symbols = new EnumMap<>(Channel.class);
        feed.channels().forEach(channel -> symbols.put(channel, new LinkedHashSet<>()));
    }

    private Subscription(Subscription other) {
        this(other.feed);
        other.symbols.forEach((channel, of) -> symbols.get(channel).addAll(of));
    }

    /** A change that is refused, with its protocol error. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        private final transient ProtocolError error;

        private RefusedException(ProtocolError error) {
            super(error.message());
            this.error = error;
        }

        ProtocolError error() {
            return error;
        }
    }

    /**
     * This subscription after a request.
     *
     * @param add whether the symbols of the request are added; otherwise they are removed
     * @param half whether to skip every second symbol
     */
    Subscription change(JsonNode request, boolean add, boolean half, Plan plan)
            throws RefusedException {
        Subscription changed = new Subscription(this);
        for (Map.Entry<String, JsonNode> field : request.properties()) {
            JsonNode list = field.getValue();
            if (!list.isArray() || list.isEmpty() || IMPLIED.contains(field.getKey())) {
                continue;
            }
            Optional<Channel> channel = Channel.of(field.getKey());
            if (channel.isEmpty() || !feed.channels().contains(channel.get())) {
                throw new RefusedException(ProtocolError.INVALID_ACTION);
            }
            Set<String> of = changed.symbols.get(channel.get());
            int index = 0;
            for (JsonNode symbol : list) {
                if (!symbol.isTextual() || !SYMBOL.matcher(symbol.asText()).matches()) {
                    throw new RefusedException(ProtocolError.INVALID_SYNTAX);
                }
                if (half && index++ % 2 == 1) {
                    continue;
                }
                if (add) {
                    of.add(symbol.asText());
                } else {
                    of.remove(symbol.asText());
                }
            }
        }
        if (add && changed.counted() > plan.symbols()) {
            throw new RefusedException(ProtocolError.SYMBOL_LIMIT);
        }
        return changed;
    }

    private int counted() {
        int count = 0;
        for (Channel channel : EnumSet.of(Channel.TRADES, Channel.QUOTES)) {
            Set<String> of = symbols.get(channel);
            if (of.contains(ALL)) {
                return Integer.MAX_VALUE;
            }
            count += of.size();
        }
        return count;
    }

    @Override
    public boolean wants(Channel channel, String symbol) {
        Set<String> of = symbols.get(channel);
        return of != null && (of.contains(symbol) || of.contains(ALL));
    }

    boolean isEmpty() {
        return symbols.values().stream().allMatch(Set::isEmpty);
    }

    /** The whole subscription, with every key of the feed: clients crash if one is missing. */
    void write(FieldWriter out) throws IOException {
        out.begin(1 + symbols.size() + (feed.amends() ? 2 : 0));
        out.text("T", "subscription");
        for (Map.Entry<Channel, Set<String>> entry : symbols.entrySet()) {
            out.texts(entry.getKey().key(), List.copyOf(entry.getValue()));
        }
        if (feed.amends()) {
            List<String> trades = new ArrayList<>(symbols.get(Channel.TRADES));
            out.texts("corrections", trades);
            out.texts("cancelErrors", trades);
        }
        out.end();
    }
}
