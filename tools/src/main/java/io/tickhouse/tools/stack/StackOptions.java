package io.tickhouse.tools.stack;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to start.
 *
 * @param services names of services or groups; empty for all but the Kafka Streams twin
 * @param without names to leave out
 * @param portOffset added to every port; absent: as this state directory was made with, or 0
 * @param objectStore absent: as this state directory was made with, or the embedded one
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

    /** The whole stack, without the Kafka Streams twin. */
    public static StackOptions all() {
        return new StackOptions(Set.of(), Set.of(), OptionalInt.empty(), Optional.empty());
    }

    /** These services and what they need. */
    public static StackOptions only(String... services) {
        return new StackOptions(Set.of(services), Set.of(), OptionalInt.empty(), Optional.empty());
    }

    /** The same on moved ports. */
    public StackOptions onPortOffset(int offset) {
        return new StackOptions(services, without, OptionalInt.of(offset), objectStore);
    }

    /** The same over this store. */
    public StackOptions over(ObjectStore store) {
        return new StackOptions(services, without, portOffset, Optional.of(store));
    }
}
