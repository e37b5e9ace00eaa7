package io.tickhouse.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Raw records by seed: arrays of messages of all kinds, many with damaged values. White space,
 * escapes, key orders and unknown keys vary as JSON allows. The same seed gives the same records.
 */
public final class RandomRecords {

    private static final String[] TYPES =
            Stream.concat(
                            Stream.of("t", "t", "q"),
                            Stream.of(Kind.values()).flatMap(kind -> kind.types().stream()))
                    .toArray(String[]::new);
    private static final String[] OTHER_TYPES =
            Stream.of(
                            "c",
                            "x",
                            "s",
                            "l",
                            "i",
                            "o",
                            "n",
                            "p",
                            "success",
                            "error",
                            "subscription",
                            "zz",
                            "",
                            "Q")
                    .filter(type -> Kind.ofType(type) == null)
                    .toArray(String[]::new);
    private static final String[] TEXTS = {
        "A",
        "AAPL",
        "BRK.B",
        "BTC/USD",
        "V",
        "@",
        " ",
        "",
        "I",
        "R",
        "株",
        "é",
        "🚀",
        "q\"q",
        "b\\s",
        "t\tn\n",
        "\u0000",
        "\u001f",
        "\u007f",
        "SPY251219C00600000",
        "\u2028",
        "{[]}"
    };
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "-0.0",
        "1",
        "100",
        "100.0",
        "1e2",
        "1E+2",
        "12.50e1",
        "190.125",
        "0.1",
        "1e-7",
        "0.000012",
        "1.2e-05",
        "1e21",
        "1e308",
        "1e309",
        "-1",
        "-0.5",
        "0.5",
        "5e-324",
        "1e-999",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775807",
        "-9223372036854775808",
        "1e18",
        "1e19",
        "9223372036854",
        "9223372036855",
        "1699564800000",
        "1762959845000250001",
        "0e99999999999",
        "1e-99999999999",
        "123456789012345678901234567890",
        "0.30000000000000004",
        "190.12000000000003",
        "0.1000000000000000055",
        "123456789012345680",
        "4.9e-324",
        "1699564800",
        "1699564800.5",
        "1699564800000000",
        "31535999999",
        "7258118400000",
        "2.2250738585072011e-308",
        "10e-1",
        "1.50"
    };
    private static final String[] TIMES = {
        "2025-11-12T15:04:05Z",
        "2025-11-12T15:04:05.123456789Z",
        "2025-11-12T15:04:05.1Z",
        "2024-02-29T23:59:59.999999999+05:30",
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "2262-04-11T23:47:16.854775807Z",
        "2262-04-11T23:47:16.854775808Z",
        "2023-02-29T00:00:00Z",
        "2025-11-12T15:04:05.Z",
        "2025-11-12T24:00:00Z",
        "2025-11-12t15:04:05Z",
        "2025-11-12T15:04:05.5z",
        "2016-12-31T23:59:60Z",
        "1970-12-31T23:59:59.999999999Z",
        "1971-01-01T00:00:00Z",
        "2199-12-31T23:59:59.999999999Z",
        "2200-01-01T00:00:00Z",
        "2025-11-12",
        "2025-11-12T15:04:05-23:59",
        "2025-11-12T15:04:05+24:00",
        "1970-01-01T00:00:00+00:01",
        ""
    };
    private static final String[] BROKEN = {
        "nul",
        "NaN",
        "01",
        "+1",
        ".5",
        "1.",
        "-",
        "'x'",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{1:2}",
        "/**/1",
        "\"",
        "[",
        "]",
        "1 2",
        "\u00a0"
    };
    private static final String[] INSERTS = {
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "0",
        "-",
        ".",
        "e",
        " ",
        "\n",
        "\\u0000",
        "\ud83d\ude80",
        "null",
        "true",
        "\"T\":",
        "\"S\":\"B\",",
        "\"t\":1,",
        "\\ud800",
        "[[[[[[[[[[[[[[[[[[[["
    };

    private final Random random;

    public RandomRecords(long seed) {
        // Random's first values are similar for neighbouring seeds.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /** A record that is a valid array in nine of ten cases. */
    public byte[] next() {
        StringBuilder out = new StringBuilder();
        blank(out);
        if (chance(40)) {
            value(out, 0);
        } else {
            out.append('[');
            int size = random.nextInt(6);
            for (int i = 0; i < size; i++) {
                if (i > 0) {
                    out.append(',');
                }
                blank(out);
                element(out);
                blank(out);
            }
            blank(out);
            out.append(']');
        }
        blank(out);
        if (chance(60)) {
            out.append(pick(BROKEN));
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A record of many elements, most of them dead, in runs of any length. */
    public byte[] withRuns() {
        StringBuilder out = new StringBuilder("[");
        int size = random.nextInt(40);
        boolean good = false;
        for (int i = 0; i < size; i++) {
            out.append(i > 0 ? "," : "");
            blank(out);
            good = chance(3) != good;
            if (good) {
                out.append("{\"T\":\"t\",\"S\":\"A\",\"t\":1700000000000}");
            } else if (chance(2)) {
                out.append(i);
            } else {
                element(out);
            }
            blank(out);
        }
        return out.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A record with bytes changed, lost or added. */
    public byte[] damaged() {
        byte[] value = next();
        int wounds = 1 + random.nextInt(2);
        for (int i = 0; i < wounds; i++) {
            value = damage(value);
        }
        return value;
    }

    private byte[] damage(byte[] value) {
        int at = value.length == 0 ? 0 : random.nextInt(value.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (value.length == 0 ? 3 : random.nextInt(6)) {
            case 0 -> { // flip a bit
                byte[] flipped = value.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                return flipped;
            }
            case 1 -> out.write(value, 0, at); // cut off
            case 2 -> { // lose a piece
                int end = Math.min(value.length, at + 1 + random.nextInt(4));
                out.write(value, 0, at);
                out.write(value, end, value.length - end);
            }
            case 3 -> { // add text
                out.write(value, 0, at);
                out.writeBytes(pick(INSERTS).getBytes(StandardCharsets.UTF_8));
                out.write(value, at, value.length - at);
            }
            case 4 -> { // add a byte
                out.write(value, 0, at);
                out.write(random.nextInt(256));
                out.write(value, at, value.length - at);
            }
            default -> { // repeat a piece
                int end = Math.min(value.length, at + 1 + random.nextInt(30));
                out.write(value, 0, end);
                out.write(value, at, value.length - at);
            }
        }
        return out.toByteArray();
    }

    private void element(StringBuilder out) {
        if (chance(20)) {
            value(out, 2);
            return;
        }
        List<String> members = new ArrayList<>();
        String type = chance(12) ? pick(OTHER_TYPES) : pick(TYPES);
        if (!chance(40)) {
            members.add(member("T", chance(40) ? anything() : string(type)));
        }
        if (!chance(40)) {
            members.add(member("S", text()));
        }
        if (!chance(40)) {
            members.add(member("t", time()));
        }
        Kind kind = Kind.ofType(type);
        for (Field field : (kind == null ? Kind.TRADE : kind).fields()) {
            String key = field.key();
            switch (field.type()) {
                case TEXT -> {
                    if (!key.equals("T")) {
                        maybe(members, key, text());
                    }
                }
                case TEXTS -> maybe(members, key, texts());
                case INTEGER -> maybe(members, key, integer());
                case DECIMAL -> maybe(members, key, number());
                case SYMBOL, TIME -> {} // above
            }
        }
        if (chance(3)) {
            members.add(member(chance(3) ? pick(TEXTS) : "r", anything()));
        }
        if (chance(15) && !members.isEmpty()) {
            members.add(pick(members.toArray(String[]::new)));
        }
        if (chance(2)) {
            Collections.shuffle(members, random);
        }
        out.append('{').append(String.join(",", members)).append('}');
    }

    private void maybe(List<String> members, String key, String value) {
        if (!chance(8)) {
            members.add(member(key, chance(60) ? anything() : value));
        }
    }

    private String member(String key, String value) {
        StringBuilder out = new StringBuilder();
        blank(out);
        // Sometimes a key that is nearly the known one.
        String written = chance(80) ? "\u0000" + key : chance(80) ? key + "x" : key;
        out.append(string(written));
        blank(out);
        out.append(':');
        blank(out);
        out.append(value);
        blank(out);
        return out.toString();
    }

    private String text() {
        return chance(25) ? anything() : string(pick(TEXTS));
    }

    private String texts() {
        if (chance(6)) {
            return text();
        }
        StringBuilder out = new StringBuilder("[");
        int size = random.nextInt(7);
        for (int i = 0; i < size; i++) {
            out.append(i > 0 ? "," : "").append(chance(80) ? anything() : string(pick(TEXTS)));
            blank(out);
        }
        return out.append(']').toString();
    }

    private String time() {
        if (chance(4)) {
            return chance(3)
                    ? pick(NUMBERS)
                    : String.valueOf(1_700_000_000_000L + random.nextInt());
        }
        return string(
                chance(3)
                        ? pick(TIMES)
                        : "2025-11-12T15:04:05." + (1 + random.nextInt(999_999_999)) + "Z");
    }

    private String integer() {
        return chance(8) ? pick(NUMBERS) : String.valueOf(random.nextLong() >>> random.nextInt(64));
    }

    private String number() {
        return switch (random.nextInt(14)) {
            case 12 -> String.valueOf(random.nextDouble() * random.nextInt(1_000_000));
            case 13 -> random.nextInt(1000) + "." + (random.nextLong() >>> 1);
            case 0 -> pick(NUMBERS);
            case 1 -> String.valueOf(Math.abs(random.nextGaussian()) * 1e-6);
            case 2 -> String.valueOf(random.nextInt(100_000));
            case 3 -> longNumber();
            default -> random.nextInt(1000) + "." + random.nextInt(10_000);
        };
    }

    /** A number close to the length limit. */
    private String longNumber() {
        return "0." + "123456789".repeat(8).substring(0, 50 + random.nextInt(20));
    }

    private String anything() {
        StringBuilder out = new StringBuilder();
        value(out, 3);
        return out.toString();
    }

    private void value(StringBuilder out, int depth) {
        int choice = random.nextInt(depth > 36 ? 6 : 10);
        switch (choice) {
            case 0 -> out.append("null");
            case 1 -> out.append(chance(2) ? "true" : "false");
            case 2, 3 -> out.append(pick(NUMBERS));
            case 4 -> out.append(string(pick(TEXTS)));
            case 5 -> out.append(rare());
            case 6, 7 -> {
                out.append('[');
                blank(out);
                int size = random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    out.append(i > 0 ? "," : "");
                    value(out, depth + 1);
                }
                out.append(']');
            }
            default -> {
                out.append('{');
                blank(out);
                int size = random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    out.append(i > 0 ? "," : "").append(string(pick(TEXTS))).append(':');
                    blank(out);
                    value(out, depth + 1);
                }
                out.append('}');
            }
        }
    }

    private String rare() {
        return switch (random.nextInt(30)) {
            case 0 -> pick(BROKEN);
            case 1 -> '"' + "a".repeat(4090 + random.nextInt(12)) + '"';
            case 2 -> '"' + "株".repeat(1365 + random.nextInt(2)) + '"';
            case 3 -> "[".repeat(25 + random.nextInt(8));
            case 11 -> {
                int depth = 60 + random.nextInt(80); // more levels than a long has bits
                yield "[{\"a\":".repeat(depth) + "1" + "}]".repeat(depth);
            }
            case 4, 5 -> {
                int depth = 25 + random.nextInt(8);
                yield "[".repeat(depth) + "]".repeat(depth);
            }
            case 6, 7 -> "\"\\ud83d\"";
            case 8 -> "\"\\ude80\\ud83d\"";
            case 9, 10 -> longNumber();
            default -> "\"" + random.nextInt(100) + "\"";
        };
    }

    /** The text as a JSON string, escaped where needed and sometimes where not. */
    private String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        boolean escapeMuch = chance(12);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (escapeMuch && chance(2))) {
                String hex = String.format(chance(2) ? "%04x" : "%04X", (int) c);
                out.append("\\u").append(hex);
            } else if (c == '"' || c == '\\' || (c == '/' && chance(2))) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private void blank(StringBuilder out) {
        if (chance(10)) {
            out.append(pick(new String[] {" ", "\n", "\r\n", "\t", "  "}));
        }
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
