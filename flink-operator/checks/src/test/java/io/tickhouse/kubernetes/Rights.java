package io.tickhouse.kubernetes;

import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the rights that a program needs. */
public final class Rights {

    /** Where programs look up who writes what; one transactional id for all of them. */
    private static final String DESTINATIONS = "tickhouse_destinations";

    private final Set<Right> all = new LinkedHashSet<>();

    public Rights reads(String topic) {
        all.add(Right.topic(topic, "Read"));
        all.add(Right.topic(topic, "DescribeConfigs"));
        return this;
    }

    /** Writes in transactions of Flink's sink, which looks for producers in the topic: a read. */
    public Rights writesThroughFlink(String topic) {
        return reads(topic).writes(topic);
    }

    public Rights writes(String topic) {
        all.add(Right.topic(topic, "Write"));
        all.add(Right.topic(topic, "DescribeConfigs"));
        return this;
    }

    /** Writes a topic that it makes. */
    public Rights makes(String topic) {
        all.add(Right.topic(topic, "Create"));
        return writes(topic);
    }

    public Rights claims() {
        all.add(new Right("transactionalId", DESTINATIONS, false, "Write"));
        return reads(DESTINATIONS).writes(DESTINATIONS);
    }

    public Rights asks(Right right) {
        all.add(right);
        return this;
    }

    Set<Right> all() {
        return all;
    }
}
