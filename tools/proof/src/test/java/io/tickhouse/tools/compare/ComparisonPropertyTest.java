package io.tickhouse.tools.compare;

import static io.tickhouse.tools.compare.ListSide.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.audit.Coordinate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class ComparisonPropertyTest {

    /** What the second side has of a row of the first. */
    enum Change {
        NONE,
        OTHER_VALUE,
        OTHER_HEADER,
        MISSING
    }

    /** A row of the first side, and what became of it in the second. */
    record Planned(String key, String value, Change change) {

        /** A symbol is in one partition, as Kafka's clients choose it. */
        int partition() {
            return key.hashCode() & 1;
        }
    }

    @Provide
    Arbitrary<Map<Coordinate, Planned>> plans() {
        Arbitrary<Coordinate> sources =
                Combinators.combine(
                                Arbitraries.integers().between(0, 1),
                                Arbitraries.longs().between(0, 600),
                                Arbitraries.integers().between(0, 3))
                        .as(Coordinate::new);
        Arbitrary<Change> changes =
                Arbitraries.frequency(
                        Tuple.of(97, Change.NONE),
                        Tuple.of(1, Change.OTHER_VALUE),
                        Tuple.of(1, Change.OTHER_HEADER),
                        Tuple.of(1, Change.MISSING));
        Arbitrary<Planned> rows =
                Combinators.combine(
                                Arbitraries.of("S0", "S1", "S2", "S3", "S4"),
                                Arbitraries.of("0", "1", "2"),
                                changes)
                        .as(Planned::new);
        return Arbitraries.maps(sources, rows).ofMaxSize(120);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void changesAreFoundAndNamedWithTheirCoordinates(@ForAll("plans") Map<Coordinate, Planned> plan)
            throws InterruptedException {
        ListSide one = new ListSide("one");
        ListSide two = new ListSide("two");
        TreeSet<Coordinate> changed = new TreeSet<>();
        // In the order of their coordinates, so that no symbol is out of order.
        new TreeMap<>(plan)
                .forEach(
                        (source, row) -> {
                            one.row(source, row.partition(), row.key(), row.value());
                            if (row.change() != Change.NONE) {
                                changed.add(source);
                            }
                            addChanged(two, source, row);
                        });

        CompareReport report =
                Comparison.once(new Contents(Kind.TRADE), List.of(one, two), 1000, 1_000_000);

        assertThat(report.equal()).isEqualTo(changed.isEmpty());
        assertThat(report.differences())
                .extracting(Difference::source)
                .containsExactlyElementsOf(changed.stream().map(Coordinate::toString).toList());
    }

    private static void addChanged(ListSide side, Coordinate source, Planned row) {
        switch (row.change()) {
            case NONE -> side.row(source, row.partition(), row.key(), row.value());
            case OTHER_VALUE -> side.row(source, row.partition(), row.key(), row.value() + "x");
            case OTHER_HEADER -> side.row(source, row.partition(), row.key(), row.value(), "h");
            case MISSING -> {}
        }
    }

    @Property(tries = 200)
    void aShuffledTopicIsOutOfOrderUnlessTheShuffleChangedNothing(
            @ForAll @IntRange(min = 1, max = 4) int rows, @ForAll Random random)
            throws InterruptedException {
        List<Integer> offsets = IntStream.range(0, rows).boxed().toList();
        List<Integer> shuffled = new ArrayList<>(offsets);
        Collections.shuffle(shuffled, random);
        ListSide one = new ListSide("one");
        ListSide two = new ListSide("two");
        offsets.forEach(offset -> one.row(at(0, offset, 0), "AAPL", "v"));
        shuffled.forEach(offset -> two.row(at(0, offset, 0), "AAPL", "v"));

        assertThat(Comparison.once(new Contents(Kind.TRADE), List.of(one, two), 10, 1000).equal())
                .isEqualTo(shuffled.equals(offsets));
    }
}
