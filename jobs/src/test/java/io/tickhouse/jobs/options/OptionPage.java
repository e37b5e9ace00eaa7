package io.tickhouse.jobs.options;

import picocli.CommandLine.Model.OptionSpec;

/** How the pages below {@code docs/jobs} write an option. */
public final class OptionPage {

    private OptionPage() {}

    /** The row of a table with its name, default and help text. */
    public static String row(OptionSpec option) {
        String value = option.defaultValue();
        return "| `"
                + option.longestName()
                + "` | "
                + (value == null ? "" : defaultOf(value))
                + " | "
                + option.description()[0].replace("|", "\\|")
                + " |";
    }

    private static String defaultOf(String value) {
        String plain = value.replaceAll("^\\$\\{env:[A-Z0-9_]+:-(.*)}$", "$1");
        return plain.isEmpty() || plain.equals("0") || plain.equals("false")
                ? ""
                : "`" + plain + "`";
    }
}
