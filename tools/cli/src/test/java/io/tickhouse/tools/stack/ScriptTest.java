package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the script {@code tickhouse} in a clone that looks built, with programs that print how they
 * are called.
 */
class ScriptTest {

    @TempDir private Path folder;

    @BeforeEach
    void programs() throws IOException {
        program("jdk/bin/java", "printf 'LC_ALL=%s\\n' \"$LC_ALL\"; printf '%s\\n' \"$@\"");
        program("jdk/bin/javac", "");
        program("bin/mvn", "echo 'mvn was called'; exit 1");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
    }

    @Test
    void cdpathLeadsNowhereElse() throws Exception {
        Path clone = clone("clone");
        Files.createDirectories(folder.resolve("other/clone"));

        assertThat(
                        run(
                                "cd \"$folder\" && clone/tickhouse status",
                                Map.of("CDPATH", folder.resolve("other") + ":" + folder)))
                .contains("-Dtickhouse.root=" + clone)
                .endsWith("io.tickhouse.tools.cli.Main\nstatus\n");
    }

    @Test
    void runsInANeutralLocale() throws Exception {
        clone("clone");

        for (String locale : new String[] {"tr_TR.UTF-8", "C", "de_DE.ISO-8859-1", ""}) {
            assertThat(run("\"$folder/clone/tickhouse\" up", Map.of("LC_ALL", locale)))
                    .containsPattern("(?m)^LC_ALL=(C|en_US)\\.UTF-8$")
                    .doesNotContain("/tickhouse: line")
                    .contains("-Duser.language=en\n", "-Duser.country=US\n");
        }
    }

    @Test
    void aMachineWithoutUtf8LocaleWorksWithAsciiNamesAndRefusesOthersInWords() throws Exception {
        clone("clone");
        clone("jürgen");
        program("bin/locale", "echo ANSI_X3.4-1968");

        assertThat(run("\"$folder/clone/tickhouse\" status", Map.of("LC_ALL", "C")))
                .endsWith("io.tickhouse.tools.cli.Main\nstatus\n");
        for (String command : new String[] {"jürgen/tickhouse", "clone/tickhouse replay ü.csv"}) {
            assertThat(run("\"$folder\"/" + command, Map.of("LC_ALL", "C")))
                    .startsWith("tickhouse: there is no UTF-8 locale on this machine");
        }
    }

    @Test
    void aNameOutsideOfAsciiIsHandedOnByteForByte() throws Exception {
        clone("clone");

        assertThat(
                        run(
                                "mv \"$folder/clone\" \"$folder\"/j$'\\xc3\\xbc'rgen\\ x &&"
                                        + " \"$folder\"/j$'\\xc3\\xbc'rgen\\ x/tickhouse replay"
                                        + " $'\\xc3\\xa4'.csv",
                                Map.of("LC_ALL", "C")))
                .contains("/j\u00fcrgen x/tools/cli/target/classes:")
                .endsWith("replay\n\u00e4.csv\n");
    }

    @Test
    void unpacksLibrariesBesideTheBuild() throws Exception {
        Path clone = clone("clone");

        assertThat(run("\"$folder/clone/tickhouse\" replay", Map.of()))
                .contains("-Djava.io.tmpdir=%s/target/tmp\n".formatted(clone));
        assertThat(clone.resolve("target/tmp")).isDirectory();
    }

    @Test
    void aFolderNamedAsSourcesAreIsNotBuiltAgain() throws Exception {
        Path clone = clone("x/src/main/java/clone");
        touch(Files.writeString(clone.resolve("README.md"), ""));

        assertThat(run("\"$folder/x/src/main/java/clone/tickhouse\" status", Map.of()))
                .endsWith("status\n");
    }

    @Test
    void changedSourcesAreBuilt() throws Exception {
        Path clone = clone("x/src/test/clone");
        Path source = clone.resolve("model/src/main/java/A.java");
        Files.createDirectories(source.getParent());
        touch(Files.writeString(source, ""));

        assertThat(run("\"$folder/x/src/test/clone/tickhouse\" status", Map.of()))
                .contains("tickhouse: the build failed; the full output is in " + clone);
    }

    @Test
    void theFirstBuildAloneIsSaidToDownload() throws Exception {
        Path clone = clone("clone");
        touch(Files.writeString(clone.resolve("pom.xml"), ""));
        String download = "tickhouse: building (the first time downloads about 700 MB";

        assertThat(run("\"$folder/clone/tickhouse\" status", Map.of()))
                .contains("tickhouse: building\n");

        Path libraries = clone.resolve("tools/cli/target/classpath.txt");
        Files.writeString(libraries, Files.readString(libraries) + ":" + folder + "/gone.jar");
        assertThat(run("\"$folder/clone/tickhouse\" status", Map.of())).contains(download);

        Files.delete(libraries);
        assertThat(run("\"$folder/clone/tickhouse\" status", Map.of())).contains(download);
    }

    @Test
    void isFoundThroughLinks() throws Exception {
        Path clone = clone("a clone");
        Files.createSymbolicLink(folder.resolve("first"), Path.of("a clone/tickhouse"));
        Files.createSymbolicLink(folder.resolve("bin/-t"), folder.resolve("first"));

        assertThat(run("cd \"$folder/bin\" && ./-t status", Map.of()))
                .contains("-Dtickhouse.root=%s\n".formatted(clone));
    }

    @Test
    void aFolderThatJavaOrFlinkCannotWorkInIsRefusedInWords() throws Exception {
        clone("clone");

        for (String name : new String[] {"a:b", "'a\\b'", "x$'\\xf0\\x9f\\x98\\x80'"}) {
            assertThat(
                            run(
                                    "mkdir \"$folder\"/%1$s && cp -r \"$folder/clone\" \"$folder\"/%1$s/ && \"$folder\"/%1$s/clone/tickhouse status"
                                            .formatted(name),
                                    Map.of()))
                    .startsWith("tickhouse: ")
                    .endsWith(
                            " in its name, which Java 17 or Flink cannot work in: move"
                                    + " Tickhouse to another folder.\n");
        }
    }

    @Test
    void anotherJavaIsRefusedInWords() throws Exception {
        clone("clone");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"21.0.1\"\n");

        assertThat(run("\"$folder/clone/tickhouse\" status", Map.of()))
                .isEqualTo(
                        "tickhouse: JAVA_HOME="
                                + folder.resolve("jdk")
                                + " is Java 21.0.1, Tickhouse needs 17: install JDK 17 and point"
                                + " JAVA_HOME at it.\n");
    }

    /** A clone after its build, with all that the script looks at. */
    private Path clone(String name) throws IOException {
        Path clone = folder.resolve(name);
        Files.createDirectories(clone.resolve("tools/cli/target/classes"));
        Files.createDirectories(clone.resolve("target"));
        Files.copy(
                Path.of("../../tickhouse"),
                clone.resolve("tickhouse"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(
                clone.resolve("tools/cli/target/classpath.txt"),
                folder.resolve("jdk/release").toString());
        touch(Files.writeString(clone.resolve("pom.xml"), ""), Instant.EPOCH);
        touch(Files.writeString(clone.resolve("target/tickhouse.stamp"), ""), Instant.now());
        return clone;
    }

    private static void touch(Path file) throws IOException {
        touch(file, Instant.now().plusSeconds(60));
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private void program(String name, String script) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of("#!/bin/sh", script));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /**
     * Standard output and error of a bash command line. HOME is unset, as it may be for a daemon.
     */
    private String run(String line, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true);
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", folder.resolve("bin") + ":" + path);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("folder", folder.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isBetween(0, 2);
        return output;
    }
}
