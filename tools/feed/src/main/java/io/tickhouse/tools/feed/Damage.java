package io.tickhouse.tools.feed;

import io.tickhouse.model.Field;
import io.tickhouse.model.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Ways to damage one message so that it certainly becomes one dead letter, while the array around
 * it stays valid.
 */
enum Damage {
    PRICE_IS_TEXT(Needs.PRICE),
    NEGATIVE_PRICE(Needs.PRICE),
    PRICE_BEYOND_DOUBLE(Needs.PRICE),
    NULL_PRICE(Needs.PRICE),
    NO_SYMBOL,
    EMPTY_SYMBOL,
    UNKNOWN_TYPE,
    NO_TYPE,
    NUMBER_FOR_OBJECT(Needs.PRICE),
    STRING_FOR_OBJECT,
    NULL_FOR_OBJECT,
    ARRAY_FOR_OBJECT,
    SIZE_BEYOND_DOUBLE(Needs.TRADE),
    BAD_TIME,
    NO_TIME,
    ID_BEYOND_64_BIT(Needs.TRADE),
    ORDER_BOOK,
    NEWS,
    PRICE_TWICE(Needs.PRICE);

    /** What a message must have to be damaged so. */
    private enum Needs {
        NOTHING,
        PRICE,
        TRADE;

        boolean areMetBy(Kind kind) {
            return switch (this) {
                case NOTHING -> true;
                case PRICE -> hasPrice(kind);
                case TRADE -> kind == Kind.TRADE;
            };
        }

        private static boolean hasPrice(Kind kind) {
            return kind.fields().stream().anyMatch(field -> field.type() == Field.Type.DECIMAL);
        }
    }

    /** The first of these that a message has is its price. */
    private static final List<String> PRICE_KEYS = List.of("p", "bp", "o", "op", "u");

    private static final Map<Kind, List<Damage>> BY_KIND = new EnumMap<>(Kind.class);

    static {
        for (Kind kind : MarketGenerator.KINDS) {
            BY_KIND.put(
                    kind,
                    Arrays.stream(values()).filter(damage -> damage.needs.areMetBy(kind)).toList());
        }
    }

    private final Needs needs;

    Damage() {
        this(Needs.NOTHING);
    }

    Damage(Needs needs) {
        this.needs = needs;
    }

    static Damage pick(Kind kind, SplittableRandom random) {
        List<Damage> fitting = BY_KIND.get(kind);
        return fitting.get(random.nextInt(fitting.size()));
    }

    /** Damages a message that {@link MarketGenerator} wrote. */
    String apply(String message) {
        String price = priceKey(message);
        return switch (this) {
            case PRICE_IS_TEXT -> with(message, price, '"' + value(message, price) + '"');
            case NEGATIVE_PRICE -> with(message, price, "-" + value(message, price));
            case PRICE_BEYOND_DOUBLE -> with(message, price, "190.12345678901234567");
            case NULL_PRICE -> with(message, price, "null");
            case NO_SYMBOL -> without(message, "S");
            case EMPTY_SYMBOL -> with(message, "S", "\"\"");
            case UNKNOWN_TYPE -> with(message, "T", "\"zz\"");
            case NO_TYPE -> without(message, "T");
            case NUMBER_FOR_OBJECT -> value(message, price);
            case STRING_FOR_OBJECT -> value(message, "S");
            case NULL_FOR_OBJECT -> "null";
            case ARRAY_FOR_OBJECT -> "[" + message + "]";
            case SIZE_BEYOND_DOUBLE -> with(message, "s", "9007199254740993");
            case BAD_TIME -> with(message, "t", "\"half past nine\"");
            case NO_TIME -> without(message, "t");
            case ID_BEYOND_64_BIT -> with(message, "i", "18446744073709551616");
            case ORDER_BOOK ->
                    "{\"T\":\"o\",\"S\":%s,\"t\":%s,\"b\":[],\"a\":[{\"p\":3500.5,\"s\":0.25}]}"
                            .formatted(value(message, "S"), value(message, "t"));
            case NEWS ->
                    ("{\"T\":\"n\",\"id\":1,\"headline\":\"\",\"created_at\":%2$s,\"symbols\":[%1$s],"
                                    + "\"source\":\"\"}")
                            .formatted(value(message, "S"), value(message, "t"));
            case PRICE_TWICE ->
                    with(
                            message,
                            price,
                            "%2$s,\"%1$s\":%2$s".formatted(price, value(message, price)));
        };
    }

    private static String priceKey(String message) {
        return PRICE_KEYS.stream()
                .filter(key -> message.contains("\"" + key + "\":"))
                .findFirst()
                .orElse(null);
    }

    private static int valueStart(String message, String key) {
        return message.indexOf("\"" + key + "\":") + key.length() + 3;
    }

    /** Works only for values without commas and braces, which all values here are. */
    private static int valueEnd(String message, int start) {
        int comma = message.indexOf(',', start);
        return comma < 0 ? message.length() - 1 : comma;
    }

    private static String value(String message, String key) {
        int start = valueStart(message, key);
        return message.substring(start, valueEnd(message, start));
    }

    private static String with(String message, String key, String value) {
        int start = valueStart(message, key);
        return message.substring(0, start) + value + message.substring(valueEnd(message, start));
    }

    private static String without(String message, String key) {
        int start = valueStart(message, key);
        int end = valueEnd(message, start);
        int keyStart = start - key.length() - 3;
        return message.charAt(end) == ','
                ? message.substring(0, keyStart) + message.substring(end + 1)
                : message.substring(0, keyStart - 1) + message.substring(end);
    }
}
