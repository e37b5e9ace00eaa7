package io.tickhouse.tools.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One process of the stack.
 *
 * @param name as on the command line and as the folder in the state directory
 * @param needs services that must answer before this one is started
 * @param holdsData whether others write to it, so that it is stopped after them
 * @param ports ports by name, the main port first; empty if it serves nothing
 * @param dir its folder in the state directory
 * @param log its log file
 * @param output its standard output and error; the same file if it logs there
 * @param templates configuration to fill into {@code dir/conf}
 * @param values values that the templates may refer to
 * @param classpath file that lists its jars, or the pattern of the one jar that holds them all;
 *     null if the program is not Java
 * @param command the command line
 * @param environment its complete environment
 * @param folders to create before the start
 * @param probe whether it serves
 * @param patience how long a start may take
 * @param grace how long it may take to stop by itself
 */
record Service(
        String name,
        List<String> needs,
        boolean holdsData,
        Map<String, Integer> ports,
        Path dir,
        Path log,
        Path output,
        List<Path> templates,
        Map<String, String> values,
        Path classpath,
        List<String> command,
        Map<String, String> environment,
        List<Path> folders,
        Probe probe,
        Duration patience,
        Duration grace) {

    Path conf() {
        return dir.resolve("conf");
    }

    Path temp() {
        return dir.resolve("tmp");
    }

    Path pidFile() {
        return dir.resolve(name + ".pid");
    }

    /** The path of its folder, which no other command line contains. */
    String mark() {
        return dir + "/";
    }

    /** The port that users ask for. */
    int mainPort() {
        return ports.values().iterator().next();
    }
}
