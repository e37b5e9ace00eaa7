package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests that an audit counts exactly what happened to each element, in whatever order it reads. */
class ReconciliationPropertyTest {

    private static final int ELEMENTS = 3;

    /** What became of one element. */
    enum Fate {
        ROW,
        ROW_TWICE,
        DEAD,
        DEAD_TWICE,
        ROW_AND_DEAD,
        LOST
    }

    @Provide
    Arbitrary<List<Fate>> fates() {
        return Arbitraries.of(Fate.class).list().ofMaxSize(40);
    }

    @Property
    void everyFateIsCountedOnceAndNamedByItsCoordinate(
            @ForAll("fates") List<Fate> fates, @ForAll Random order) {
        World world = new World(fates);
        world.happen(order, fates);

        Side rows = world.verdict.rows("rows", world.rows, false);
        Side letters = world.verdict.deadLetters(false);

        assertThat(rows.missing()).isEqualTo(count(fates, Fate.LOST));
        assertThat(rows.duplicates()).isEqualTo(count(fates, Fate.ROW_TWICE));
        assertThat(rows.alsoDeadLetters()).isEqualTo(count(fates, Fate.ROW_AND_DEAD));
        assertThat(rows.found())
                .isEqualTo(count(fates, Fate.ROW, Fate.ROW_TWICE, Fate.ROW_AND_DEAD));
        assertThat(letters.duplicates()).isEqualTo(count(fates, Fate.DEAD_TWICE));
        assertThat(letters.found())
                .isEqualTo(count(fates, Fate.DEAD, Fate.DEAD_TWICE, Fate.ROW_AND_DEAD));
        assertThat(rows.firstMissing()).isEqualTo(world.named(fates, Fate.LOST));
        assertThat(rows.firstDuplicates()).isEqualTo(world.named(fates, Fate.ROW_TWICE));
        assertThat(rows.clean())
                .isEqualTo(count(fates, Fate.LOST, Fate.ROW_TWICE, Fate.ROW_AND_DEAD) == 0);
    }

    @Property
    void rowsInSeveralTopicsAddUpToTheSameVerdict(
            @ForAll("fates") List<Fate> fates, @ForAll Random order) {
        World one = new World(fates);
        one.happen(order, fates);
        World other = new World(fates);
        Seen[] topics = {other.rows, new Seen(other.raw, null), new Seen(other.raw, null)};
        other.happen(order, fates, topics);

        assertThat(other.verdict.rows("x", Seen.union(other.raw, List.of(topics)), true))
                .isEqualTo(one.verdict.rows("x", one.rows, true));
    }

    private static long count(List<Fate> fates, Fate... which) {
        return fates.stream().filter(List.of(which)::contains).count();
    }

    /** A raw topic of arrays of three elements, and what was written of it. */
    private static final class World {

        private final RawIndex raw =
                new RawIndex(Map.of(0, new RawIndex.Range(0, 1000)), () -> Map.of(0, 1000L));
        private final Seen rows = new Seen(raw, null);
        private final Seen letters = new Seen(raw, null);
        private final Reconciliation verdict = new Reconciliation(raw, letters);

        World(List<Fate> fates) {
            for (int first = 0; first < fates.size(); first += ELEMENTS) {
                int elements = Math.min(ELEMENTS, fates.size() - first);
                raw.add(0, offset(first), elements, i -> Kind.TRADE, 0);
            }
        }

        /** Offsets have gaps, as Kafka's transactions leave them. */
        private static long offset(int element) {
            return 2L * (element / ELEMENTS);
        }

        private static Coordinate at(int element) {
            return new Coordinate(0, offset(element), element % ELEMENTS);
        }

        private void happen(Random order, List<Fate> fates, Seen... topics) {
            List<Runnable> writes = new ArrayList<>();
            for (int i = 0; i < fates.size(); i++) {
                Coordinate at = at(i);
                Runnable row =
                        () ->
                                (topics.length == 0 ? rows : topics[order.nextInt(topics.length)])
                                        .row(at, Seen.NO_TIME);
                Runnable dead = () -> letters.deadLetter(at, 1, false, Seen.NO_TIME);
                switch (fates.get(i)) {
                    case ROW -> writes.add(row);
                    case ROW_TWICE -> writes.addAll(List.of(row, row));
                    case DEAD -> writes.add(dead);
                    case DEAD_TWICE -> writes.addAll(List.of(dead, dead));
                    case ROW_AND_DEAD -> writes.addAll(List.of(row, dead));
                    case LOST -> {}
                }
            }
            Collections.shuffle(writes, order);
            writes.forEach(Runnable::run);
        }

        private List<String> named(List<Fate> fates, Fate which) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < fates.size() && names.size() < 10; i++) {
                if (fates.get(i) == which) {
                    names.add(at(i).toString());
                }
            }
            return names;
        }
    }
}
