package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse k8s forward}. */
@Command(
        name = "forward",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the services of the cluster reachable at the ports of the local stack, until"
                    + " Ctrl-C.",
            "The other commands of ./tickhouse then work with the cluster, such as query."
        },
        footer = {"%nExample:", "  ./tickhouse k8s forward --port-offset 1000"})
final class ForwardCommand extends ClusterCommand {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A port of a service, and the one of this machine that leads to it. */
    private record Way(String title, String service, int remote, int local) {

        /** Kafka tells its clients this very port, see kafka/k8s/minikube. */
        boolean isFixed() {
            return service.equals("tickhouse-kafka-bootstrap");
        }
    }

    private static final List<Way> WAYS =
            List.of(
                    new Way("Flink, flatten", "flatten-rest", 8081, 8081),
                    new Way("Flink, ingest", "ingest-rest", 8081, 8082),
                    new Way("Pinot console", "pinot-controller", 9000, 9000),
                    new Way("Pinot broker", "pinot-broker", 8099, 8099),
                    new Way("S3", "s3", 9000, 9100),
                    new Way("S3 console", "s3", 9001, 9101),
                    new Way("Iceberg catalog", "catalog", 8181, 8181),
                    new Way("Kafka", "tickhouse-kafka-bootstrap", 9094, 9092));

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every local port but Kafka's.")
    private int offset;

    @Override
    public Integer call() {
        Cluster cluster = cluster();
        Map<Way, Tunnel> tunnels = new LinkedHashMap<>();
        try {
            for (JsonNode service : cluster.list("service", "-n", Plan.NAMESPACE)) {
                for (Way way : WAYS) {
                    if (leadsTo(way, service)) {
                        open(cluster, way, tunnels);
                    }
                }
            }
            if (tunnels.isEmpty()) {
                throw UserError.failed(
                        "Nothing is forwarded: no service of Tickhouse runs in "
                                + cluster.context()
                                + ", or their ports are taken here.");
            }
            progress().line("Ctrl-C ends it.");
            while (true) {
                Waiting.pause(LOOK);
                for (Map.Entry<Way, Tunnel> entry : tunnels.entrySet()) {
                    if (!entry.getValue().isOpen()) {
                        entry.setValue(again(cluster, entry.getKey(), entry.getValue()));
                    }
                }
            }
        } finally {
            tunnels.values().forEach(Tunnel::close);
        }
    }

    private static boolean leadsTo(Way way, JsonNode service) {
        if (service.at("/metadata/name").asText().equals(way.service())) {
            for (JsonNode port : service.at("/spec/ports")) {
                if (port.path("port").asInt() == way.remote()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** One that cannot be opened is said, and does not keep the others shut. */
    private void open(Cluster cluster, Way way, Map<Way, Tunnel> tunnels) {
        try {
            tunnels.put(way, open(cluster, way));
        } catch (UserError e) {
            progress().line(way.title() + ": " + e.getMessage());
        }
    }

    private Tunnel open(Cluster cluster, Way way) {
        int local = way.isFixed() ? way.local() : way.local() + offset;
        Tunnel tunnel = Tunnel.open(cluster, way.service(), way.remote(), local);
        out().printf("  %-16s 127.0.0.1:%d%n", way.title(), tunnel.port());
        return tunnel;
    }

    /** A pod that was replaced ends its tunnel; while there is none, the next look tries again. */
    private Tunnel again(Cluster cluster, Way way, Tunnel ended) {
        ended.close();
        try {
            return open(cluster, way);
        } catch (UserError notYet) {
            return ended;
        }
    }
}
