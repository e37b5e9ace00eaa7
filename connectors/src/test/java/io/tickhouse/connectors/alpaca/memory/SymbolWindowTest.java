package io.tickhouse.connectors.alpaca.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SymbolWindowTest {

    private static final long START = 1_772_000_000_000_000_000L;
    private static final long OVERLAP = 1_000;

    private final SymbolWindow window = new SymbolWindow("AAPL");

    @Test
    void knowsADouble() {
        assertThat(window.add(START, 1, 2, OVERLAP)).isOne();
        assertThat(window.add(START, 1, 2, OVERLAP)).isEqualTo(Integer.MIN_VALUE);
        assertThat(window.add(START, 1, 3, OVERLAP)).isOne();
        assertThat(window.size()).isEqualTo(2);
    }

    @Test
    void repairBeginsTheOverlapBeforeTheLastLiveMessage() {
        window.live(START);
        assertThat(window.from(OVERLAP)).isEqualTo(START - OVERLAP);
        window.live(START - 5);
        assertThat(window.last()).isEqualTo(START);
    }

    @Test
    void repairOfASilentSymbolBeginsWhereItBeganToCount() {
        window.startAt(START);
        assertThat(window.from(OVERLAP)).isEqualTo(START);
        window.live(START + 10 * OVERLAP);
        assertThat(window.from(OVERLAP)).isEqualTo(START + 9 * OVERLAP);
    }

    @Test
    void feedWhoseClockIsBehindOursCountsFromItsFirstMessage() {
        window.startAt(START);
        window.live(START - 1_000_000);
        assertThat(window.add(START - 1_000_000, 1, 2, OVERLAP)).isOne();
        assertThat(window.add(START - 1_000_000, 1, 2, OVERLAP)).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void forgetsWhatIsBehindTheOverlapButNotWhatAGapHolds() {
        fill(100);
        window.hold(START + 3, START + 5);
        window.live(START + 100 * OVERLAP);
        assertThat(window.prune(OVERLAP)).isEqualTo(97);
        assertThat(window.add(START + 4, 4, 4, OVERLAP)).isEqualTo(Integer.MIN_VALUE);
        window.holdNothing();
        assertThat(window.prune(OVERLAP)).isEqualTo(3);
        assertThat(window.size()).isZero();
    }

    @Test
    void floorNeverGoesBack() {
        fill(10);
        window.prune(OVERLAP);
        long narrow = window.from(OVERLAP);
        assertThat(window.from(100 * OVERLAP)).isEqualTo(narrow);
    }

    @Test
    void staysSmallHoweverMuchPassesThrough() {
        for (int i = 0; i < 200_000; i++) {
            window.live(START + i);
            window.add(START + i, i, i, OVERLAP);
        }
        assertThat(window.size()).isLessThan(4 * (int) OVERLAP);
    }

    /**
     * Compares with a set that forgets nothing: no duplicate passes, and nothing new is dropped.
     */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void agreesWithASetOverRandomMessages(@ForAll("messages") List<Arrival> messages)
            throws IOException {
        SymbolWindow subject = new SymbolWindow("AAPL");
        Set<Long> seen = new HashSet<>();
        List<Long> recent = new ArrayList<>();
        int size = 0;
        long now = START;
        for (Arrival message : messages) {
            now += message.later();
            boolean again = message.again() && !recent.isEmpty();
            long time = again ? recent.get(message.which() % recent.size()) : now - message.late();
            subject.live(time);
            int change = subject.add(time, time * 31, time * 17, OVERLAP);
            assertThat(change == Integer.MIN_VALUE).isEqualTo(!seen.add(time));
            size += change == Integer.MIN_VALUE ? 0 : change;
            if (!again) {
                recent.add(time);
            }
            if (recent.size() > 20) {
                recent.remove(0);
            }
            if (message.checkpoint()) {
                subject = roundTrip(subject);
            }
        }
        assertThat(subject.size()).isEqualTo(size);
    }

    /**
     * A message, and whether a checkpoint follows.
     *
     * @param later than the newest one before
     * @param again repeats the one at {@code which} of the last; else it is new and {@code late}
     */
    record Arrival(int later, boolean again, int which, int late, boolean checkpoint) {}

    /** Many, so that the window forgets and its table grows and shrinks. */
    @Provide
    ListArbitrary<Arrival> messages() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 19),
                        chance(4),
                        Arbitraries.integers().between(0, 19),
                        Arbitraries.integers().between(0, (int) OVERLAP / 2 - 1),
                        chance(500))
                .as(Arrival::new)
                .list()
                .ofMaxSize(2_000)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<Boolean> chance(int oneIn) {
        return Arbitraries.frequency(Tuple.of(1, true), Tuple.of(oneIn - 1, false));
    }

    private void fill(int count) {
        for (int i = 1; i <= count; i++) {
            window.live(START + i);
            window.add(START + i, i, i, OVERLAP);
        }
    }

    private static SymbolWindow roundTrip(SymbolWindow window) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        window.write(out);
        SymbolWindow copy = SymbolWindow.read(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(copy.size()).isEqualTo(window.size());
        assertThat(copy.last()).isEqualTo(window.last());
        assertThat(copy.from(OVERLAP)).isEqualTo(window.from(OVERLAP));
        return copy;
    }
}
