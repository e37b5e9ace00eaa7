package io.tickhouse.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LakeOptionsTest {

    @ParameterizedTest
    @CsvSource({"db.flat, db.flat", "local.db.flat, db.flat", "local.a.b.flat, a.b.flat"})
    void aNameOfThreePartsBeginsWithThatOfTheCatalog(String name, String table) {
        assertThat(CatalogOptions.table("--iceberg-table", name)).hasToString(table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "flat", ".flat", "db.", "db..flat", "db. flat", "db.flat "})
    void aNameWithoutADatabaseIsRefusedWithItsOption(String name) {
        assertThatThrownBy(() -> CatalogOptions.table("--gaps-table", name))
                .isInstanceOf(Refusal.class)
                .hasMessage("--gaps-table reads [CATALOG.]DB.TABLE, not " + name + ".");
    }

    @Test
    void onlyUnalignedCheckpointsAreRefused() {
        Configuration flink = new Configuration();
        assertThatCode(() -> LakeOptions.checkAligned(flink)).doesNotThrowAnyException();

        flink.set(CheckpointingOptions.ENABLE_UNALIGNED, true);

        assertThatThrownBy(() -> LakeOptions.checkAligned(flink))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("execution.checkpointing.unaligned.enabled");
    }

    @Test
    void aCatalogShowsItsPlaceAndNoKey() {
        LakeOptions options =
                parse(
                        "--iceberg-catalog=prod",
                        "--iceberg-warehouse=s3://bucket/lake",
                        "--s3-access-key=ak",
                        "--s3-secret-key=hush",
                        "--s3-session-token=hush");

        assertThat(options.catalog()).hasToString("REST catalog prod at s3://bucket/lake");
    }

    @Test
    void halfOfAKeyIsRefused() {
        assertThatThrownBy(() -> parse("--s3-access-key=ak").catalog())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("belong together");
    }

    @Test
    void propertiesOfTablesAreThoseThatAreGiven() {
        assertThat(
                        parse(
                                        "--iceberg-property=write.format.default=orc,a=b=c",
                                        "--iceberg-property=x=1,2")
                                .tableProperties())
                .isEqualTo(Map.of("write.format.default", "orc", "a", "b=c", "x", "1,2"));
    }

    private static LakeOptions parse(String... args) {
        LakeOptions options = new LakeOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return options;
    }
}
