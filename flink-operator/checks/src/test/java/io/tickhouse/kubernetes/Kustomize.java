package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Renders a folder as {@code kustomize build} does, for as much of kustomize as this project uses.
 *
 * <p>Guarantee: whatever it does not know is an error, never left out. The files in {@code
 * src/test/resources/rendered} were compared with what the real kustomize makes of these folders.
 */
final class Kustomize {

    private static final Set<String> FIELDS =
            Set.of(
                    "apiVersion",
                    "kind",
                    "namespace",
                    "resources",
                    "patches",
                    "images",
                    "configurations",
                    "configMapGenerator",
                    "generatorOptions");
    private static final Set<String> OF_THE_CLUSTER =
            Set.of("Namespace", "ClusterRole", "ClusterRoleBinding");

    /** Kinds with an image of their own at {@code spec/image}, as the configurations say. */
    private final Set<String> kindsWithImage = new HashSet<>();

    private Kustomize() {}

    /**
     * The resources of a folder.
     *
     * @throws IllegalArgumentException if kustomize would refuse it, or this class does not know
     *     how it would render it
     */
    static List<ObjectNode> build(Path folder) {
        return new Kustomize().resources(folder);
    }

    private List<ObjectNode> resources(Path folder) {
        ObjectNode kustomization =
                (ObjectNode) Yaml.read(folder.resolve("kustomization.yaml")).get(0);
        Set<String> unknown = new HashSet<>();
        kustomization.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        require(unknown.isEmpty(), folder, "has " + unknown + ", which the tests cannot render");

        List<ObjectNode> resources = new ArrayList<>();
        for (JsonNode name : kustomization.path("resources")) {
            Path path = folder.resolve(name.asText());
            if (Files.isDirectory(path)) {
                resources.addAll(resources(path));
            } else {
                require(isBelow(path, folder), folder, "reads above itself: " + name);
                Yaml.read(path).forEach(document -> resources.add((ObjectNode) document));
            }
        }
        for (JsonNode generator : kustomization.path("configMapGenerator")) {
            require(
                    kustomization.at("/generatorOptions/disableNameSuffixHash").asBoolean(),
                    folder,
                    "wants a name with a hash, which the tests cannot render");
            resources.add(configMap(folder, generator));
        }
        for (JsonNode file : kustomization.path("configurations")) {
            readConfiguration(folder, file.asText());
        }
        for (JsonNode patch : kustomization.path("patches")) {
            patch(folder, patch, resources);
        }
        for (ObjectNode resource : resources) {
            JsonNode namespace = kustomization.path("namespace");
            if (namespace.isTextual() && !OF_THE_CLUSTER.contains(resource.path("kind").asText())) {
                resource.withObject("/metadata").set("namespace", namespace);
            }
            for (JsonNode image : kustomization.path("images")) {
                setImage(resource, image);
            }
        }
        Set<String> names = new HashSet<>();
        for (ObjectNode resource : resources) {
            require(names.add(Resources.name(resource)), folder, "has two of one name");
        }
        return resources;
    }

    private void readConfiguration(Path folder, String file) {
        require(isBelow(folder.resolve(file), folder), folder, "reads above itself: " + file);
        for (JsonNode field : Yaml.read(folder.resolve(file)).get(0).path("images")) {
            require(
                    field.path("path").asText().equals("spec/image"),
                    folder,
                    "has an image at a place that the tests do not know");
            kindsWithImage.add(field.path("kind").asText());
        }
    }

    private static ObjectNode configMap(Path folder, JsonNode generator) {
        ObjectNode map =
                (ObjectNode)
                        Resources.parsed(
                                "{apiVersion: v1, kind: ConfigMap, metadata: {name: "
                                        + generator.path("name").asText()
                                        + "}}");
        ObjectNode data = map.putObject("data");
        for (JsonNode file : generator.path("files")) {
            try {
                data.put(
                        file.asText(),
                        Files.readString(folder.resolve(file.asText()), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return map;
    }

    private static void patch(Path folder, JsonNode patch, List<ObjectNode> resources) {
        JsonNode change =
                patch.has("path")
                        ? Yaml.read(folder.resolve(patch.path("path").asText())).get(0)
                        : Resources.parsed(patch.path("patch").asText());
        boolean targeted = patch.has("target");
        String kind = targeted ? patch.at("/target/kind").asText() : change.path("kind").asText();
        String name =
                targeted
                        ? patch.at("/target/name").asText(".*")
                        : Pattern.quote(change.at("/metadata/name").asText());
        int patched = 0;
        for (ObjectNode resource : resources) {
            if (resource.path("kind").asText().equals(kind)
                    && resource.at("/metadata/name")
                            .asText()
                            .matches(name.isEmpty() ? ".*" : name)) {
                patched++;
                if (change.isArray()) {
                    change.forEach(operation -> apply(operation, resource));
                } else {
                    ObjectNode merged = change.deepCopy();
                    merged.withObject("/metadata").remove("name");
                    merge(resource, merged);
                }
            }
        }
        require(patched > 0, folder, "has a patch that fits nothing: " + kind + " " + name);
    }

    /** One operation of RFC 6902. */
    private static void apply(JsonNode operation, ObjectNode resource) {
        String path = operation.path("path").asText();
        int end = path.lastIndexOf('/');
        JsonNode parent = resource.at(path.substring(0, end));
        String key = path.substring(end + 1);
        JsonNode value = operation.path("value");
        String what = operation.path("op").asText();
        if (parent instanceof ArrayNode list && what.equals("add") && key.equals("-")) {
            list.add(value);
        } else if (parent instanceof ObjectNode object && what.equals("add")) {
            object.set(key, value);
        } else if (parent instanceof ObjectNode object && object.has(key)) {
            switch (what) {
                case "replace" -> object.set(key, value);
                case "remove" -> object.remove(key);
                default -> throw new IllegalArgumentException("The tests do not know " + what);
            }
        } else {
            throw new IllegalArgumentException("Nothing to " + what + " at " + path);
        }
    }

    /** Maps are merged, anything else is replaced, null removes. */
    private static void merge(ObjectNode resource, ObjectNode change) {
        for (Map.Entry<String, JsonNode> field : change.properties()) {
            JsonNode there = resource.get(field.getKey());
            if (field.getValue().isNull()) {
                resource.remove(field.getKey());
            } else if (there instanceof ObjectNode object
                    && field.getValue() instanceof ObjectNode more) {
                merge(object, more);
            } else {
                resource.set(field.getKey(), field.getValue());
            }
        }
    }

    private void setImage(ObjectNode resource, JsonNode image) {
        if (kindsWithImage.contains(resource.path("kind").asText())) {
            setImageOf(resource.path("spec"), image);
        }
        for (JsonNode container : Pods.containers(resource)) {
            setImageOf(container, image);
        }
    }

    private static void setImageOf(JsonNode holder, JsonNode image) {
        String[] parts = holder.path("image").asText().split(":", 2);
        if (parts[0].equals(image.path("name").asText())) {
            ((ObjectNode) holder)
                    .put(
                            "image",
                            image.path("newName").asText(parts[0])
                                    + ":"
                                    + image.path("newTag").asText(parts[1]));
        }
    }

    private static boolean isBelow(Path file, Path folder) {
        return file.normalize().startsWith(folder.normalize());
    }

    private static void require(boolean holds, Path folder, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(folder + " " + otherwise);
        }
    }
}
