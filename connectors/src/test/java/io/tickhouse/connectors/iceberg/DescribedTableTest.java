package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescribedTableTest {

    private static final String KEY = "ak-of-the-client";

    @TempDir Path folder;

    private Table table;

    @BeforeEach
    void create() {
        Configuration keys = new Configuration();
        keys.set("fs.s3a.access.key", KEY);
        table =
                new HadoopTables(keys)
                        .create(
                                GapTable.SCHEMA,
                                PartitionSpec.unpartitioned(),
                                Map.of("write.format.default", "parquet"),
                                folder.resolve("table").toString());
    }

    @Test
    void aJobGraphHasTheTableAndNotTheKeysToItsFiles() throws Exception {
        byte[] described = InstantiationUtil.serializeObject(DescribedTable.of(table));

        assertThat(new String(described, StandardCharsets.ISO_8859_1)).doesNotContain(KEY);
    }

    @Test
    void theTableIsTheSameWhereTheGraphArrives() throws Exception {
        Table there = shipped(DescribedTable.of(table));

        assertThat(there.schema().asStruct()).isEqualTo(table.schema().asStruct());
        assertThat(there.properties()).isEqualTo(table.properties());
        assertThat(there.name()).isEqualTo(table.name());
        assertThat(there.uuid()).isEqualTo(table.uuid());
    }

    @Test
    void filesAreReachedWhereTheGraphIsBuiltAndNowhereElse() throws Exception {
        Table here = DescribedTable.of(table);
        Table there = shipped(here);
        String file = folder.resolve("file").toString();

        assertThat(here.io().newInputFile(file).exists()).isFalse();
        assertThatThrownBy(() -> there.io().newInputFile(file))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> there.io().newOutputFile(file))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> there.io().deleteFile(file))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Table shipped(Table table) throws Exception {
        return InstantiationUtil.deserializeObject(
                InstantiationUtil.serializeObject(table),
                DescribedTableTest.class.getClassLoader());
    }
}
