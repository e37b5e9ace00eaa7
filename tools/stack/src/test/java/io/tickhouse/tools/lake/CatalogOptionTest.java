package io.tickhouse.tools.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CatalogOptionTest {

    @Command
    private static final class Any {
        @Mixin private CatalogOption catalog;
    }

    private static final Endpoints LOCAL = Endpoints.onLoopback(7);

    @TempDir private Path folder;

    @Test
    void nothingGivenMeansTheLocalStack() {
        assertThat(settings(Map.of()).properties())
                .containsEntry("uri", LOCAL.catalog())
                .containsEntry("warehouse", "s3://warehouse/")
                .containsEntry("s3.endpoint", LOCAL.s3())
                .containsEntry("s3.access-key-id", LOCAL.s3AccessKey())
                .containsEntry("s3.path-style-access", "true");
    }

    @Test
    void theLocalKeyGoesToTheLocalStoreAlone() {
        assertThat(settings(Map.of(), "--s3-endpoint=http://localhost:9107").s3AccessKey())
                .isEqualTo(LOCAL.s3AccessKey());
        assertThat(settings(Map.of(), "--s3-endpoint=http://localhost:9000").s3AccessKey())
                .isNull();
        assertThat(settings(Map.of(), "--s3-endpoint=https://store.example").s3AccessKey())
                .isNull();
    }

    @Test
    void onAwsItsOwnChainAndRegionAreUsed() {
        assertThat(settings(Map.of(), "--s3-endpoint=").properties())
                .doesNotContainKeys(
                        "s3.endpoint",
                        "s3.access-key-id",
                        "s3.secret-access-key",
                        "s3.path-style-access",
                        "client.region");
    }

    @Test
    void variablesHaveTheNamesThatTheJobsKnow() {
        Map<String, String> environment =
                Map.of(
                        "CATALOG_TYPE", "jdbc",
                        "CATALOG_URI", "jdbc:postgresql://db/x",
                        "ICEBERG_WAREHOUSE", "s3://lake/",
                        "S3_ENDPOINT", "https://store.example",
                        "S3_ACCESS_KEY", "a",
                        "S3_SECRET_KEY", "b",
                        "CATALOG_PROPERTY", "jdbc.password=p,token=t");

        assertThat(settings(environment).properties())
                .containsEntry("uri", "jdbc:postgresql://db/x")
                .containsEntry("warehouse", "s3://lake/")
                .containsEntry("s3.endpoint", "https://store.example")
                .containsEntry("s3.access-key-id", "a")
                .containsEntry("s3.secret-access-key", "b")
                .containsEntry("jdbc.password", "p")
                .containsEntry("token", "t");
        assertThat(settings(environment, "--catalog-uri=jdbc:sqlite:x").uri())
                .isEqualTo("jdbc:sqlite:x");
    }

    @Test
    void ofAStackThatIsNamedTheVariablesOfAnotherDoNotSpeak() {
        Map<String, String> environment =
                Map.of(
                        "CATALOG_TYPE", "jdbc",
                        "CATALOG_URI", "jdbc:postgresql://db/x",
                        "ICEBERG_WAREHOUSE", "s3://lake/",
                        "S3_ENDPOINT", "http://127.0.0.1:9100",
                        "S3_ACCESS_KEY", "a",
                        "S3_SECRET_KEY", "b",
                        "CATALOG_PROPERTY", "token=t");
        CatalogOption own = parsed();
        CatalogOption otherStore = parsed("--s3-endpoint=https://store.example");

        assertThat(own.settings(LOCAL, own.beside(LOCAL, environment::get)).properties())
                .containsEntry("uri", LOCAL.catalog())
                .containsEntry("warehouse", "s3://warehouse/")
                .containsEntry("s3.endpoint", LOCAL.s3())
                .containsEntry("s3.access-key-id", LOCAL.s3AccessKey())
                .containsEntry("token", "t");
        assertThat(
                        otherStore
                                .settings(LOCAL, otherStore.beside(LOCAL, environment::get))
                                .s3AccessKey())
                .isEqualTo("a");
    }

    @Test
    void secretsOfTheCatalogCanStandInAFile() throws IOException {
        Path file = folder.resolve("catalog.properties");
        Files.writeString(file, "credential=id:secret\ns3.session-token=s\n");

        assertThat(settings(Map.of(), "--catalog-properties=" + file).properties())
                .containsEntry("credential", "id:secret")
                .containsEntry("s3.session-token", "s");
    }

    @Test
    void temporaryKeysHaveTheirTokenAndARegion() {
        Map<String, String> environment = Map.of("S3_SESSION_TOKEN", "t", "S3_REGION", "eu-west-1");

        assertThat(settings(environment).properties())
                .containsEntry("s3.session-token", "t")
                .containsEntry("client.region", "eu-west-1");
        assertThat(settings(environment, "--catalog-property=client.region=x").properties())
                .containsEntry("client.region", "x");
    }

    @Test
    void whatCannotBeACatalogIsRefused() {
        assertThatThrownBy(() -> settings(Map.of(), "--catalog-type=hive"))
                .hasMessageContaining("rest, jdbc, hadoop");
        assertThatThrownBy(() -> settings(Map.of(), "--catalog-type=jdbc"))
                .hasMessageContaining("--catalog-uri");
        assertThatThrownBy(() -> settings(Map.of("S3_ACCESS_KEY", "a")))
                .hasMessageContaining("S3_SECRET_KEY");
    }

    @Test
    void halfAKeyAmongThePropertiesIsRefused() {
        assertThatThrownBy(
                        () ->
                                settings(
                                        Map.of(),
                                        "--s3-endpoint=",
                                        "--catalog-property=s3.access-key-id=a"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("S3_SECRET_KEY");
    }

    private LakeSettings settings(Map<String, String> environment, String... arguments) {
        return parsed(arguments).settings(LOCAL, environment::get);
    }

    private static CatalogOption parsed(String... arguments) {
        Any any = new Any();
        new CommandLine(any).parseArgs(arguments);
        return any.catalog;
    }
}
