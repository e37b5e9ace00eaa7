package io.tickhouse.tools;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The option that every command shares: which local stack to use. */
public final class Workspace {

    /** The variable with the state directory of the stack by default. */
    public static final String HOME = "TICKHOUSE_HOME";

    /** A command with its subcommand, unless it names its stack already. */
    private static final Pattern SUGGESTION =
            Pattern.compile(
                    "\\./tickhouse (?:(?:topics|pinot|lake) [a-z]++(?:-[a-z]++)*+"
                            + "|(?!(?:topics|pinot|lake) [a-z])[a-z]++(?:-[a-z]++)*+)(?! --home)");

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "State directory of the local stack (env " + HOME + ", default .tickhouse).")
    private Path home;

    /** The workspace of the stack with this state directory. */
    public static Workspace at(Path home) {
        Workspace workspace = new Workspace();
        workspace.home = home;
        return workspace;
    }

    /** State directory of the local stack, absolute. */
    public Path home() {
        return (home == null ? standard() : home).toAbsolutePath().normalize();
    }

    /** Read here and not by picocli, which would take {@code ${x}} in it for a variable. */
    private static Path standard() {
        return Path.of(System.getenv().getOrDefault(HOME, ".tickhouse"));
    }

    /**
     * Whether the command line names another stack than the one by default. Variables with
     * addresses, as {@code ./tickhouse env} prints them, are not of this one.
     */
    public boolean isNamed() {
        return isNamed(standard());
    }

    boolean isNamed(Path standard) {
        return !home().equals(standard.toAbsolutePath().normalize());
    }

    /** What a command line needs so that it means this stack: nothing for the one by default. */
    public String option() {
        return isNamed() ? " --home " + Shell.quoted(home.toString()) : "";
    }

    /** The message, in which the commands that it suggests mean this stack. */
    public String hints(String message) {
        return SUGGESTION
                .matcher(message)
                .replaceAll(found -> Matcher.quoteReplacement(found.group() + option()));
    }

    /** The checkout this command was built in. */
    public Path projectRoot() {
        return Path.of(System.getProperty("tickhouse.root", ".")).toAbsolutePath().normalize();
    }

    /** Endpoints that the stack was started with, or the standard ports if none was started. */
    public Endpoints endpoints() {
        return Endpoints.rememberedIn(home());
    }
}
