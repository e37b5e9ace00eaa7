package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Room for pods.
 *
 * @param millicpus thousandths of a CPU
 * @param mebibytes of memory
 */
record Capacity(long millicpus, long mebibytes) {

    private static final long MEBIBYTE = 1 << 20;

    private static final Map<String, BigDecimal> UNITS =
            Map.ofEntries(
                    Map.entry("m", new BigDecimal("0.001")),
                    Map.entry("k", BigDecimal.TEN.pow(3)),
                    Map.entry("M", BigDecimal.TEN.pow(6)),
                    Map.entry("G", BigDecimal.TEN.pow(9)),
                    Map.entry("T", BigDecimal.TEN.pow(12)),
                    Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
                    Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
                    Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
                    Map.entry("Ti", BigDecimal.valueOf(1L << 40)));

    /** What the nodes of a {@code kubectl get nodes} offer to pods. */
    static Capacity ofNodes(JsonNode nodes) {
        Capacity sum = new Capacity(0, 0);
        for (JsonNode node : nodes.path("items")) {
            if (!node.at("/spec/unschedulable").asBoolean()) {
                JsonNode allocatable = node.at("/status/allocatable");
                BigDecimal cpus = quantity(allocatable.path("cpu").asText("0"));
                BigDecimal bytes = quantity(allocatable.path("memory").asText("0"));
                sum =
                        sum.plus(
                                new Capacity(
                                        cpus.movePointRight(3).longValue(),
                                        bytes.longValue() / MEBIBYTE));
            }
        }
        return sum;
    }

    /** A quantity as Kubernetes writes it, such as 7500m, 8, 15Gi or 16e9. */
    static BigDecimal quantity(String text) {
        String unit = text.replaceFirst("^[0-9.+-]+(?:[eE][0-9+-]+)?", "");
        String number = text.substring(0, text.length() - unit.length());
        return new BigDecimal(number).multiply(UNITS.getOrDefault(unit, BigDecimal.ONE));
    }

    Capacity plus(Capacity other) {
        return new Capacity(millicpus + other.millicpus, mebibytes + other.mebibytes);
    }

    /** Says what is short if pods ask for more than this. */
    Optional<String> shortOf(Capacity asked) {
        if (millicpus >= asked.millicpus && mebibytes >= asked.mebibytes) {
            return Optional.empty();
        }
        return Optional.of("%s, and the pipeline asks for %s".formatted(this, asked));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f CPUs and %d MiB", millicpus / 1000.0, mebibytes);
    }
}
