package io.tickhouse.tools.stack;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to start.
 *
 * @param services names of services or groups; empty for all but the Kafka Streams twin
 * @param without names to leave out
 * @param portOffset added to every port; if absent, as the state directory was created, or 0
 * @param objectStore if absent, as the state directory was created, or the embedded store
 */
public record StackOptions(
        Set<String> services,
        Set<String> without,
        OptionalInt portOffset,
        Optional<ObjectStore> objectStore) {

    public StackOptions {
        services = Set.copyOf(services);
        without = Set.copyOf(without);
    }

    /** The whole stack except the Kafka Streams twin. */
    public static StackOptions all() {
        return new StackOptions(Set.of(), Set.of(), OptionalInt.empty(), Optional.empty());
    }

    /** These services and those that they need. */
    public static StackOptions only(String... services) {
        return new StackOptions(Set.of(services), Set.of(), OptionalInt.empty(), Optional.empty());
    }

    /** The same with this port offset. */
    public StackOptions onPortOffset(int offset) {
        return new StackOptions(services, without, OptionalInt.of(offset), objectStore);
    }

    /** The same with this store. */
    public StackOptions over(ObjectStore store) {
        return new StackOptions(services, without, portOffset, Optional.of(store));
    }
}
