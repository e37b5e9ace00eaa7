package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEnvironmentTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Map<String, String> CALLER =
            Map.ofEntries(
                    Map.entry("PATH", "/bin"),
                    Map.entry("HOME", "/home/me"),
                    Map.entry("APCA_API_KEY_ID", "feed key"),
                    Map.entry("APCA_API_SECRET_KEY", "feed secret"),
                    Map.entry("MY_OWN_KEY", "key under another name"),
                    Map.entry("AWS_SESSION_TOKEN", "of another store"),
                    Map.entry("S3_SECRET_KEY", "of another store"),
                    Map.entry("S3_SESSION_TOKEN", "of another store"),
                    Map.entry("LC_ALL", "tr_TR.UTF-8"),
                    Map.entry("LANG", "de_DE.ISO-8859-1"),
                    Map.entry("_JAVA_OPTIONS", "-Xmx16m"),
                    Map.entry("JDK_JAVA_OPTIONS", "-Xmx16m"));

    @Test
    void onlyTheTaskManagerHasKeysOfTheFeed() {
        for (Service service : services(ObjectStore.S3PROXY)) {
            assertThat(service.environment().containsKey("APCA_API_SECRET_KEY"))
                    .as(service.name())
                    .isEqualTo(service.name().equals("taskmanager"));
            assertThat(service.environment().containsKey("MY_OWN_KEY"))
                    .as(service.name())
                    .isEqualTo(service.name().equals("taskmanager"));
        }
    }

    @Test
    void onlyTheTaskManagerHasTheKeyOfTheStore() {
        assertThat(services(ObjectStore.S3PROXY))
                .filteredOn(
                        s ->
                                s.environment().containsKey("AWS_SECRET_ACCESS_KEY")
                                        || s.environment().containsKey("S3_SECRET_KEY"))
                .extracting(Service::name)
                .containsExactly("taskmanager");
    }

    @Test
    void aStoreOfTheUserIsNotMixedWithTheLocalOne() {
        assertThat(environment("taskmanager"))
                .containsEntry("AWS_ACCESS_KEY_ID", "minioadmin")
                .containsEntry("S3_SECRET_KEY", "minioadmin")
                .doesNotContainKeys("AWS_SESSION_TOKEN", "S3_SESSION_TOKEN");
    }

    @Test
    void everyServiceRunsInANeutralLocaleWithFilesOfItsOwn() {
        for (Service service : services(ObjectStore.MINIO)) {
            assertThat(service.environment())
                    .as(service.name())
                    .containsEntry("LC_ALL", "C.UTF-8")
                    .containsEntry("TMPDIR", "/state/" + service.name() + "/tmp")
                    .containsEntry("PATH", "/bin")
                    .doesNotContainKeys("LANG", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");
            if (service.classpath() != null) {
                assertThat(service.command())
                        .as(service.name())
                        .contains("-Duser.language=en", "-Duser.country=US");
            }
        }
    }

    private static Map<String, String> environment(String name) {
        return services(ObjectStore.S3PROXY).stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow()
                .environment();
    }

    private static List<Service> services(ObjectStore store) {
        return new Services(Path.of("/state"), ROOT, new Layout(0, store), CALLER).all();
    }
}
