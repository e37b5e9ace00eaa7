package io.tickhouse.kafka.topics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Properties in one text, in the form of environment variables. */
public final class PropertyList {

    /**
     * The comma between two pairs, for options that take several. No name follows a comma within a
     * value.
     */
    public static final String COMMA = ",(?=\\s*[\\w.-]+\\s*=)";

    /** The text after a comma that ends a value. */
    private static final Pattern NEXT_PAIR = Pattern.compile("\\s*[\\w.-]+\\s*=.*", Pattern.DOTALL);

    private PropertyList() {}

    /**
     * Parses {@code KEY=VALUE[,KEY=VALUE...]}, or one pair a line. A comma in double quotes belongs
     * to the value, as in the passwords of JAAS. So does a comma that no other name follows, as in
     * a list of addresses.
     *
     * @param text null for none
     * @return in the order of the text
     * @throws IllegalArgumentException if the text does not have this form; the message leaves out
     *     the text, which may be secret
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        if (text == null) {
            return all;
        }
        int start = 0;
        boolean quoted = false;
        for (int at = 0; at <= text.length(); at++) {
            boolean end = at == text.length();
            char c = end ? '\n' : text.charAt(at);
            if (c == '"' && (at == 0 || text.charAt(at - 1) != '\\')) {
                quoted = !quoted;
            }
            if (end || c == '\n' || (c == ',' && !quoted && nextPair(text, at + 1))) {
                put(all, text.substring(start, at));
                start = at + 1;
                quoted = false;
            }
        }
        return all;
    }

    private static boolean nextPair(String text, int from) {
        return NEXT_PAIR.matcher(text).region(from, text.length()).matches();
    }

    private static void put(Map<String, String> all, String pair) {
        if (pair.isBlank()) {
            return;
        }
        int equals = pair.indexOf('=');
        if (equals < 1 || pair.substring(0, equals).isBlank()) {
            throw new IllegalArgumentException("must read KEY=VALUE[,KEY=VALUE...]");
        }
        all.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
}
