package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the audit of tables in a warehouse that is a folder. */
class IcebergSideTest {

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.optional(1, "src_partition", Types.IntegerType.get()),
                    Types.NestedField.optional(2, "src_offset", Types.LongType.get()),
                    Types.NestedField.optional(3, "src_index", Types.IntegerType.get()));

    @TempDir private Path warehouse;

    private final RawIndex raw =
            new RawIndex(Map.of(0, new RawIndex.Range(0, 10)), () -> Map.of(0, 10L));
    private LakeSettings settings;
    private Catalog catalog;
    private IcebergSide side;

    @BeforeEach
    void threeTradesAndAQuote() {
        Kind[] kinds = {Kind.TRADE, Kind.TRADE, Kind.TRADE, Kind.QUOTE};
        raw.add(0, 5, 4, i -> kinds[i], 0);
        settings = LakeSettings.inFolder(warehouse.toUri().toString());
        catalog = settings.open("local");
        side =
                new IcebergSide(
                        raw,
                        settings,
                        Map.of(
                                Kind.TRADE, "local.db.t",
                                Kind.QUOTE, "local.db.t_quotes",
                                Kind.BAR, "local.db.t_bars"));
    }

    @AfterEach
    void close() throws IOException {
        side.close();
    }

    @Test
    void tablesThatAreNotThereYetHoldNothing() {
        assertThat(verdict().missing()).isEqualTo(4);
        assertThat(side.properties()).isEmpty();
    }

    @Test
    void theTablesOfAllKindsTogetherHoldEveryRow() throws IOException {
        append(table("t"), row(5, 0), row(5, 1), row(5, 2));
        append(table("t_quotes"), row(5, 3));

        assertThat(verdict().clean()).isTrue();
    }

    @Test
    void aLaterReadingAddsWhatIsNew() throws IOException {
        Table trades = table("t");
        append(trades, row(5, 0));
        assertThat(verdict().missing()).isEqualTo(3);
        append(trades, row(5, 1), row(5, 2));

        Side second = verdict();

        assertThat(second.firstMissing()).containsExactly("0-5-3");
        assertThat(second.duplicates()).as("the first row is not read twice").isZero();
    }

    @Test
    void aTableThatWasMadeAgainIsReadFromItsBeginning() throws IOException {
        append(table("t"), row(5, 0), row(5, 1));
        assertThat(verdict().missing()).isEqualTo(2);
        catalog.dropTable(TableIdentifier.of("db", "t"));
        append(table("t"), row(5, 1));

        assertThat(verdict().firstMissing()).containsExactly("0-5-0", "0-5-2", "0-5-3");
    }

    @Test
    void aRowInTheTableOfAnotherKindIsAFault() throws IOException {
        append(table("t"), row(5, 0), row(5, 1), row(5, 2), row(5, 3));

        assertThat(verdict().misplaced()).isEqualTo(1);
        assertThat(verdict().firstMisplaced()).containsExactly("0-5-3");
    }

    @Test
    void rowsWithoutACoordinateAndOfNoRecordAreFaults() throws IOException {
        Record none = GenericRecord.create(SCHEMA);
        append(table("t"), none, row(6, 0), row(11, 0));

        Side verdict = verdict();

        assertThat(verdict.unreadable()).isEqualTo(1);
        assertThat(verdict.firstForeign()).containsExactly("0-6-0", "0-11-0");
    }

    @Test
    void aTableOfAnotherMakerIsNamed() throws IOException {
        Schema other = new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));
        catalog.createTable(TableIdentifier.of("db", "t"), other);

        assertThatThrownBy(() -> side.read())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Table local.db.t has no column src_partition");
    }

    @Test
    void whatATableRecordsOfItsSourceIsHandedOn() throws IOException {
        Table trades = table("t");
        trades.updateProperties().set("tickhouse.source-topic", "raw").commit();
        append(trades, row(5, 0));
        side.read();

        assertThat(side.properties()).containsOnlyKeys("local.db.t");
        assertThat(side.properties().get("local.db.t"))
                .containsEntry("tickhouse.source-topic", "raw");
    }

    private Side verdict() {
        return new Reconciliation(raw, new Seen(raw, null)).rows("iceberg", side.read(), false);
    }

    private Table table(String name) {
        return catalog.createTable(TableIdentifier.of("db", name), SCHEMA);
    }

    private static Record row(long offset, int index) {
        GenericRecord row = GenericRecord.create(SCHEMA);
        row.setField("src_partition", 0);
        row.setField("src_offset", offset);
        row.setField("src_index", index);
        return row;
    }

    private static void append(Table table, Record... rows) throws IOException {
        List<Record> all = new ArrayList<>(List.of(rows));
        OutputFile to = table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID());
        FileAppender<Record> appender =
                Parquet.write(to)
                        .schema(SCHEMA)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (appender) {
            appender.addAll(all);
        }
        table.newAppend()
                .appendFile(
                        DataFiles.builder(PartitionSpec.unpartitioned())
                                .withInputFile(to.toInputFile())
                                .withMetrics(appender.metrics())
                                .withFormat("parquet")
                                .build())
                .commit();
    }
}
