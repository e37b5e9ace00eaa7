package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tickhouse k8s upgrade}. */
@Command(
        name = "upgrade",
        mixinStandardHelpOptions = true,
        description = {
            "Applies what the overlay says about a job now: its image, arguments and settings. The"
                    + " job goes on from a savepoint.",
            "With --image it changes the image alone; k8s up puts back that of the overlay."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse k8s upgrade flatten",
            "  ./tickhouse k8s upgrade flatten --image tickhouse/jobs:0.1.1"
        })
final class UpgradeCommand extends JobCommand {

    @Mixin private OverlayOption overlay;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Another image.")
    private String image;

    @Override
    public Integer call() {
        Cluster cluster = clusterOfTheJob();
        Overlay resources = overlay.of(cluster);
        JsonNode after;
        if (image == null) {
            String label = "app.kubernetes.io/name=" + job();
            cluster.perform(
                    List.of(Step.Command.of("kubectl apply -k", resources.jobs(), "-l", label)));
            after = new Waiting(cluster).until(Plan.running(job(), patience().atMost())).get(0);
        } else {
            after = change(cluster, "{\"image\":" + TextNode.valueOf(image) + "}");
        }
        say(after, "the image " + after.at("/spec/image").asText());
        if (!savepoint(after).isEmpty()) {
            out().println("Its last savepoint is " + savepoint(after));
        }
        return 0;
    }
}
