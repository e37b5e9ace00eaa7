package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.audit.Coordinate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.apache.kafka.common.header.internals.RecordHeader;

class BlocksPropertyTest {

    private final RowHash hash = new RowHash();

    @Provide
    Arbitrary<List<Row>> rows() {
        return row().list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Row> row() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.longs().between(0, 20_000),
                        Arbitraries.strings().ascii().ofMaxLength(3),
                        Arbitraries.strings().ofMaxLength(5))
                .as(
                        (partition, offset, key, value) ->
                                row(new Coordinate(partition, offset, 0), key, value));
    }

    @Property
    void theOrderOfRowsDoesNotMatter(@ForAll("rows") List<Row> rows, @ForAll Random order) {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, order);

        assertThat(Blocks.differing(List.of(blocks(rows), blocks(shuffled)))).isEmpty();
    }

    @Property
    void aRowTooManyIsFoundInItsBlockAlone(
            @ForAll("rows") @NotEmpty List<Row> rows, @ForAll Random which) {
        Row again = rows.get(which.nextInt(rows.size()));
        List<Row> more = new ArrayList<>(rows);
        more.add(again);

        assertThat(Blocks.differing(List.of(blocks(rows), blocks(more))))
                .containsExactly(Blocks.Id.of(again.source));
        assertThat(Blocks.differing(List.of(blocks(more), blocks(rows))))
                .containsExactly(Blocks.Id.of(again.source));
    }

    @Property
    void everyRowIsCountedInItsBlock(@ForAll("rows") List<Row> rows) {
        Blocks blocks = blocks(rows);

        for (Row row : rows) {
            Blocks.Id id = Blocks.Id.of(row.source);
            assertThat(row.source.offset())
                    .isBetween(id.firstOffset(), id.firstOffset() + Blocks.OFFSETS - 1);
            assertThat(blocks.count(id))
                    .isEqualTo(
                            rows.stream().filter(r -> Blocks.Id.of(r.source).equals(id)).count());
        }
        assertThat(blocks.count(new Blocks.Id(9, 0))).isZero();
    }

    @Property
    void aHashKnowsWhereTheKeyEndsAndTheValueBegins(
            @ForAll String key, @ForAll @NotEmpty String value) {
        Coordinate at = new Coordinate(0, 0, 0);

        assertThat(hash.of(row(at, key, value)))
                .isNotEqualTo(hash.of(row(at, key + value.charAt(0), value.substring(1))));
    }

    /** Sums tell them apart; with exclusive or, both would be nothing. */
    @Example
    void twoOfARowAreNotTwoOfAnother() {
        Row one = row(new Coordinate(0, 0, 0), "k", "v");
        Row other = row(new Coordinate(0, 0, 0), "k", "w");

        assertThat(
                        Blocks.differing(
                                List.of(blocks(List.of(one, one)), blocks(List.of(other, other)))))
                .hasSize(1);
    }

    @Example
    void aHashTellsNothingFromAnEmptyText() {
        Coordinate at = new Coordinate(0, 0, 0);
        Row nothing = new Row(at, 0, 0, null, new byte[0], List.of());
        Row empty = new Row(at, 0, 0, new byte[0], new byte[0], List.of());
        Row header =
                new Row(at, 0, 0, null, new byte[0], List.of(new RecordHeader("h", (byte[]) null)));

        assertThat(hash.of(nothing)).isNotEqualTo(hash.of(empty)).isNotEqualTo(hash.of(header));
        assertThat(hash.of(nothing)).isEqualTo(new RowHash().of(nothing));
    }

    @Example
    void aHashOfALongRowIsThatOfAFreshBuffer() {
        Row large = row(new Coordinate(0, 0, 0), "k", "v".repeat(1 << 20));
        Row small = row(new Coordinate(0, 0, 0), "k", "v");
        long[] before = hash.of(small);

        assertThat(hash.of(large)).isEqualTo(new RowHash().of(large));
        assertThat(hash.of(small)).isEqualTo(before);
    }

    private Blocks blocks(List<Row> rows) {
        Blocks blocks = new Blocks();
        rows.forEach(row -> blocks.add(row.source, hash.of(row)));
        return blocks;
    }

    private static Row row(Coordinate source, String key, String value) {
        return new Row(
                source,
                0,
                0,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                List.of());
    }
}
