package io.tickhouse.tools.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSettingsTest {

    private static CatalogSettings settings(
            CatalogSettings.Type type,
            String uri,
            String warehouse,
            String endpoint,
            Map<String, String> more) {
        return new CatalogSettings(type, uri, warehouse, endpoint, "key", "secret", more);
    }

    @Test
    void aWarehouseOnS3IsReadWithTheClientOfIceberg() {
        assertThat(
                        settings(CatalogSettings.Type.REST, "http://c", "s3://w/", null, Map.of())
                                .properties())
                .containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        assertThat(
                        settings(CatalogSettings.Type.HADOOP, null, "s3://w/", null, Map.of())
                                .properties())
                .doesNotContainKeys("io-impl", "uri");
        assertThat(
                        settings(CatalogSettings.Type.REST, "http://c", "file:///w", null, Map.of())
                                .properties())
                .doesNotContainKey("io-impl");
    }

    @Test
    void onlyADatabaseHasAVersionOfItsSchema() {
        assertThat(
                        settings(CatalogSettings.Type.JDBC, "jdbc:x", "s3://w/", null, Map.of())
                                .properties())
                .containsEntry("jdbc.schema-version", "V1");
        assertThat(
                        settings(CatalogSettings.Type.REST, "http://c", "s3://w/", null, Map.of())
                                .properties())
                .doesNotContainKey("jdbc.schema-version");
    }

    @Test
    void aStoreOtherThanAwsHasAnEndpointInPathStyle() {
        assertThat(
                        settings(
                                        CatalogSettings.Type.REST,
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
                                        CatalogSettings.Type.REST,
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
                                CatalogSettings.Type.HADOOP,
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
                        new CatalogSettings(
                                        CatalogSettings.Type.REST,
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
                                CatalogSettings.Type.REST,
                                "http://c",
                                "s3://w/",
                                null,
                                Map.of("token", "t0ken")))
                .hasToString("REST catalog at http://c");
        assertThat(settings(CatalogSettings.Type.HADOOP, null, "s3://w/", null, Map.of()))
                .hasToString("HADOOP catalog at s3://w/");
    }

    @Test
    void aTableMayBeNamedWithItsCatalogOrWithout(@TempDir Path warehouse) throws Exception {
        CatalogSettings local =
                new CatalogSettings(
                        CatalogSettings.Type.HADOOP,
                        null,
                        warehouse.toUri().toString(),
                        null,
                        null,
                        null,
                        Map.of());
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
