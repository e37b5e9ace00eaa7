package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Option;

/** Compares the manifest and the image with the app: variables, port, paths. */
class ManifestTest {

    private JsonNode config;
    private JsonNode deployment;
    private JsonNode pod;
    private JsonNode container;

    @BeforeEach
    void parse() throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class)
                        .readValues(Path.of("k8s/deployment.yaml").toFile())) {
            for (JsonNode document : documents.readAll()) {
                switch (document.get("kind").asText()) {
                    case "ConfigMap" -> config = document;
                    case "Deployment" -> deployment = document;
                    default -> throw new AssertionError(document.get("kind"));
                }
            }
        }
        pod = deployment.at("/spec/template/spec");
        assertThat(pod.get("containers")).hasSize(1);
        container = pod.get("containers").get(0);
    }

    @Test
    void keepsItsNames() {
        assertThat(deployment.at("/metadata/name").asText()).isEqualTo("kstreams-flatten-app");
        assertThat(config.at("/metadata/name").asText()).isEqualTo("kstreams-flatten-config");
        assertThat(deployment.at("/spec/selector/matchLabels"))
                .isEqualTo(new YAMLMapper().createObjectNode().put("app", "kstreams-flatten"));
        assertThat(deployment.at("/spec/template/metadata/labels/app").asText())
                .isEqualTo("kstreams-flatten");
        assertThat(deployment.at("/metadata/namespace"))
                .isEqualTo(config.at("/metadata/namespace"));
        assertThat(container.at("/envFrom/0/configMapRef/name"))
                .isEqualTo(config.at("/metadata/name"));
        assertThat(config.at("/data").properties())
                .extracting(e -> e.getKey())
                .contains("KAFKA_BROKER", "INPUT_TOPIC", "OUTPUT_TOPIC", "APP_NAME");
    }

    @Test
    void everyVariableIsOneThatTheAppReads() throws IOException {
        Set<String> known = new HashSet<>();
        for (Field field : StreamsOptions.class.getDeclaredFields()) {
            Option option = field.getAnnotation(Option.class);
            if (option != null) {
                Matcher name = Pattern.compile("env:([A-Z_]+)").matcher(option.defaultValue());
                if (name.find()) {
                    known.add(name.group(1));
                }
            }
        }

        config.at("/data").fieldNames().forEachRemaining(key -> assertThat(known).contains(key));
        Matcher image =
                Pattern.compile("([A-Z_]+)=")
                        .matcher(
                                Files.readString(Path.of("Dockerfile"))
                                        .lines()
                                        .filter(line -> line.startsWith("ENV "))
                                        .findFirst()
                                        .orElseThrow());
        while (image.find()) {
            assertThat(known).contains(image.group(1));
        }
    }

    @Test
    void itsValuesAreOnesThatTheAppTakes() {
        StreamsOptions options =
                StreamsOptions.parse(
                                new PrintWriter(new StringWriter()),
                                "-b=" + data("KAFKA_BROKER"),
                                "-i=" + data("INPUT_TOPIC"),
                                "-o=" + data("OUTPUT_TOPIC"),
                                "--application-id=" + data("APP_NAME"),
                                "--delivery=" + data("DELIVERY"),
                                "--threads=" + data("THREADS"),
                                "--state-dir=" + data("STATE_DIR"),
                                "--http-port=" + data("HTTP_PORT"),
                                "--dead-letter-topic=" + data("DEAD_LETTER_TOPIC"),
                                "--on-missing-offsets=" + data("ON_MISSING_OFFSETS"))
                        .orElseThrow();

        assertThat(options.httpPort).isEqualTo(container.at("/ports/0/containerPort").asInt());
        assertThat(options.stateDir)
                .startsWith(container.at("/volumeMounts/0/mountPath").asText() + "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "readinessProbe", "livenessProbe"})
    void probesAskWhatTheAppServes(String probe) throws IOException {
        JsonNode get = container.at("/" + probe + "/httpGet");
        assertThat(get.get("port").asText()).isEqualTo(container.at("/ports/0/name").asText());

        assertThat(status(get.get("path").asText())).isEqualTo(200);
    }

    @Test
    void prometheusAsksWhatTheAppServes() throws IOException {
        JsonNode annotations = deployment.at("/spec/template/metadata/annotations");
        assertThat(annotations.get("prometheus.io/port").asText()).isEqualTo(data("HTTP_PORT"));

        assertThat(status(annotations.get("prometheus.io/path").asText())).isEqualTo(200);
    }

    @Test
    void runsWithTheLeastRights() throws IOException {
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        String user = pod.at("/securityContext/runAsUser").asText();
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("USER " + user + ":");
    }

    @Test
    void everyImageIsPinned() throws IOException {
        List<String> images =
                Files.readString(Path.of("Dockerfile"))
                        .lines()
                        .filter(line -> line.startsWith("FROM "))
                        .map(line -> line.split(" ", -1)[1])
                        .toList();

        assertThat(images).isNotEmpty();
        assertThat(container.get("image").asText()).matches("[^:]+:\\d.*");
        assertThat(images).allMatch(image -> image.matches("[^:]+:\\d.*"));
    }

    private String data(String key) {
        return config.at("/data").get(key).asText();
    }

    private static int status(String path) throws IOException {
        try (HttpEnd end =
                new HttpEnd(
                        "127.0.0.1",
                        0,
                        new PrometheusRegistry(),
                        () -> State.RUNNING,
                        Optional::empty)) {
            return ((HttpURLConnection)
                            URI.create("http://127.0.0.1:" + end.port() + path)
                                    .toURL()
                                    .openConnection())
                    .getResponseCode();
        }
    }
}
