package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A script of faults. They fire in the order of the list, each when it is due and a client is
 * subscribed; each waits for the one before.
 */
public record FaultPlan(List<Fault> faults) {

    private static final Set<String> KEYS =
            Set.of(
                    "kind",
                    "at",
                    "after",
                    "seconds",
                    "pongs",
                    "code",
                    "count",
                    "bytes",
                    "retry-after");

    public FaultPlan {
        faults = List.copyOf(faults);
    }

    public static FaultPlan none() {
        return new FaultPlan(List.of());
    }

    public static FaultPlan of(Fault... faults) {
        return new FaultPlan(List.of(faults));
    }

    /**
     * A random storm of every kind except those that end a job for good. The same seed gives the
     * same storm. Silences and refusals are short, so that a test sees hundreds of faults in a
     * minute.
     *
     * @param between mean number of messages between two faults
     */
    public static FaultPlan storm(long seed, int count, int between) {
        Random random = new Random(seed);
        List<FaultKind> kinds =
                List.of(
                        FaultKind.RESET,
                        FaultKind.RESET,
                        FaultKind.CLOSE_MID_FRAME,
                        FaultKind.CLOSE,
                        FaultKind.MUTE,
                        FaultKind.ERROR_406,
                        FaultKind.SLOW_CLIENT_407,
                        FaultKind.HANDSHAKE_STATUS,
                        FaultKind.PARTIAL_ACK,
                        FaultKind.DUPLICATES,
                        FaultKind.DUPLICATES,
                        FaultKind.DISORDER,
                        FaultKind.BIG_FRAME,
                        FaultKind.TRICKLE,
                        FaultKind.FRAGMENTS,
                        FaultKind.LATE_CORRECTIONS,
                        FaultKind.REST_STATUS);
        int[] closeCodes = {1000, 1001, 1009, 1011, 1012};
        int[] handshakes = {429, 429, 500, 503};
        int[] rest = {429, 500, 504};
        List<Fault> faults = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            Fault fault =
                    Fault.of(kind)
                            .afterMessages(1 + random.nextInt(2 * between))
                            .lasting(Duration.ofMillis(100 + random.nextInt(900)))
                            .count(1 + random.nextInt(3));
            fault =
                    switch (kind) {
                        case CLOSE -> fault.code(closeCodes[random.nextInt(closeCodes.length)]);
                        case HANDSHAKE_STATUS ->
                                fault.code(handshakes[random.nextInt(handshakes.length)]);
                        case REST_STATUS -> fault.code(rest[random.nextInt(rest.length)]);
                        case MUTE -> random.nextBoolean() ? fault.withoutPongs() : fault;
                        default -> fault;
                    };
            faults.add(fault);
        }
        return new FaultPlan(faults);
    }

    /** A {@link #storm(long, int, int)} with a fault about every 200 messages. */
    public static FaultPlan storm(long seed, int count) {
        return storm(seed, count, 200);
    }

    /**
     * Reads a plan from YAML: a list, or a map with the list under {@code faults}.
     *
     * <pre>
     * - {at: 10s, kind: reset}
     * - {after: 5000, kind: mute, seconds: 20, pongs: false}
     * - {after: 1000, kind: handshake-status, code: 429, retry-after: 3}
     * </pre>
     *
     * @throws IOException if the file cannot be read or is not YAML
     * @throws IllegalArgumentException if it does not hold a plan; the message says why
     */
    public static FaultPlan read(Path file) throws IOException {
        JsonNode root = new YAMLMapper().readTree(Files.readString(file));
        JsonNode list = root.isObject() ? root.path("faults") : root;
        if (!list.isArray()) {
            throw new IllegalArgumentException("the file must contain a list of faults");
        }
        List<Fault> faults = new ArrayList<>();
        for (JsonNode node : list) {
            try {
                faults.add(fault(node));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "fault " + (faults.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return new FaultPlan(faults);
    }

    private static Fault fault(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = field.getKey();
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("unknown key " + key);
            }
        }
        if (!node.hasNonNull("kind")) {
            throw new IllegalArgumentException("the key kind is missing");
        }
        if (node.has("at") && node.has("after")) {
            throw new IllegalArgumentException("at and after exclude each other");
        }
        Fault fault = Fault.of(FaultKind.of(node.get("kind").asText()));
        if (node.has("at")) {
            fault = fault.at(duration(node.get("at")));
        } else if (node.has("after")) {
            fault = fault.afterMessages(number(node, "after"));
        }
        if (node.has("seconds")) {
            fault = fault.lasting(duration(node.get("seconds")));
        }
        if (node.has("pongs")) {
            if (!node.get("pongs").isBoolean()) {
                throw new IllegalArgumentException("pongs must be true or false");
            }
            fault = node.get("pongs").asBoolean() ? fault : fault.withoutPongs();
        }
        if (node.has("code")) {
            fault = fault.code(number(node, "code"));
        }
        if (node.has("count")) {
            fault = fault.count(number(node, "count"));
        }
        if (node.has("bytes")) {
            fault = fault.bytes(number(node, "bytes"));
        }
        if (node.has("retry-after")) {
            fault = fault.retryAfter(duration(node.get("retry-after")));
        }
        return fault;
    }

    private static int number(JsonNode node, String key) {
        if (!node.get(key).canConvertToInt() || node.get(key).asInt() < 0) {
            throw new IllegalArgumentException(key + " must be a whole number of 0 or more");
        }
        return node.get(key).asInt();
    }

    /** Seconds as a number, or a text such as 1.5, 10s, 2m. */
    private static Duration duration(JsonNode node) {
        String text = node.asText();
        int unit = 1;
        if (text.endsWith("m")) {
            unit = 60;
        }
        String digits =
                text.endsWith("s") || text.endsWith("m")
                        ? text.substring(0, text.length() - 1)
                        : text;
        // Java would read 5d as a number too.
        if (!digits.matches("[0-9]{1,9}(\\.[0-9]+)?")) {
            throw new IllegalArgumentException(text + " is not a time such as 10s or 2m");
        }
        return Duration.ofMillis((long) (Double.parseDouble(digits) * unit * 1000));
    }
}
