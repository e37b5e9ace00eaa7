package io.tickhouse.tools.stack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a service sees of the environment of the command that starts it: little, so that keys of the
 * user stay where they are needed, and that a service runs alike in every shell.
 */
final class ServiceEnvironment {

    private static final Set<String> SHARED =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "TZ", "LD_LIBRARY_PATH", "JAVA_TOOL_OPTIONS");

    /** They win over a service's own options, or come before them. */
    private static final Set<String> JVM = Set.of("_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH");

    private static final String LOCALE = "LC_ALL";
    // What the script sets where there is no C.UTF-8.
    private static final Set<String> NEUTRAL = Set.of("C.UTF-8", "en_US.UTF-8");

    private ServiceEnvironment() {}

    /** For a service that has no use for keys of the user. */
    static Map<String, String> withoutKeys(Map<String, String> caller, Path temp) {
        Map<String, String> environment = new HashMap<>(caller);
        environment.keySet().retainAll(SHARED);
        return neutral(environment, caller, temp);
    }

    /**
     * For the one that runs the user's jobs: their keys may have any name. Not those of another
     * store, which would be mixed with the ones of the local store.
     */
    static Map<String, String> withKeys(Map<String, String> caller, Path temp) {
        Map<String, String> environment = new HashMap<>(caller);
        environment
                .keySet()
                .removeIf(
                        name ->
                                JVM.contains(name)
                                        || name.startsWith("AWS_")
                                        || name.startsWith("S3_")
                                        || name.startsWith("LC_")
                                        || name.startsWith("LANG"));
        return neutral(environment, caller, temp);
    }

    private static Map<String, String> neutral(
            Map<String, String> environment, Map<String, String> caller, Path temp) {
        String locale = caller.getOrDefault(LOCALE, "");
        environment.put(LOCALE, NEUTRAL.contains(locale) ? locale : "C.UTF-8");
        environment.put("TMPDIR", temp.toString());
        return environment;
    }
}
