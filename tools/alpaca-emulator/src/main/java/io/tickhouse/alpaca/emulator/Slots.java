package io.tickhouse.alpaca.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sessions per account and endpoint. A session that ended with a close frame frees its slot at
 * once; any other keeps it for a while, as on the real server.
 */
final class Slots {

    private static final long IN_USE = Long.MAX_VALUE;

    private final int perEndpoint;
    private final long holdNanos;
    private final Map<String, List<Slot>> taken = new HashMap<>();

    Slots(int perEndpoint, long holdNanos) {
        this.perEndpoint = perEndpoint;
        this.holdNanos = holdNanos;
    }

    static final class Slot {

        private final String owner;
        private long freeAt = IN_USE;

        private Slot(String owner) {
            this.owner = owner;
        }
    }

    /** A slot, or null if none is free. */
    Slot take(Account account, Feed feed, long nowNanos) {
        String owner = account.key() + " " + feed;
        List<Slot> slots = taken.computeIfAbsent(owner, o -> new ArrayList<>());
        slots.removeIf(slot -> slot.freeAt != IN_USE && slot.freeAt - nowNanos <= 0);
        if (slots.size() >= perEndpoint) {
            return null;
        }
        Slot slot = new Slot(owner);
        slots.add(slot);
        return slot;
    }

    void free(Slot slot, boolean clean, long nowNanos) {
        if (clean) {
            taken.get(slot.owner).remove(slot);
        } else {
            slot.freeAt = nowNanos + holdNanos;
        }
    }
}
