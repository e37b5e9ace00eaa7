package io.tickhouse.tools.sql;

import java.util.regex.Pattern;

/** What went wrong, in one sentence. Flink wraps it several times, and adds pages of its own. */
final class Failure {

    /** Flink puts the class before the message of what failed in a task. */
    private static final Pattern CLASS = Pattern.compile("^(?:[\\w$]+\\.)+[\\w$]+: ");

    private Failure() {}

    /** The words of the innermost cause that has any. */
    static String sentence(Throwable e) {
        String words = null;
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = firstLine(cause.getMessage());
            if (!message.isEmpty()) {
                words = message;
            }
            last = cause;
        }
        if (words == null) {
            words = "The query failed with " + last.getClass().getSimpleName();
        }
        return words.endsWith(".") ? words : words + ".";
    }

    private static String firstLine(String message) {
        if (message == null) {
            return "";
        }
        String line =
                message.lines().map(String::strip).filter(s -> !s.isEmpty()).findFirst().orElse("");
        return CLASS.matcher(line).replaceFirst("");
    }
}
