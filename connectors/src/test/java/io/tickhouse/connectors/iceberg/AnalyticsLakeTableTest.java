package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.analytics.AnalyticsTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnalyticsLakeTableTest {

    private static final List<Duration> HORIZONS = List.of(Duration.ofMinutes(15));

    @TempDir private Path warehouse;

    static List<AnalyticsTable> tables() {
        return AnalyticsTable.all(HORIZONS);
    }

    @ParameterizedTest
    @CsvSource({
        "symbol, string, true",
        "size_s, int, true",
        "window_start, timestamptz, true",
        "trading_date, date, true",
        "open, 'decimal(20, 9)', false",
        "volume, 'decimal(38, 9)', true",
        "trades, long, true",
        "vwap_all, 'decimal(18, 6)', false"
    })
    void barsHaveTheTypesOfTheirColumns(String column, String type, boolean required) {
        NestedField field = new AnalyticsLakeTable(AnalyticsTable.BARS).schema().findField(column);

        assertThat(field.type()).hasToString(type);
        assertThat(field.isRequired()).isEqualTo(required);
    }

    @Test
    void deviationsAreDecimals() {
        assertThat(
                        new AnalyticsLakeTable(AnalyticsTable.windows(HORIZONS))
                                .schema()
                                .findField("rv_15m")
                                .type())
                .hasToString("decimal(20, 9)");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void isMadeOnceAndFoundAgain(AnalyticsTable table) throws Exception {
        Table first = ensure(table);

        assertThat(ensure(table).uuid()).isEqualTo(first.uuid());
        assertThat(first.schema().columns().stream().map(NestedField::name))
                .containsExactlyElementsOf(
                        table.columns().stream().map(column -> column.name()).toList());
        assertThat(first.properties()).containsEntry("write.distribution-mode", "none");
    }

    @Test
    void whatIsOfIntervalsIsByDayAndTheRestByMonth() throws Exception {
        assertThat(partition(AnalyticsTable.BARS)).contains("day(").contains("window_start");
        assertThat(partition(AnalyticsTable.windows(HORIZONS))).contains("day(").contains("as_of");
        assertThat(partition(AnalyticsTable.LATE)).contains("month(").contains("event_time");
        assertThat(partition(AnalyticsTable.CORRECTIONS)).contains("month(");
    }

    @Test
    void sortsBySymbolAndTime() throws Exception {
        Table table = ensure(AnalyticsTable.BARS);

        assertThat(table.sortOrder().fields())
                .extracting(field -> table.schema().findColumnName(field.sourceId()))
                .containsExactly("symbol", "window_start");
    }

    @Test
    void refusesATableOfOtherHorizons() throws Exception {
        ensure(AnalyticsTable.windows(HORIZONS));

        assertThatThrownBy(() -> ensure(AnalyticsTable.windows(List.of(Duration.ofHours(1)))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("db.analytics_windows has other columns")
                .hasMessageContaining("--iceberg-table");
    }

    @Test
    void refusesATableThatRequiresWhatMayBeMissing() throws Exception {
        ensure(AnalyticsTable.BARS)
                .updateSchema()
                .allowIncompatibleChanges()
                .requireColumn("open")
                .commit();

        assertThatThrownBy(() -> ensure(AnalyticsTable.BARS)).isInstanceOf(Refusal.class);
    }

    private String partition(AnalyticsTable table) throws Exception {
        Table there = ensure(table);
        return there.spec().toString()
                + there.schema().findColumnName(there.spec().fields().get(0).sourceId());
    }

    private Table ensure(AnalyticsTable table) throws Exception {
        LakeCatalog catalog =
                new LakeCatalog("local", LakeSettings.inFolder(warehouse.toUri().toString()));
        try (LakeTables tables = new LakeTables(catalog)) {
            return tables.ensure(
                    new AnalyticsLakeTable(table),
                    TableIdentifier.of("db", "analytics_" + table.name()),
                    Map.of());
        }
    }
}
