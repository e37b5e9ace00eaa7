package io.tickhouse.contenders;

import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** The tables of the contract in a local folder. */
record LocalLake(Path folder) {

    LakeCatalog catalog() {
        return new LakeCatalog("local", LakeSettings.inFolder(folder.toUri().toString()));
    }

    Table table(Kind kind, String name) throws IOException {
        try (LakeTables tables = new LakeTables(catalog())) {
            return tables.ensure(
                    LakeTable.of(kind),
                    TableIdentifier.of("db", name + kind.suffix()),
                    ColumnNames.SEED,
                    Map.of());
        }
    }
}
