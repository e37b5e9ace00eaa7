package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests how the processes of the stack are started. */
class ServiceLinesTest {

    private static final Path HOME = Path.of("/state");

    @Test
    void everyProcessCanBeToldByItsFolder() {
        for (Service service : all(ObjectStore.S3PROXY)) {
            assertThat(String.join(" ", service.command()))
                    .as(service.name())
                    .contains(service.mark());
        }
    }

    @Test
    void noServiceIsStartedBeforeWhatItNeeds() {
        Set<String> before = new HashSet<>();
        for (Service service : all(ObjectStore.S3PROXY)) {
            assertThat(before).as(service.name()).containsAll(service.needs());
            before.add(service.name());
        }
    }

    @Test
    void noTwoServicesShareAPortOrAFolder() {
        List<Service> all = all(ObjectStore.MINIO);

        assertThat(all).flatExtracting(s -> s.ports().values()).doesNotHaveDuplicates();
        assertThat(all).extracting(Service::dir).doesNotHaveDuplicates();
        assertThat(all).extracting(Service::pidFile).doesNotHaveDuplicates();
    }

    @Test
    void thePortsAreShiftedInCommandsAndAddresses() {
        Services services = services(new Layout(1000, ObjectStore.MINIO));

        assertThat(service(services, "s3").command()).contains("127.0.0.1:10100");
        assertThat(service(services, "catalog").command()).contains("9181");
        assertThat(service(services, "streams").command())
                .contains("--bootstrap-servers=127.0.0.1:10092", "--http-port=9080");
        assertThat(service(services, "pinot").command()).contains("127.0.0.1:3181");
        assertThat(service(services, "kafka").mainPort()).isEqualTo(10092);
        assertThat(services.endpoints().flink()).isEqualTo("http://127.0.0.1:9081");
    }

    @Test
    void theTwoStoresKeepTheirDataApart() {
        assertThat(service(services(layout(ObjectStore.MINIO)), "s3").folders())
                .containsExactly(Path.of("/state/s3/minio-data/warehouse"));
        assertThat(service(services(layout(ObjectStore.S3PROXY)), "s3").folders())
                .containsExactly(Path.of("/state/s3/data/warehouse"));
    }

    @Test
    void theProgramOfTheMachineGetsTheKeysOfTheStore() {
        Service store = service(services(layout(ObjectStore.MINIO)), "s3");

        assertThat(store.classpath()).isNull();
        assertThat(store.command()).startsWith("minio", "server");
        assertThat(store.environment())
                .containsEntry("MINIO_ROOT_USER", "minioadmin")
                .containsEntry("MINIO_ROOT_PASSWORD", "minioadmin");
    }

    @Test
    void noKeyIsOnACommandLine() {
        for (ObjectStore store : ObjectStore.values()) {
            assertThat(all(store))
                    .flatExtracting(Service::command)
                    .noneMatch(argument -> argument.contains("minioadmin"));
        }
    }

    @Test
    void everyServiceHasTimeToStartAndToStop() {
        assertThat(all(ObjectStore.S3PROXY))
                .allMatch(service -> service.grace().compareTo(Duration.ofSeconds(5)) >= 0)
                .allMatch(service -> service.patience().compareTo(service.grace()) > 0);
    }

    @Test
    void whatOthersWriteToHoldsData() {
        assertThat(all(ObjectStore.S3PROXY))
                .filteredOn(Service::holdsData)
                .extracting(Service::name)
                .containsExactly("kafka", "s3", "zookeeper");
    }

    @Test
    void flinkLogsToAFileBesideItsOutput() {
        Service manager = service(services(Layout.STANDARD), "taskmanager");

        assertThat(manager.log()).isEqualTo(Path.of("/state/taskmanager/taskmanager.log"));
        assertThat(manager.output()).isEqualTo(Path.of("/state/taskmanager/taskmanager.out"));
        assertThat(service(services(Layout.STANDARD), "kafka"))
                .matches(kafka -> kafka.log().equals(kafka.output()));
    }

    @Test
    void aFolderIsAUriInTemplatesThatWantOne() {
        Services odd =
                new Services(Path.of("/a b/\u00e4%"), Path.of("/p"), Layout.STANDARD, Map.of());

        assertThat(service(odd, "kafka").values())
                .containsEntry("dir", "/a b/\u00e4%/kafka")
                .containsEntry("port.kafka", "9092");
        assertThat(service(odd, "kafka").values().get("dir.uri"))
                .startsWith("file:///a%20b/")
                .endsWith("%25/kafka/");
    }

    private static List<Service> all(ObjectStore store) {
        return services(layout(store)).all();
    }

    private static Layout layout(ObjectStore store) {
        return new Layout(0, store);
    }

    private static Services services(Layout layout) {
        return new Services(HOME, Path.of("/project"), layout, Map.of());
    }

    private static Service service(Services services, String name) {
        return services.all().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
