package io.tickhouse.tools.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvolutionTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theColumnsOfEachKindAreKnownUnderBothNames(Kind kind) {
        assertThat(WrittenColumns.of(schema(kind, false)))
                .contains(new WrittenColumns(kind, false));
        assertThat(WrittenColumns.of(schema(kind, true))).contains(new WrittenColumns(kind, true));
    }

    @Test
    void anotherTableHasNoneOfThem() {
        Schema other =
                new Schema(
                        Types.NestedField.required(1, "S", Types.StringType.get()),
                        Types.NestedField.required(2, "timestamp", Types.LongType.get()));

        assertThat(WrittenColumns.of(other)).isEmpty();
    }

    @Test
    void whatTheJobWritesIsKnownByTheNamesOfTheTable() {
        WrittenColumns seed = new WrittenColumns(Kind.TRADE, false);

        assertThat(seed.has("s")).isTrue();
        assertThat(seed.has("size")).isFalse();
        assertThat(seed.has("src_offset")).isTrue();
        assertThat(new WrittenColumns(Kind.TRADE, true).has("size")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "day(event_time) | day | event_time",
                "month( event_time ) | month | event_time",
                "bucket(16, S) | bucket | S",
                "truncate(4,S) | truncate | S",
                "s | identity | s",
            })
    void aPartitionHasATransformAndAColumn(String text, String name, String column) {
        PartitionTransform transform = PartitionTransform.of(text);

        assertThat(transform.name()).isEqualTo(name);
        assertThat(transform.column()).isEqualTo(column);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "day()", "week(a)", "bucket(S)", "bucket(0, S)", "a, b", "day(a, b)"})
    void anythingElseIsBadUsage(String text) {
        assertThatThrownBy(() -> PartitionTransform.of(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("A partition is by");
    }

    @Test
    void aTypeIsAPrimitiveOrAListOfOne() {
        assertThat(ColumnType.of("decimal(10, 2)")).isEqualTo(Types.DecimalType.of(10, 2));
        assertThat(ColumnType.of("timestamptz")).isEqualTo(Types.TimestampType.withZone());
        assertThat(ColumnType.of("list<string>").asListType().elementType())
                .isEqualTo(Types.StringType.get());
        assertThatThrownBy(() -> ColumnType.of("varchar"))
                .hasMessageContaining("A type is one of string");
        assertThatThrownBy(() -> ColumnType.primitive("list<string>"))
                .isInstanceOf(UserError.class);
    }

    private static Schema schema(Kind kind, boolean descriptive) {
        List<Types.NestedField> fields = new ArrayList<>();
        List<String> names = new ArrayList<>();
        kind.fields().forEach(field -> names.add(descriptive ? field.name() : field.flatKey()));
        names.addAll(List.of("event_time", "nanos", "src_partition", "src_offset", "src_index"));
        for (String name : names) {
            fields.add(Types.NestedField.optional(fields.size() + 1, name, Types.StringType.get()));
        }
        return new Schema(fields);
    }
}
