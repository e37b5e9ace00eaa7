package io.tickhouse.tools;

import java.util.regex.Pattern;

/** Text for a shell to read. */
public final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    private Shell() {}

    /** The text as one word, in quotes if the shell would read it otherwise. */
    public static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
