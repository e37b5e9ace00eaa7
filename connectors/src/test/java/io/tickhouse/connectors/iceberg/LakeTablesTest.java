package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables on the local file system; the integration tests cover S3. */
class LakeTablesTest {

    private static final TableIdentifier ID = TableIdentifier.of("db", "flattened_stocks");

    @TempDir private Path warehouse;

    @Test
    void makesTheTableOfTheContract() throws Exception {
        Table table = ensure(ColumnNames.SEED);

        assertThat(names(table.schema()))
                .containsExactly(
                        "T",
                        "S",
                        "i",
                        "x",
                        "p",
                        "s",
                        "timestamp",
                        "c",
                        "z",
                        "tks",
                        "u",
                        "event_time",
                        "nanos",
                        "src_partition",
                        "src_offset",
                        "src_index");
        assertThat(table.schema().findField("S").isRequired()).isTrue();
        assertThat(table.schema().findField("timestamp").isRequired()).isTrue();
        assertThat(table.schema().findField("p").isOptional()).isTrue();
        assertThat(table.spec().toString()).contains("day");
        assertThat(table.sortOrder().fields()).hasSize(2);
        assertThat(table.sortOrder()).isNotEqualTo(SortOrder.unsorted());
        assertThat(table.properties())
                .containsEntry("write.parquet.compression-codec", "zstd")
                .containsEntry("write.distribution-mode", "none")
                .containsEntry("write.metadata.compression-codec", "gzip")
                .containsEntry("write.metadata.delete-after-commit.enabled", "true");
    }

    @Test
    void namesColumnsInWordsForEnginesThatFoldCase() throws Exception {
        assertThat(names(ensure(ColumnNames.DESCRIPTIVE).schema()))
                .contains("symbol", "trade_id", "exchange", "price", "size", "conditions", "tape")
                .doesNotHaveDuplicates();
    }

    @Test
    void isIdempotent() throws Exception {
        Table first = ensure(ColumnNames.SEED);
        Table second = ensure(ColumnNames.SEED);

        assertThat(second.schema().schemaId()).isEqualTo(first.schema().schemaId());
    }

    @Test
    void addsMissingColumnsAndKeepsForeignOnes() throws Exception {
        existing(
                Types.NestedField.required(1, "timestamp", Types.LongType.get()),
                Types.NestedField.required(2, "S", Types.StringType.get()),
                Types.NestedField.optional(3, "note", Types.StringType.get()),
                Types.NestedField.optional(4, "event_time", Types.TimestampType.withZone()));

        Table table = ensure(ColumnNames.SEED);

        assertThat(names(table.schema())).startsWith("timestamp", "S", "note", "event_time");
        assertThat(names(table.schema())).contains("p", "src_index");
        Trade trade = new Trade();
        trade.symbol = "AAPL".getBytes(StandardCharsets.UTF_8);
        trade.timeNs = 1_772_461_800_123_456_789L;
        trade.price = 1.5;
        RowData row =
                new RowMapper<>(LakeTable.of(Kind.TRADE), table.schema(), ColumnNames.SEED)
                        .map(trade);
        assertThat(row.getLong(0)).isEqualTo(1_772_461_800_123L);
        assertThat(row.getString(1)).hasToString("AAPL");
        assertThat(row.isNullAt(2)).isTrue();
        assertThat(row.getTimestamp(3, 6).toInstant())
                .hasToString("2026-03-02T14:30:00.123456789Z");
        assertThat(row.getDouble(names(table.schema()).indexOf("p"))).isEqualTo(1.5);
        assertThat(row.getInt(names(table.schema()).indexOf("nanos"))).isEqualTo(789);
    }

    @Test
    void refusesATableThatIsNamedTheOtherWay() throws Exception {
        ensure(ColumnNames.DESCRIPTIVE);

        assertThatThrownBy(() -> ensure(ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no column S")
                .hasMessageContaining("--iceberg-columns descriptive");
    }

    @Test
    void refusesAColumnOfAnotherType() {
        existing(
                Types.NestedField.required(1, "timestamp", Types.LongType.get()),
                Types.NestedField.required(2, "S", Types.StringType.get()),
                Types.NestedField.optional(3, "p", Types.StringType.get()));

        assertThatThrownBy(() -> ensure(ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Column p");
    }

    @Test
    void comparesTypesToTheLastZoneAndElement() {
        assertThat(
                        LakeTables.isSame(
                                Types.TimestampType.withZone(), Types.TimestampType.withZone()))
                .isTrue();
        assertThat(
                        LakeTables.isSame(
                                Types.TimestampType.withZone(), Types.TimestampType.withoutZone()))
                .isFalse();
        assertThat(
                        LakeTables.isSame(
                                Types.ListType.ofOptional(5, Types.StringType.get()),
                                Types.ListType.ofRequired(1000, Types.StringType.get())))
                .isTrue();
        assertThat(
                        LakeTables.isSame(
                                Types.ListType.ofOptional(5, Types.IntegerType.get()),
                                Types.ListType.ofOptional(5, Types.StringType.get())))
                .isFalse();
    }

    /** Tables that were created before sizes became decimals. */
    @Test
    void refusesAColumnOfWholeSizes() {
        existing(
                Types.NestedField.required(1, "timestamp", Types.LongType.get()),
                Types.NestedField.required(2, "S", Types.StringType.get()),
                Types.NestedField.optional(3, "s", Types.LongType.get()));

        assertThatThrownBy(() -> ensure(ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Column s")
                .hasMessageContaining("is long, but double is written")
                .hasMessageContaining("--starting-offsets earliest")
                .hasMessageContaining("CAST(s AS double)");
    }

    @Test
    void refusesATimeWithoutAZone() {
        existing(
                Types.NestedField.required(1, "timestamp", Types.LongType.get()),
                Types.NestedField.required(2, "S", Types.StringType.get()),
                Types.NestedField.optional(3, "event_time", Types.TimestampType.withoutZone()));

        assertThatThrownBy(() -> ensure(ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("event_time")
                .hasMessageContaining("--iceberg-table")
                .hasMessageContaining("CAST");
    }

    @Test
    void refusesAColumnThatMustBeThereAndMayBeMissing() {
        existing(
                Types.NestedField.required(1, "timestamp", Types.LongType.get()),
                Types.NestedField.required(2, "S", Types.StringType.get()),
                Types.NestedField.required(3, "p", Types.DoubleType.get()));

        assertThatThrownBy(() -> ensure(ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Column p")
                .hasMessageContaining("required");
    }

    @Test
    void refusesATableOfBarsByDayUntilItIsByMonth() throws Exception {
        TableIdentifier bars = TableIdentifier.of("db", "bars");
        Schema schema = LakeTable.of(Kind.BAR).schema(ColumnNames.SEED);
        Table table =
                catalog()
                        .loadCatalog()
                        .createTable(
                                bars,
                                schema,
                                PartitionSpec.builderFor(schema).day("event_time").build());
        try (LakeTables tables = new LakeTables(catalog())) {
            assertThatThrownBy(
                            () ->
                                    tables.ensure(
                                            LakeTable.of(Kind.BAR),
                                            bars,
                                            ColumnNames.SEED,
                                            Map.of()))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("db.bars is partitioned by day(event_time)")
                    .hasMessageContaining("db.bars event_time_day \"month(event_time)\"")
                    .hasMessageContaining("--iceberg-table");

            table.updateSpec()
                    .removeField("event_time_day")
                    .addField(Expressions.month("event_time"))
                    .commit();
            assertThat(
                            tables.ensure(LakeTable.of(Kind.BAR), bars, ColumnNames.SEED, Map.of())
                                    .spec()
                                    .toString())
                    .contains("month(");
        }
    }

    @Test
    void refusesATableOfTradesByHour() {
        Schema schema = LakeTable.of(Kind.TRADE).schema(ColumnNames.SEED);
        catalog()
                .loadCatalog()
                .createTable(
                        ID, schema, PartitionSpec.builderFor(schema).hour("event_time").build());

        assertThatThrownBy(() -> ensure(ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("partitioned by hour(event_time)")
                .hasMessageContaining("event_time_hour \"day(event_time)\"");
    }

    @Test
    void takesATableThatIsPartitionedMoreCoarsely() throws Exception {
        Schema schema = LakeTable.of(Kind.TRADE).schema(ColumnNames.SEED);
        catalog()
                .loadCatalog()
                .createTable(
                        ID,
                        schema,
                        PartitionSpec.builderFor(schema).bucket("S", 4).year("event_time").build());

        assertThat(ensure(ColumnNames.SEED).spec().toString()).contains("year(");
    }

    @Test
    void newTablesOfBarsAreByMonth() throws Exception {
        try (LakeTables tables = new LakeTables(catalog())) {
            assertThat(
                            tables.ensure(
                                            LakeTable.of(Kind.BAR),
                                            TableIdentifier.of("db", "new_bars"),
                                            ColumnNames.SEED,
                                            Map.of())
                                    .spec()
                                    .toString())
                    .contains("month(");
        }
    }

    @Test
    void aTableBelongsToOneRawTopic() throws Exception {
        Table table = ensure(ColumnNames.SEED);
        try (LakeTables tables = new LakeTables(catalog())) {
            tables.claim(table, "iex_data", "id-1");
            tables.claim(ensure(ColumnNames.SEED), "iex_data", "id-1");

            assertThatThrownBy(() -> tables.claim(ensure(ColumnNames.SEED), "sip_data", "id-9"))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("iex_data")
                    .hasMessageContaining("sip_data")
                    .hasMessageContaining("--iceberg-table");
            assertThatThrownBy(() -> tables.claim(ensure(ColumnNames.SEED), "iex_data", "id-2"))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("deleted and made again")
                    .hasMessageContaining("id-2");
        }
        assertThat(ensure(ColumnNames.SEED).properties())
                .containsEntry("tickhouse.source-topic", "iex_data")
                .containsEntry("tickhouse.source-topic-id", "id-1");
    }

    @Test
    void aTableOfAnotherTopicIsKnownBeforeItGrows() throws Exception {
        try (LakeTables tables = new LakeTables(catalog())) {
            tables.checkSource(ID, "iex_data", "id-1");
            tables.claim(ensure(ColumnNames.SEED), "iex_data", "id-1");

            tables.checkSource(ID, "iex_data", "id-1");
            assertThatThrownBy(() -> tables.checkSource(ID, "sip_data", "id-9"))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("has the rows of the topic iex_data");
        }
    }

    @Test
    void aTableThatCannotBeClaimedIsRefusedInWords() throws Exception {
        Table table = ensure(ColumnNames.SEED);
        catalog().loadCatalog().dropTable(ID);
        try (LakeTables tables = new LakeTables(catalog())) {
            assertThatThrownBy(() -> tables.claim(table, "iex_data", "id-1"))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("The lake cannot be used");
        }
    }

    @Test
    void refusesATableWithTooManySnapshots() throws Exception {
        Table table = ensure(ColumnNames.SEED);
        table.newAppend().commit();
        table.newAppend().commit();
        try (LakeTables tables = new LakeTables(catalog())) {
            tables.checkSnapshots(table, 2, Duration.ofSeconds(10));

            assertThatThrownBy(() -> tables.checkSnapshots(table, 1, Duration.ofSeconds(10)))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("2 snapshots")
                    .hasMessageContaining("--max-snapshots");
        }
    }

    @Test
    void refusesAColumnThatOnlyOthersCanFillBeforeItAddsItsOwn() {
        existing(
                Types.NestedField.required(1, "timestamp", Types.LongType.get()),
                Types.NestedField.required(2, "S", Types.StringType.get()),
                Types.NestedField.required(3, "account", Types.StringType.get()));

        assertThatThrownBy(() -> ensure(ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("requires a column account")
                .hasMessageContaining("--iceberg-table");
        assertThat(names(catalog().loadCatalog().loadTable(ID).schema()))
                .containsExactly("timestamp", "S", "account");
    }

    private static List<String> names(Schema schema) {
        return schema.columns().stream().map(Types.NestedField::name).toList();
    }

    private void existing(Types.NestedField... columns) {
        Catalog catalog = catalog().loadCatalog();
        catalog.createTable(ID, new Schema(columns));
    }

    private Table ensure(ColumnNames names) throws Exception {
        try (LakeTables tables = new LakeTables(catalog())) {
            return tables.ensure(LakeTable.of(Kind.TRADE), ID, names, Map.of());
        }
    }

    private LakeCatalog catalog() {
        return new LakeCatalog("local", LakeSettings.inFolder(warehouse.toUri().toString()));
    }
}
