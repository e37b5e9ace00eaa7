package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the plan with the page that lists it, and with the resources. */
class PlanTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Overlay MINIKUBE = Overlay.of("minikube", ROOT);
    private static final Duration WAIT = Duration.ofMinutes(10);

    private static List<String> shell(List<Step> steps) {
        return steps.stream().map(Step::shell).toList();
    }

    @Test
    void theDocumentationListsWhatUpAndDemoDo() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/kubernetes.md"));

        String size = "--cpus=8 --memory=15g";
        List<Step> steps =
                Stream.of(
                                Plan.minikube("tickhouse", Part.byDefault(), size, false),
                                Plan.up(MINIKUBE, Part.byDefault(), WAIT),
                                Plan.generate(WAIT),
                                Plan.audit(Plan.AUDIT, WAIT))
                        .flatMap(List::stream)
                        .toList();

        assertThat(page.lines()).containsSubsequence(shell(steps));
    }

    @Test
    void theDocumentationListsTheOtherAudits() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/kubernetes.md")).lines())
                .containsAll(shell(Plan.audit(Plan.AUDIT_WITHOUT_PINOT, WAIT)))
                .containsAll(shell(Plan.audit(Plan.AUDIT_OF_THE_TWIN, WAIT)));
    }

    @Test
    void theDocumentationListsWhatDownDeletes() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/kubernetes.md")).lines())
                .containsSubsequence(shell(Plan.deleteAll(MINIKUBE, WAIT)));
    }

    @Test
    void resourcesGoBeforeTheirOperators() {
        List<String> steps = shell(Plan.deleteAll(MINIKUBE, WAIT));

        // A job that is deleted may leave a last one.
        assertThat(position(steps, "flinkdeployment"))
                .isLessThan(position(steps, "flinkstatesnapshot"));
        assertThat(position(steps, "flinkstatesnapshot"))
                .isLessThan(position(steps, "uninstall flink"));
        assertThat(position(steps, "kafkatopic,"))
                .isLessThan(position(steps, "kafka/k8s/minikube"));
        assertThat(position(steps, "kafka/k8s/minikube"))
                .isLessThan(position(steps, "uninstall strimzi"));
        assertThat(steps.get(steps.size() - 1)).contains("namespace tickhouse");
    }

    private static int position(List<String> steps, String words) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).contains(words)) {
                return i;
            }
        }
        throw new AssertionError(words + " is not in " + steps);
    }

    @Test
    void theFilesThatItNamesAreThere() {
        List<Step> steps = Plan.up(MINIKUBE, EnumSet.allOf(Part.class), WAIT);

        assertThat(steps)
                .flatExtracting(step -> List.of(step.shell().split(" ", -1)))
                .filteredOn(
                        word ->
                                word.matches("[a-z-]+/[a-z0-9/.-]+")
                                        && !word.matches(
                                                "(job|deployment|kafka|flinkdeployment)/[a-z-]+"))
                .filteredOn(word -> !word.startsWith("app.kubernetes"))
                .hasSizeGreaterThan(8)
                .allSatisfy(word -> assertThat(ROOT.resolve(word)).exists());
    }

    @Test
    void theImagesThatItBuildsAreThoseOfTheResources() throws IOException {
        List<Step> images = Plan.minikube("p", EnumSet.allOf(Part.class), "", false);
        StringBuilder resources = new StringBuilder();
        for (String file :
                new String[] {
                    "flink-operator/base/every-job.yaml",
                    "minio/k8s/catalog.yaml",
                    "kafka/streams/k8s/deployment.yaml",
                    "pinot/k8s/apply.yaml",
                    "tools/k8s/generate.yaml",
                    "tools/k8s/audit.yaml",
                    "tools/k8s/audit-no-pinot.yaml",
                    "tools/k8s/audit-twin.yaml"
                }) {
            resources.append(Files.readString(ROOT.resolve(file)));
        }

        assertThat(images.stream().filter(Step.Image.class::isInstance).map(Step.Image.class::cast))
                .hasSize(4)
                .allSatisfy(
                        image -> {
                            assertThat(resources).contains("image: " + image.tag() + "\n");
                            assertThat(ROOT.resolve(image.dockerfile())).exists();
                        });
    }

    @Test
    void productionHasItsOwnStoreAndCatalog() {
        List<String> steps =
                shell(Plan.up(Overlay.of("prod", ROOT), EnumSet.of(Part.KAFKA, Part.JOBS), WAIT));

        assertThat(steps)
                .contains("kubectl apply -k kafka/k8s/prod")
                .noneMatch(step -> step.contains("minio") || step.contains("secret"));
    }
}
