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
 * @param ports what listens where, the main port first
 * @param dir its folder in the state directory
 * @param log what it logs
 * @param output its standard output and error; the same file where it logs there
 * @param templates configuration to fill into {@code dir/conf}
 * @param values what the templates may name
 * @param classpath file that lists its jars, or the pattern of the one jar that holds them all;
 *     null for a program that is not Java
 * @param command the command line
 * @param environment all of its environment
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

    /** Only its own command line contains the path of its folder. */
    String mark() {
        return dir + "/";
    }

    /** The port that people ask for. */
    int mainPort() {
        return ports.values().iterator().next();
    }
}
