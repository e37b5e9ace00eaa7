package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.minio.lake.LakeSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GapTableTest {

    private static final TableIdentifier ID = TableIdentifier.of("db", "gaps");

    @TempDir private Path warehouse;

    @Test
    void isMadeOnceAndFoundAgain() throws Exception {
        Table first = ensure();

        assertThat(ensure().location()).isEqualTo(first.location());
        assertThat(first.schema().columns().stream().map(Types.NestedField::name))
                .containsExactly(
                        "id", "feed", "channel", "symbols", "from", "to", "cause", "detail",
                        "opened", "closed", "rows", "state");
    }

    @Test
    void refusesAnotherTableUnderItsName() throws Exception {
        catalog()
                .loadCatalog()
                .createTable(
                        ID, new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));

        assertThatThrownBy(this::ensure)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has other columns than a table of gap records");
    }

    @Test
    void laysALineOut() {
        GapRecord open =
                new GapRecord(
                        "iex-1",
                        "iex",
                        "trades",
                        List.of("AAPL", "SPY"),
                        Instant.ofEpochSecond(1),
                        Instant.ofEpochSecond(9),
                        "reset",
                        "",
                        Instant.ofEpochSecond(10),
                        null,
                        7,
                        GapRecord.State.OPEN);

        RowData row = new GapTable.ToRow().map(open);

        assertThat(row.getString(0)).hasToString("iex-1");
        assertThat(row.getArray(3).getString(1)).hasToString("SPY");
        assertThat(row.getTimestamp(5, 6).getMillisecond()).isEqualTo(9_000);
        assertThat(row.isNullAt(9)).isTrue();
        assertThat(row.getLong(10)).isEqualTo(7);
        assertThat(row.getString(11)).hasToString("open");
    }

    private Table ensure() throws Exception {
        try (LakeTables tables = new LakeTables(catalog())) {
            return tables.ensureGaps(ID, Map.of());
        }
    }

    private LakeCatalog catalog() {
        return new LakeCatalog("local", LakeSettings.inFolder(warehouse.toUri().toString()));
    }
}
