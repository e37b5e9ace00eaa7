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
import java.util.function.BiFunction;

/**
 * A script of faults. They fire in the order of the list, each when it is due and a client is
 * subscribed; each waits for the one before.
 */
public record FaultPlan(List<Fault> faults) {

    /** What each key of a fault says, next to its kind. */
    private static final Map<String, BiFunction<Fault, JsonNode, Fault>> KEYS =
            Map.of(
                    "at", (fault, value) -> fault.at(duration(value)),
                    "after", (fault, value) -> fault.afterMessages(number("after", value)),
                    "seconds", (fault, value) -> fault.lasting(duration(value)),
                    "pongs", (fault, value) -> truth("pongs", value) ? fault : fault.withoutPongs(),
                    "code", (fault, value) -> fault.code(number("code", value)),
                    "count", (fault, value) -> fault.count(number("count", value)),
                    "bytes", (fault, value) -> fault.bytes(number("bytes", value)),
                    "retry-after", (fault, value) -> fault.retryAfter(duration(value)));

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
        List<Fault> faults = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            Fault fault =
                    Fault.of(kind)
                            .afterMessages(1 + random.nextInt(2 * between))
                            .lasting(Duration.ofMillis(100 + random.nextInt(900)))
                            .count(1 + random.nextInt(3));
            faults.add(
                    switch (kind) {
                        case CLOSE -> fault.code(pick(random, 1000, 1001, 1009, 1011, 1012));
                        case HANDSHAKE_STATUS -> fault.code(pick(random, 429, 429, 500, 503));
                        case REST_STATUS -> fault.code(pick(random, 429, 500, 504));
                        case MUTE -> random.nextBoolean() ? fault.withoutPongs() : fault;
                        default -> fault;
                    });
        }
        return new FaultPlan(faults);
    }

    private static int pick(Random random, int... codes) {
        return codes[random.nextInt(codes.length)];
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
            if (!key.equals("kind") && !KEYS.containsKey(key)) {
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
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getKey().equals("kind")) {
                fault = KEYS.get(field.getKey()).apply(fault, field.getValue());
            }
        }
        return fault;
    }

    private static boolean truth(String key, JsonNode value) {
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(key + " must be true or false");
        }
        return value.asBoolean();
    }

    private static int number(String key, JsonNode value) {
        if (!value.canConvertToInt() || value.asInt() < 0) {
            throw new IllegalArgumentException(key + " must be a whole number of 0 or more");
        }
        return value.asInt();
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
