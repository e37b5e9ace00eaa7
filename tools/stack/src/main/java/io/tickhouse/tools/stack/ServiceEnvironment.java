package io.tickhouse.tools.stack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The part of the caller's environment that a service sees. It is small, so that the user's keys
 * stay where they are needed and a service runs the same in every shell.
 */
final class ServiceEnvironment {

    private static final Set<String> SHARED =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "TZ", "LD_LIBRARY_PATH", "JAVA_TOOL_OPTIONS");

    /** Variables that override a service's own options or come before them. */
    private static final Set<String> JVM = Set.of("_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH");

    private static final String LOCALE = "LC_ALL";
    // What the script sets if C.UTF-8 is missing.
    private static final Set<String> NEUTRAL = Set.of("C.UTF-8", "en_US.UTF-8");

    private ServiceEnvironment() {}

    /** For a service that does not need the user's keys. */
    static Map<String, String> withoutKeys(Map<String, String> caller, Path temp) {
        Map<String, String> environment = new HashMap<>(caller);
        environment.keySet().retainAll(SHARED);
        return neutral(environment, caller, temp);
    }

    /**
     * For the service that runs the user's jobs: their keys may have any name. Keys of another
     * store are left out, because they would be mixed with those of the local store.
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
