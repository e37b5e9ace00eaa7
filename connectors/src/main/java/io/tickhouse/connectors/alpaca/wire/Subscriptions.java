package io.tickhouse.connectors.alpaca.wire;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Symbols by channel. Immutable; a channel without symbols is not in the map.
 *
 * @param symbols sorted; a single {@code *} means all symbols of the channel
 */
public record Subscriptions(Map<Channel, Set<String>> symbols) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** All symbols of a channel. */
    public static final String ALL = "*";

    public static final Subscriptions NONE = new Subscriptions(Map.of());

    public Subscriptions {
        EnumMap<Channel, Set<String>> copy = new EnumMap<>(Channel.class);
        symbols.forEach(
                (channel, names) -> {
                    TreeSet<String> sorted = new TreeSet<>(names);
                    if (sorted.contains(ALL)) {
                        sorted.retainAll(Set.of(ALL));
                    }
                    if (!sorted.isEmpty()) {
                        copy.put(channel, Collections.unmodifiableSet(sorted));
                    }
                });
        symbols = Collections.unmodifiableMap(copy);
    }

    /** The same symbols in each of the channels. */
    public static Subscriptions of(Collection<Channel> channels, Collection<String> names) {
        EnumMap<Channel, Set<String>> map = new EnumMap<>(Channel.class);
        for (Channel channel : channels) {
            map.put(channel, new TreeSet<>(names));
        }
        return new Subscriptions(map);
    }

    /** The symbols of a channel, empty if there are none. */
    public Set<String> of(Channel channel) {
        return symbols.getOrDefault(channel, Set.of());
    }

    public boolean isEmpty() {
        return symbols.isEmpty();
    }

    /** What is in this one but not in the other; {@code *} there covers everything. */
    public Subscriptions without(Subscriptions other) {
        EnumMap<Channel, Set<String>> rest = new EnumMap<>(Channel.class);
        symbols.forEach(
                (channel, names) -> {
                    TreeSet<String> missing = new TreeSet<>(names);
                    if (other.of(channel).contains(ALL)) {
                        missing.clear();
                    } else {
                        missing.removeAll(other.of(channel));
                    }
                    rest.put(channel, missing);
                });
        return new Subscriptions(rest);
    }

    /** Number of pairs of channel and symbol. */
    public int size() {
        return symbols.values().stream().mapToInt(Set::size).sum();
    }
}
