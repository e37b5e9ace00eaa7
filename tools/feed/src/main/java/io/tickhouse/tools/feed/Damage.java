package io.tickhouse.tools.feed;

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
    PRICE_IS_TEXT,
    NEGATIVE_PRICE,
    PRICE_BEYOND_DOUBLE,
    NULL_PRICE,
    NO_SYMBOL,
    EMPTY_SYMBOL,
    UNKNOWN_TYPE,
    NO_TYPE,
    NUMBER_FOR_OBJECT,
    STRING_FOR_OBJECT,
    NULL_FOR_OBJECT,
    ARRAY_FOR_OBJECT,
    SIZE_BEYOND_DOUBLE(true),
    BAD_TIME,
    NO_TIME,
    ID_BEYOND_64_BIT(true),
    STATUS,
    CORRECTION,
    PRICE_TWICE;

    private static final Map<Kind, String> PRICE_KEYS =
            Map.of(Kind.TRADE, "p", Kind.QUOTE, "bp", Kind.BAR, "o");

    private static final Map<Kind, List<Damage>> BY_KIND = new EnumMap<>(Kind.class);

    static {
        for (Kind kind : MarketGenerator.KINDS) {
            BY_KIND.put(kind, Arrays.stream(values()).filter(damage -> damage.fits(kind)).toList());
        }
    }

    /** Whether only trades have the damaged field. */
    private final boolean tradesOnly;

    Damage() {
        this(false);
    }

    Damage(boolean tradesOnly) {
        this.tradesOnly = tradesOnly;
    }

    private boolean fits(Kind kind) {
        return kind == Kind.TRADE || !tradesOnly;
    }

    static Damage pick(Kind kind, SplittableRandom random) {
        List<Damage> fitting = BY_KIND.get(kind);
        return fitting.get(random.nextInt(fitting.size()));
    }

    /** Damages a message that {@link MarketGenerator} wrote. */
    String apply(String message, Kind kind) {
        String price = priceKey(kind);
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
            case STATUS ->
                    "{\"T\":\"s\",\"S\":%s,\"sc\":\"H\",\"sm\":\"Trading Halt\",\"rc\":\"T1\",\"rm\":\"\",\"t\":%s,\"z\":\"C\"}"
                            .formatted(value(message, "S"), value(message, "t"));
            case CORRECTION ->
                    ("{\"T\":\"c\",\"S\":%1$s,\"x\":\"D\",\"oi\":1,\"op\":%2$s,\"os\":3,\"oc\":[\"@\"],"
                                    + "\"ci\":2,\"cp\":%2$s,\"cs\":4,\"cc\":[\"@\"],\"z\":\"C\",\"t\":%3$s}")
                            .formatted(
                                    value(message, "S"),
                                    value(message, price),
                                    value(message, "t"));
            case PRICE_TWICE ->
                    with(
                            message,
                            price,
                            "%2$s,\"%1$s\":%2$s".formatted(price, value(message, price)));
        };
    }

    private static String priceKey(Kind kind) {
        return PRICE_KEYS.get(kind);
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
