package io.tickhouse.minio.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class LakeSettingsTest {

    private static final String HADOOP_FILES = "org.apache.iceberg.hadoop.HadoopFileIO";
    private static final String LOCAL = "http://localhost:9100";

    @Test
    void aWarehouseOnS3IsReadWithTheClientOfIceberg() {
        assertThat(
                        settings(LakeSettings.Type.REST, "http://c", "s3://w/", null, Map.of())
                                .properties())
                .containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        assertThat(settings(LakeSettings.Type.HADOOP, null, "s3://w/", null, Map.of()).properties())
                .doesNotContainKeys("io-impl", "uri");
        assertThat(
                        settings(LakeSettings.Type.REST, "http://c", "file:///w", null, Map.of())
                                .properties())
                .doesNotContainKey("io-impl");
    }

    @Test
    void onlyADatabaseHasAVersionOfItsSchema() {
        assertThat(
                        settings(LakeSettings.Type.JDBC, "jdbc:x", "s3://w/", null, Map.of())
                                .properties())
                .containsEntry("jdbc.schema-version", "V1");
        assertThat(
                        settings(LakeSettings.Type.REST, "http://c", "s3://w/", null, Map.of())
                                .properties())
                .doesNotContainKey("jdbc.schema-version");
    }

    @Test
    void aStoreOtherThanAwsHasAnEndpointInPathStyle() {
        assertThat(
                        settings(
                                        LakeSettings.Type.REST,
                                        "http://c",
                                        "s3://w/",
                                        "http://s:1",
                                        Map.of())
                                .properties())
                .containsEntry("s3.endpoint", "http://s:1")
                .containsEntry("s3.path-style-access", "true")
                .containsKey("client.region");
    }

    @Test
    void whatTheUserAddsOverridesTheRest() {
        assertThat(
                        settings(
                                        LakeSettings.Type.REST,
                                        "http://c",
                                        "s3://w/",
                                        "http://s:1",
                                        Map.of("client.region", "eu", "warehouse", "other"))
                                .properties())
                .containsEntry("client.region", "eu")
                .containsEntry("warehouse", "other");
    }

    @Test
    void hadoopGetsTheSameSettingsUnderItsOwnNames() {
        Configuration hadoop =
                settings(
                                LakeSettings.Type.HADOOP,
                                null,
                                "s3a://w/",
                                "http://s:1",
                                Map.of(
                                        "s3.session-token",
                                        "t0ken",
                                        "client.region",
                                        "eu",
                                        "fs.s3a.attempts.maximum",
                                        "7"))
                        .hadoop();

        assertThat(hadoop.get("fs.s3a.endpoint")).isEqualTo("http://s:1");
        assertThat(hadoop.get("fs.s3a.path.style.access")).isEqualTo("true");
        assertThat(hadoop.get("fs.s3a.access.key")).isEqualTo("key");
        assertThat(hadoop.get("fs.s3a.secret.key")).isEqualTo("secret");
        assertThat(hadoop.get("fs.s3a.session.token")).isEqualTo("t0ken");
        assertThat(hadoop.get("fs.s3a.endpoint.region")).isEqualTo("eu");
        assertThat(hadoop.get("fs.s3a.attempts.maximum")).isEqualTo("7");
    }

    @Test
    void emptyKeysAreNone() {
        assertThat(
                        new LakeSettings(
                                        LakeSettings.Type.REST,
                                        "",
                                        "s3://w/",
                                        null,
                                        "",
                                        "",
                                        Map.of())
                                .properties())
                .doesNotContainKeys("uri", "s3.access-key-id", "s3.secret-access-key");
    }

    @Test
    void noKeyIsPrinted() {
        assertThat(
                        settings(
                                LakeSettings.Type.REST,
                                "http://c",
                                "s3://w/",
                                null,
                                Map.of("token", "t0ken")))
                .hasToString("REST catalog at http://c");
        assertThat(settings(LakeSettings.Type.HADOOP, null, "s3://w/", null, Map.of()))
                .hasToString("HADOOP catalog at s3://w/");
    }

    @Test
    void hadoopUsesTlsUnlessTheAddressIsWithoutIt() {
        String key = "fs.s3a.connection.ssl.enabled";
        Configuration plain = job(LakeSettings.Type.REST, "s3a://w/", LOCAL, Map.of()).hadoop();
        Configuration tls = job(LakeSettings.Type.REST, "s3a://w/", "https://s", Map.of()).hadoop();

        assertThat(plain.getBoolean(key, true)).isFalse();
        assertThat(tls.getBoolean(key, true)).isTrue();
    }

    @Test
    void filesOfHadoopAreAssembledWhereThoseOfIcebergAre() {
        LakeSettings settings =
                job(LakeSettings.Type.REST, "s3a://w/", LOCAL, Map.of())
                        .with(Map.of(LakeSettings.STAGING, "/scratch"));

        assertThat(settings.properties()).containsEntry("s3.staging-dir", "/scratch");
        assertThat(settings.hadoop().get("fs.s3a.buffer.dir")).isEqualTo("/scratch");
    }

    @Test
    void whatIsAddedLaterOverridesTheRestToo() {
        LakeSettings settings =
                settings(
                        LakeSettings.Type.REST,
                        "http://c",
                        "s3://w/",
                        "http://s:1",
                        Map.of("client.region", "eu"));

        assertThat(
                        settings.with(
                                        Map.of(
                                                "client.region",
                                                "us-west-2",
                                                "s3.access-key-id",
                                                "other"))
                                .properties())
                .containsEntry("client.region", "us-west-2")
                .containsEntry("s3.access-key-id", "other")
                .containsEntry("s3.secret-access-key", "secret");
    }

    @Test
    void halfAKeyIsRefused() {
        assertThatThrownBy(
                        () ->
                                new LakeSettings(
                                        LakeSettings.Type.REST,
                                        "http://localhost:8181",
                                        "s3://warehouse/",
                                        LOCAL,
                                        "ak",
                                        null,
                                        Map.of()))
                .isInstanceOf(LakeRefusal.class)
                .hasMessageContaining("S3_SECRET_KEY");
    }

    @Test
    void halfAKeyAmongThePropertiesIsRefusedToo() {
        assertThatThrownBy(
                        () ->
                                job(
                                        LakeSettings.Type.REST,
                                        "s3://warehouse/",
                                        LOCAL,
                                        Map.of("s3.secret-access-key", "hush")))
                .isInstanceOf(LakeRefusal.class)
                .message()
                .doesNotContain("hush");
    }

    @Test
    void withoutKeysAndEndpointAllIsLeftToAws() {
        assertThat(job(LakeSettings.Type.REST, "s3://bucket/", "", Map.of()).properties())
                .containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO")
                .doesNotContainKeys(
                        "s3.endpoint", "s3.access-key-id", "s3.path-style-access", "client.region");
    }

    @Test
    void aStoreOfOnesOwnHasPathsAndARegion() {
        assertThat(job(LakeSettings.Type.REST, "s3://warehouse/", LOCAL, Map.of()).properties())
                .containsEntry("s3.endpoint", LOCAL)
                .containsEntry("s3.path-style-access", "true")
                .containsEntry("client.region", "us-east-1");
    }

    @Test
    void propertiesThatAreGivenWin() {
        LakeSettings settings =
                job(
                        LakeSettings.Type.REST,
                        "gs://bucket/",
                        LOCAL,
                        Map.of("io-impl", "org.example.Files", "client.region", "eu-central-1"));

        assertThat(settings.properties())
                .containsEntry("io-impl", "org.example.Files")
                .containsEntry("client.region", "eu-central-1");
    }

    @Test
    void filesOfAJobGoThroughWhatTheWarehouseNeeds() {
        assertThat(filesOfAJob("file:/data", LOCAL)).isEqualTo(HADOOP_FILES);
        assertThat(filesOfAJob("s3a://bucket/", LOCAL)).isEqualTo(HADOOP_FILES);
        assertThat(filesOfAJob("hdfs://names/data", LOCAL)).isEqualTo(HADOOP_FILES);
        assertThat(filesOfAJob("/data", LOCAL)).isEqualTo(HADOOP_FILES);
        assertThat(filesOfAJob("a-name", "")).isNull();
        assertThat(filesOfAJob("s3-name", "")).isNull();
    }

    private static String filesOfAJob(String warehouse, String endpoint) {
        return job(LakeSettings.Type.REST, warehouse, endpoint, Map.of())
                .properties()
                .get("io-impl");
    }

    @Test
    void aWarehouseThatTheJarHasNoLibraryForIsRefused() {
        for (String warehouse : new String[] {"gs://bucket/", "abfss://c@a/x", "oss://b/"}) {
            assertThatThrownBy(() -> job(LakeSettings.Type.REST, warehouse, LOCAL, Map.of()))
                    .isInstanceOf(LakeRefusal.class)
                    .hasMessageContaining(warehouse)
                    .hasMessageContaining("io-impl");
        }
    }

    @Test
    void aCatalogOfFilesNeedsNoServer() {
        assertThat(job(LakeSettings.Type.HADOOP, "s3://warehouse/", LOCAL, Map.of()).properties())
                .containsEntry("io-impl", HADOOP_FILES)
                .doesNotContainKey("uri");
    }

    @Test
    void aCatalogInADatabaseHasViewsToo() {
        assertThat(job(LakeSettings.Type.JDBC, "s3://warehouse/", LOCAL, Map.of()).properties())
                .containsEntry("jdbc.schema-version", "V1")
                .containsEntry("uri", "http://localhost:8181");
    }

    @Test
    void theNameOfAWarehouseAtAStoreOfOnesOwnIsThatOfItsServer() {
        assertThat(job(LakeSettings.Type.REST, "a-name", LOCAL, Map.of()).properties())
                .containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO")
                .containsEntry("warehouse", "a-name");
    }

    private static LakeSettings job(
            LakeSettings.Type type, String warehouse, String endpoint, Map<String, String> more) {
        return new LakeSettings(
                        type, "http://localhost:8181", warehouse, endpoint, null, null, more)
                .forWriting();
    }

    private static LakeSettings settings(
            LakeSettings.Type type,
            String uri,
            String warehouse,
            String endpoint,
            Map<String, String> more) {
        return new LakeSettings(type, uri, warehouse, endpoint, "key", "secret", more);
    }
}
