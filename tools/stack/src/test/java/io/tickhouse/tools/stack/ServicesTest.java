package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.OpenedPackages;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @Test
    void startsWhatAServiceNeedsToo() {
        assertThat(selected(Set.of("catalog"), Set.of())).containsExactly("s3", "catalog");
        assertThat(selected(Set.of("flink"), Set.of()))
                .containsExactly("jobmanager", "taskmanager");
        assertThat(selected(Set.of(), Set.of())).isEqualTo(Services.STANDARD);
    }

    @Test
    void theTwinIsStartedByNameOnly() {
        assertThat(selected(Set.of(), Set.of())).doesNotContain("streams");
        assertThat(selected(Set.of("streams"), Set.of())).containsExactly("kafka", "streams");
    }

    @Test
    void withoutPinotItsZooKeeperIsNotNeeded() {
        assertThat(selected(Set.of(), Set.of("pinot")))
                .containsExactly("kafka", "s3", "catalog", "jobmanager", "taskmanager", "care");
    }

    @Test
    void refusesToLeaveOutWhatIsNeeded() {
        assertThatThrownBy(() -> selected(Set.of(), Set.of("s3")))
                .isInstanceOf(UserError.class)
                .hasMessage("catalog needs s3: leave out catalog too, or keep s3.");
    }

    @Test
    void refusesAnUnknownName() {
        assertThatThrownBy(() -> selected(Set.of("kafak"), Set.of()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("There is no service kafak: choose one of kafka, s3,");
    }

    @Test
    void everyTemplateCanBeFilled() throws IOException {
        for (Service service : services(Layout.STANDARD).all()) {
            for (Path template : service.templates()) {
                String text = Files.readString(template);
                assertThat(Template.fill(template.toString(), text, service.values())).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 600, 800, 1000, 2000})
    void twoStacksDoNotMeet(int offset) {
        List<Integer> both = new java.util.ArrayList<>(ports(Layout.STANDARD));
        both.addAll(ports(new Layout(offset, ObjectStore.S3PROXY)));

        assertThat(new HashSet<>(both)).hasSameSizeAs(both);
    }

    @Test
    void flinkOpensTheSamePackagesAsTheTests() throws IOException {
        Matcher list =
                Pattern.compile("<jvm.opens>([^<]*)</jvm.opens>")
                        .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(list.find()).isTrue();
        List<String> expected = List.of(list.group(1).split(" ", -1));

        assertThat(OpenedPackages.OPTIONS).isEqualTo(expected);
        for (String process : List.of("jobmanager", "taskmanager")) {
            Path options = ROOT.resolve("flink-operator/local/" + process + ".jvm");
            assertThat(
                            Files.readAllLines(options).stream()
                                    .filter(l -> l.startsWith("--add-opens")))
                    .containsExactlyElementsOf(expected);
        }
    }

    private static List<String> selected(Set<String> services, Set<String> without) {
        return services(Layout.STANDARD).selected(services, without).stream()
                .map(Service::name)
                .toList();
    }

    private static List<Integer> ports(Layout layout) {
        return services(layout).all().stream()
                .flatMap(service -> service.ports().values().stream())
                .toList();
    }

    private static Services services(Layout layout) {
        return new Services(Path.of("/state"), ROOT, layout);
    }
}
