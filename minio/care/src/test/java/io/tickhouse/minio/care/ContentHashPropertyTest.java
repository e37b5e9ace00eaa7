package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/** The hash knows the rows, and neither their order, nor their files, nor the schema's history. */
class ContentHashPropertyTest {

    private static final Types.NestedField SYMBOL =
            Types.NestedField.required(1, "S", Types.StringType.get());
    private static final Types.NestedField SIZE =
            Types.NestedField.optional(2, "s", Types.DoubleType.get());
    private static final Types.NestedField CODES =
            Types.NestedField.optional(
                    3, "c", Types.ListType.ofOptional(4, Types.StringType.get()));
    private static final Types.NestedField ID =
            Types.NestedField.optional(5, "i", Types.LongType.get());
    private static final Schema SCHEMA = new Schema(SYMBOL, SIZE, CODES, ID);

    /** The same columns under other names and in another order, and one that is new. */
    private static final Schema EVOLVED =
            new Schema(
                    Types.NestedField.optional(6, "x", Types.StringType.get()),
                    Types.NestedField.optional(5, "trade_id", Types.LongType.get()),
                    Types.NestedField.optional(
                            3, "conditions", Types.ListType.ofOptional(4, Types.StringType.get())),
                    Types.NestedField.required(1, "symbol", Types.StringType.get()),
                    Types.NestedField.optional(2, "size", Types.DoubleType.get()));

    private static final Map<String, String> NEW_NAMES =
            Map.of("S", "symbol", "s", "size", "c", "conditions", "i", "trade_id");

    @Property
    void orderGroupsAndEvolutionDoNotCount(
            @ForAll("rows") List<Record> rows,
            @ForAll @IntRange(min = 1, max = 5) int groups,
            @ForAll long seed) {
        List<Record> shuffled = new ArrayList<>(rows);
        Random random = new Random(seed);
        Collections.shuffle(shuffled, random);
        List<RecordSum> sums = new ArrayList<>();
        boolean[] evolved = new boolean[groups];
        for (int i = 0; i < groups; i++) {
            evolved[i] = random.nextBoolean();
            sums.add(new RecordSum(evolved[i] ? EVOLVED : SCHEMA));
        }
        for (Record row : shuffled) {
            int group = random.nextInt(groups);
            sums.get(group).add(evolved[group] ? evolved(row) : row);
        }

        ContentHash whole = ContentHash.NOTHING;
        for (RecordSum sum : sums) {
            whole = whole.plus(sum.sum());
        }

        assertThat(whole).isEqualTo(hash(rows));
    }

    @Property
    void aLostRowShows(@ForAll("rows") List<Record> rows, @ForAll long seed) {
        List<Record> fewer = new ArrayList<>(rows);
        fewer.remove(new Random(seed).nextInt(rows.size()));

        assertThat(hash(fewer).hex()).isNotEqualTo(hash(rows).hex());
    }

    @Property
    void aDoubledRowShows(@ForAll("rows") List<Record> rows, @ForAll long seed) {
        List<Record> more = new ArrayList<>(rows);
        more.add(rows.get(new Random(seed).nextInt(rows.size())));

        assertThat(hash(more).hex()).isNotEqualTo(hash(rows).hex());
    }

    /** Also where twins would cancel out in an exclusive or. */
    @Property
    void aRowInPlaceOfItsTwinShows(@ForAll("rows") List<Record> rows, @ForAll("row") Record row) {
        List<Record> twins = new ArrayList<>(rows);
        twins.add(row);
        twins.add(row);
        List<Record> others = new ArrayList<>(rows);
        others.add(rows.get(0));
        others.add(rows.get(0));
        assumeThat(row).isNotEqualTo(rows.get(0));

        assertThat(hash(twins).hex()).isNotEqualTo(hash(others).hex());
    }

    @Property
    void aChangedValueShows(
            @ForAll("rows") List<Record> rows, @ForAll("row") Record other, @ForAll long seed) {
        Random random = new Random(seed);
        int at = random.nextInt(rows.size());
        int column = random.nextInt(SCHEMA.columns().size());
        Record changed = rows.get(at).copy();
        changed.set(column, other.get(column));
        assumeThat(changed).isNotEqualTo(rows.get(at));
        List<Record> mutated = new ArrayList<>(rows);
        mutated.set(at, changed);

        assertThat(hash(mutated).hex()).isNotEqualTo(hash(rows).hex());
    }

    /** Counts, sums and bounds of the columns stay; only the hash tells. */
    @Property
    void swappedValuesShow(
            @ForAll("row") Record one,
            @ForAll("row") Record two,
            @ForAll("rows") List<Record> rest,
            @ForAll @IntRange(min = 0, max = 3) int column) {
        Record oneSwapped = one.copy();
        Record twoSwapped = two.copy();
        oneSwapped.set(column, two.get(column));
        twoSwapped.set(column, one.get(column));
        assumeThat(oneSwapped).isNotEqualTo(one);
        assumeThat(oneSwapped).isNotEqualTo(two);
        List<Record> rows = new ArrayList<>(rest);
        Collections.addAll(rows, one, two);
        List<Record> mutated = new ArrayList<>(rest);
        Collections.addAll(mutated, oneSwapped, twoSwapped);

        assertThat(hash(mutated).hex()).isNotEqualTo(hash(rows).hex());
    }

    @Provide
    Arbitrary<Record> row() {
        return Combinators.combine(
                        Arbitraries.strings().ofMaxLength(6),
                        Arbitraries.doubles().injectNull(0.2),
                        Arbitraries.strings()
                                .ofMaxLength(2)
                                .injectNull(0.2)
                                .list()
                                .ofMaxSize(3)
                                .injectNull(0.2),
                        Arbitraries.longs().injectNull(0.2))
                .as(
                        (symbol, size, codes, id) -> {
                            Record row = GenericRecord.create(SCHEMA);
                            row.set(0, symbol);
                            row.set(1, size);
                            row.set(2, codes);
                            row.set(3, id);
                            return row;
                        });
    }

    @Provide
    Arbitrary<List<Record>> rows() {
        return row().list().ofMinSize(1).ofMaxSize(20);
    }

    private static Record evolved(Record row) {
        Record evolved = GenericRecord.create(EVOLVED);
        NEW_NAMES.forEach((before, now) -> evolved.setField(now, row.getField(before)));
        return evolved;
    }

    private static ContentHash hash(List<Record> rows) {
        RecordSum sum = new RecordSum(SCHEMA);
        rows.forEach(sum::add);
        return sum.sum();
    }
}
