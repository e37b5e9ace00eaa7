package io.tickhouse.tools.compare;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.oracle.Bounds;
import io.tickhouse.tools.Patience;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.topics.BrokerOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** What to compare, and how long to wait for it. Checked when the comparison starts. */
public final class CompareOptions {

    private final Properties client;
    private final List<SideName> sides = new ArrayList<>();
    private LakeSettings catalog;
    private Contents kind;
    private int show = 10;
    private Bounds bounds = Bounds.DEFAULT;
    private boolean allowEmpty;
    private Duration patience = Duration.ZERO;

    private CompareOptions(Properties client) {
        this.client = client;
    }

    /** Sides on these brokers. */
    public static CompareOptions of(String brokers) {
        return new CompareOptions(BrokerOption.clientProperties(brokers));
    }

    /** Sides that a client with these properties can read; they include the brokers. */
    public static CompareOptions of(Properties client) {
        Properties copy = new Properties();
        copy.putAll(client);
        return new CompareOptions(copy);
    }

    /**
     * Adds sides.
     *
     * @param names each {@code [oracle:][host:port/]topic} or {@code iceberg:[catalog.]db.table}
     * @throws UserError if a name has another form
     */
    public CompareOptions sides(String... names) {
        for (String name : names) {
            sides.add(SideName.parse(name));
        }
        return this;
    }

    /** Where tables are. */
    public CompareOptions catalog(LakeSettings catalog) {
        this.catalog = catalog;
        return this;
    }

    LakeSettings catalog() {
        if (catalog == null) {
            throw UserError.badUsage("A side is a table, and it was not said where tables are.");
        }
        return catalog;
    }

    /** What the sides hold; by default what the names of the topics say. */
    public CompareOptions kind(Contents kind) {
        this.kind = kind;
        return this;
    }

    /**
     * Which event times the job that made the sides accepts; needed if an oracle is compared with
     * them.
     */
    public CompareOptions times(Instant from, Instant before) {
        this.bounds = bounds.withTimes(from, before);
        return this;
    }

    Bounds bounds() {
        return bounds;
    }

    /** Accepts sides without a row as a result, without waiting for rows. */
    public CompareOptions allowEmpty(boolean allowed) {
        this.allowEmpty = allowed;
        return this;
    }

    /** How many differences to show in full. */
    public CompareOptions show(int differences) {
        this.show = differences;
        return this;
    }

    /** How long the sides may take to become equal; with zero the comparison looks once. */
    public CompareOptions patience(Duration patience) {
        this.patience = patience;
        return this;
    }

    List<SideName> sides() {
        Set<String> names = new LinkedHashSet<>();
        for (SideName side : sides) {
            if (!names.add(side.given())) {
                throw UserError.badUsage(
                        side.given() + " is named twice; it is equal to itself: name another.");
            }
        }
        if (sides.size() < 2) {
            throw UserError.badUsage("Name two sides or more to compare.");
        }
        return List.copyOf(sides);
    }

    Contents kind() {
        if (kind != null) {
            return kind;
        }
        List<Contents> kinds =
                sides.stream()
                        .filter(side -> !side.oracle())
                        .map(side -> Contents.ofTopic(side.topic()))
                        .distinct()
                        .toList();
        if (kinds.size() != 1) {
            throw UserError.badUsage(
                    "The names of the sides do not say of what kind they all are: say it with"
                            + " --kind.");
        }
        return kinds.get(0);
    }

    boolean allowEmpty() {
        return allowEmpty;
    }

    int show() {
        if (show < 0) {
            throw UserError.badUsage("--show takes a number, 0 or more, not " + show + ".");
        }
        return show;
    }

    Duration patience() {
        return Patience.of(patience);
    }

    /** Client properties for reading a side. */
    Properties client(SideName side) {
        Properties properties = new Properties();
        properties.putAll(client);
        if (side.brokers() != null) {
            properties.putAll(BrokerOption.clientProperties(side.brokers()));
        }
        return properties;
    }
}
