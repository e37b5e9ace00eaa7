package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.lake.LakeSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class LakeCatalogTest {

    private static final String LOCAL = "http://localhost:9100";
    private static final Map<String, String> KEYS =
            Map.of("S3_ACCESS_KEY", "ak", "S3_SECRET_KEY", "sk");

    @Test
    void keysOfTheEnvironmentAreReadWhereTheyAreUsedAndNotSentAlong() throws Exception {
        LakeCatalog catalog =
                catalog(
                        "s3://warehouse/",
                        LOCAL,
                        Map.of("S3_ACCESS_KEY", "ak-of-the-client", "S3_SECRET_KEY", "sk"));

        assertThat(new String(InstantiationUtil.serializeObject(catalog), StandardCharsets.UTF_8))
                .doesNotContain("ak-of-the-client");
        assertThat(
                        catalog.environmentKeys(
                                Map.of(
                                        "S3_ACCESS_KEY", "ak2",
                                        "S3_SECRET_KEY", "sk2",
                                        "S3_SESSION_TOKEN", "token2")))
                .containsOnly(
                        Map.entry("s3.access-key-id", "ak2"),
                        Map.entry("s3.secret-access-key", "sk2"),
                        Map.entry("s3.session-token", "token2"));
    }

    @Test
    void aTaskManagerWithoutTheKeysThatTheClientHadSaysSo() {
        LakeCatalog catalog = catalog("s3://warehouse/", LOCAL, KEYS);

        assertThatThrownBy(() -> catalog.environmentKeys(Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("S3_ACCESS_KEY")
                .hasMessageContaining("TaskManager");
    }

    @Test
    void withoutAVariableTheKeysAreLeftToAws() {
        LakeCatalog catalog = catalog("s3://bucket/", "", Map.of());

        assertThat(catalog.environmentKeys(Map.of("AWS_ACCESS_KEY_ID", "x"))).isEmpty();
    }

    @Test
    void whatIsPassedToTheCatalogIsWhatToolsPassAndHowFilesAreWritten() {
        Map<String, String> expected =
                new HashMap<>(settings("file:/data", LOCAL, null, null).properties());
        expected.put("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");

        assertThat(catalog("file:/data", LOCAL, KEYS).properties()).isEqualTo(expected);
    }

    @Test
    void aWarehouseThatTheJarHasNoLibraryForIsRefused() {
        for (String warehouse : new String[] {"gs://bucket/", "abfss://c@a/x", "oss://b/"}) {
            assertThatThrownBy(() -> catalog(warehouse, LOCAL, KEYS))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining(warehouse)
                    .hasMessageContaining("io-impl");
        }
    }

    @Test
    void halfAKeyInTheEnvironmentIsRefusedWhereTheJobIsStarted() {
        assertThatThrownBy(() -> catalog("s3://w/", LOCAL, Map.of("S3_ACCESS_KEY", "ak")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("S3_SECRET_KEY is not set on this machine");
    }

    @Test
    void aKeyThatIsGivenWinsOverThatOfTheEnvironment() {
        LakeCatalog catalog =
                new LakeCatalog(
                        "local", settings("s3://warehouse/", LOCAL, "given", "given-secret"), KEYS);

        assertThat(catalog.properties()).containsEntry("s3.access-key-id", "given");
        assertThat(catalog.environmentKeys(KEYS)).isEmpty();
    }

    @Test
    void aCopyIsTheSameCatalogAndShowsNoKey() {
        LakeCatalog copy = (LakeCatalog) catalog("s3://warehouse/", LOCAL, KEYS).clone();

        assertThat(copy).hasToString("REST catalog local at s3://warehouse/");
        assertThat(copy.properties())
                .isEqualTo(catalog("s3://warehouse/", LOCAL, KEYS).properties());
        assertThat(copy.environmentKeys(KEYS)).containsEntry("s3.access-key-id", "ak");
    }

    private static LakeCatalog catalog(
            String warehouse, String endpoint, Map<String, String> environment) {
        return new LakeCatalog("local", settings(warehouse, endpoint, null, null), environment);
    }

    private static LakeSettings settings(
            String warehouse, String endpoint, String accessKey, String secretKey) {
        return new LakeSettings(
                LakeSettings.Type.REST,
                "http://localhost:8181",
                warehouse,
                endpoint,
                accessKey,
                secretKey,
                Map.of());
    }
}
