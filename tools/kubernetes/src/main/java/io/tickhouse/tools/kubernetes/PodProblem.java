package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a pod does not run.
 *
 * @param pod its name
 * @param sentence cause and remedy
 * @param mayPass whether it may end by itself: a pod that crashes is tried again after up to 5
 *     minutes, and what it waits for may be there then
 */
record PodProblem(String pod, String sentence, boolean mayPass) {

    private static final Pattern MISSING = Pattern.compile("(secret|configmap) \"([^\"]+)\"");
    private static final String OWN_IMAGE = "tickhouse/";

    /** The problems of the pods of a {@code kubectl get pods -o json}. */
    static List<PodProblem> of(JsonNode pods) {
        List<PodProblem> problems = new ArrayList<>();
        for (JsonNode pod : pods.path("items")) {
            if (!pod.at("/metadata/deletionTimestamp").isMissingNode()) {
                continue;
            }
            String name = pod.at("/metadata/name").asText();
            scheduling(pod)
                    .map(sentence -> new PodProblem(name, sentence, false))
                    .or(() -> containers(name, pod.at("/status/initContainerStatuses")))
                    .or(() -> containers(name, pod.at("/status/containerStatuses")))
                    .ifPresent(problems::add);
        }
        return problems;
    }

    /** Whether the pod is one of this resource, as its name tells. */
    boolean isOf(String resource) {
        return pod.equals(resource) || pod.startsWith(resource + "-");
    }

    private static Optional<String> scheduling(JsonNode pod) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("reason").asText().equals("Unschedulable")) {
                return Optional.of(
                        unschedulable(
                                pod.at("/metadata/namespace").asText(),
                                pod.at("/metadata/name").asText(),
                                Printable.text(condition.path("message").asText())));
            }
        }
        return Optional.empty();
    }

    private static String unschedulable(String namespace, String pod, String message) {
        String remedy;
        if (message.contains("Insufficient memory") || message.contains("Insufficient cpu")) {
            remedy =
                    "give the cluster more (Minikube: --cpus and --memory of ./tickhouse k8s up, in"
                            + " a new profile), or leave out parts";
        } else if (message.contains("PersistentVolumeClaims")) {
            remedy =
                    "the cluster needs a default StorageClass that makes volumes"
                            + " (kubectl get storageclass)";
        } else {
            remedy = "see kubectl describe pod -n " + namespace + " " + pod;
        }
        return "Pod %s finds no node (%s): %s.".formatted(pod, stripped(message), remedy);
    }

    private static Optional<PodProblem> containers(String pod, JsonNode statuses) {
        for (JsonNode container : statuses) {
            JsonNode waiting = container.at("/state/waiting");
            String message = Printable.text(waiting.path("message").asText());
            switch (waiting.path("reason").asText()) {
                case "ImagePullBackOff",
                        "ErrImagePull",
                        "ErrImageNeverPull",
                        "InvalidImageName" -> {
                    return Optional.of(
                            new PodProblem(
                                    pod, image(pod, container.path("image").asText()), false));
                }
                case "CreateContainerConfigError", "CreateContainerError" -> {
                    return Optional.of(new PodProblem(pod, configuration(pod, message), false));
                }
                case "CrashLoopBackOff" -> {
                    JsonNode last = container.at("/lastState/terminated");
                    boolean mayPass = !last.path("reason").asText().equals("OOMKilled");
                    return Optional.of(new PodProblem(pod, crash(pod, last), mayPass));
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private static String image(String pod, String image) {
        return "Pod %s cannot get its image %s: %s."
                .formatted(
                        pod,
                        image,
                        image.contains(OWN_IMAGE)
                                ? "./tickhouse k8s up --minikube builds it in Minikube; for another"
                                        + " cluster build it, push it to a registry and name that"
                                        + " under images in the overlay"
                                : "see whether the name is right and the node reaches the"
                                        + " registry, or load the image into the node (minikube"
                                        + " image load)");
    }

    private static String configuration(String pod, String message) {
        Matcher missing = MISSING.matcher(message);
        return missing.find()
                ? "Pod %s waits for the %s %s: docs/kubernetes.md#secrets says who makes it."
                        .formatted(pod, missing.group(1), missing.group(2))
                : "Pod %s cannot be started (%s): see kubectl describe pod -n tickhouse %s."
                        .formatted(pod, stripped(message), pod);
    }

    private static String crash(String pod, JsonNode last) {
        String reason = last.path("reason").asText("Error");
        return reason.equals("OOMKilled")
                ? "Pod %s was killed because it took more memory than it may: raise its memory."
                        .formatted(pod)
                : "Pod %s ends again and again (exit code %d): ./tickhouse k8s logs %s says why."
                        .formatted(pod, last.path("exitCode").asInt(), pod);
    }

    private static String stripped(String message) {
        return message.strip().replaceFirst("\\.+$", "");
    }
}
