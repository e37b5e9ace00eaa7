package io.tickhouse.tools;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every command shares: which local stack to use. */
public final class Workspace {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "State directory of the local stack (env TICKHOUSE_HOME, default"
                            + " ${DEFAULT-VALUE}).",
            defaultValue = "${env:TICKHOUSE_HOME:-.tickhouse}")
    private Path home;

    /** The workspace of the stack with this state directory. */
    public static Workspace at(Path home) {
        Workspace workspace = new Workspace();
        workspace.home = home;
        return workspace;
    }

    /** State directory of the local stack, absolute. */
    public Path home() {
        return home.toAbsolutePath().normalize();
    }

    /** What a command line needs so that it means this stack: nothing for the one by default. */
    public String option() {
        String standard = System.getenv().getOrDefault("TICKHOUSE_HOME", ".tickhouse");
        return option(Path.of(standard));
    }

    String option(Path standard) {
        return home().equals(standard.toAbsolutePath().normalize())
                ? ""
                : " --home '" + home.toString().replace("'", "'\\''") + "'";
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
