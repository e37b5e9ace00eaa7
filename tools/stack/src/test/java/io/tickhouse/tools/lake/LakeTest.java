package io.tickhouse.tools.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.minio.lake.LakeSettings;
import java.nio.file.Path;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {

    @Test
    void aTableMayBeNamedWithItsCatalogOrWithout(@TempDir Path warehouse) throws Exception {
        LakeSettings local = LakeSettings.inFolder(warehouse.toUri().toString());
        local.open("local")
                .createTable(
                        TableIdentifier.of("db", "t"),
                        new Schema(Types.NestedField.required(1, "n", Types.LongType.get())));
        for (String name : new String[] {"db.t", "local.db.t", "other.db.t"}) {
            try (Lake lake = Lake.of(local, name)) {
                TableReader reader = lake.reader(name);
                reader.refresh();
                assertThat(reader.exists()).as(name).isTrue();
            }
        }
    }
}
