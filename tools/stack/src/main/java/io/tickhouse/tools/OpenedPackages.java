package io.tickhouse.tools;

import java.util.List;
import java.util.stream.Stream;

/**
 * The packages of Java 17 that Flink, Hadoop and Kryo look into. The tests and the processes of the
 * local cluster have the same: {@code jvm.opens} in the root pom.xml.
 */
public final class OpenedPackages {

    /** As options of {@code java}. */
    public static final List<String> OPTIONS =
            Stream.of(
                            "lang",
                            "net",
                            "io",
                            "nio",
                            "lang.reflect",
                            "text",
                            "time",
                            "util",
                            "util.concurrent",
                            "util.concurrent.atomic",
                            "util.concurrent.locks")
                    .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED")
                    .toList();

    private OpenedPackages() {}
}
