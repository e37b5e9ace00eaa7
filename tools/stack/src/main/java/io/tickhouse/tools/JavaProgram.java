package io.tickhouse.tools;

import java.nio.file.Path;

/** The program that starts another JVM: the one that this command runs on. */
public final class JavaProgram {

    private JavaProgram() {}

    public static String path() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
