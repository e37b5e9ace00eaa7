package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Validates custom resources against the schema that their operator gives the API server, in its
 * strict mode: a field that it does not know is a fault. The schema has no rules in CEL here.
 */
final class CustomResources implements Check {

    private static final List<String> FILES =
            List.of(
                    "flinkdeployments.flink.apache.org-v1.yml",
                    "040-Crd-kafka.yaml",
                    "043-Crd-kafkatopic.yaml",
                    "044-Crd-kafkauser.yaml",
                    "045-Crd-kafkanodepool.yaml",
                    "monitoring.coreos.com_podmonitors.yaml");
    private static final String ANYTHING = "x-kubernetes-preserve-unknown-fields";

    /** By apiVersion and kind. */
    private static final Map<String, JsonSchema> SCHEMAS = schemas();

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        for (ObjectNode resource : resources.all()) {
            String version = resource.path("apiVersion").asText();
            JsonSchema schema = SCHEMAS.get(version + " " + resource.path("kind").asText());
            if (schema != null) {
                for (ValidationMessage message : schema.validate(resource)) {
                    fault.accept(Resources.name(resource) + ": " + message.getMessage());
                }
            } else if (!CoreKinds.knows(resource)) {
                fault.accept(
                        Resources.name(resource) + ": this kind is unknown in " + version + ".");
            }
        }
    }

    private static Map<String, JsonSchema> schemas() {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
        Map<String, JsonSchema> schemas = new HashMap<>();
        for (String file : FILES) {
            JsonNode definition = definition(file);
            for (JsonNode version : definition.at("/spec/versions")) {
                ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
                // The API server knows these of everything.
                for (String field : List.of("apiVersion", "kind", "metadata")) {
                    schema.withObject("/properties").withObject("/" + field);
                }
                close(schema);
                schemas.put(
                        definition.at("/spec/group").asText()
                                + "/"
                                + version.path("name").asText()
                                + " "
                                + definition.at("/spec/names/kind").asText(),
                        factory.getSchema(schema));
            }
        }
        return schemas;
    }

    private static JsonNode definition(String file) {
        try (InputStream in =
                new GZIPInputStream(
                        CustomResources.class.getResourceAsStream("/crds/" + file + ".gz"))) {
            return Yaml.read(in).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes unknown fields a fault, as the API server does. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.path("properties").isObject()
                    && !object.path(ANYTHING).asBoolean()
                    && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            object.path("properties").forEach(CustomResources::close);
            close(object.path("items"));
            close(object.path("additionalProperties"));
        }
    }
}
